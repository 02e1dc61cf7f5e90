"""Recovery codes: for the day when the second factor is lost."""

import hashlib
import hmac
import secrets
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from lily import clock
from lily.accounts.models import Account, RecoveryCode
from lily.audit.actions import record
from lily.audit.actors import Actor

HOW_MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which are read wrongly from paper."""
_PARTS, _PART = 4, 4
"""16 letters of 31: 79 bits, so that a plain hash is enough."""


def _hash(account_id: UUID, code: str) -> str:
    letters = "".join(each for each in code.lower() if each in _LETTERS)
    return hmac.new(account_id.bytes, letters.encode(), hashlib.sha256).hexdigest()


def _new_code() -> str:
    parts = ("".join(secrets.choice(_LETTERS) for _ in range(_PART)) for _ in range(_PARTS))
    return "-".join(parts)


def make_codes(session: Session, account: Account, *, by: Actor) -> list[str]:
    """Make ten new codes, and return them: they cannot be read again. The old ones are void."""
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.account_id) == account.id))
    codes = [_new_code() for _ in range(HOW_MANY)]
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=_hash(account.id, code)) for code in codes
    )
    session.flush()
    record(session, "make_recovery_codes", by=by, kind="account", subject_id=account.id)
    return codes


def use_code(session: Session, account_id: UUID, typed: str, *, by: Actor) -> bool:
    """Say whether a code is right and unused, and use it up."""
    used = session.execute(
        sa.update(RecoveryCode)
        .where(
            col(RecoveryCode.account_id) == account_id,
            col(RecoveryCode.code_hash) == _hash(account_id, typed),
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=clock.now())
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        return False
    record(session, "use_recovery_code", by=by, kind="account", subject_id=account_id)
    return True


def count_codes(session: Session, account_id: UUID) -> int:
    """Return how many codes are left."""
    return session.exec(
        select(func.count(col(RecoveryCode.id))).where(
            RecoveryCode.account_id == account_id, col(RecoveryCode.used_at).is_(None)
        )
    ).one()
