"""Keeping what was typed when a sign-in ran out before the form was sent.

Only its author gets it back, and only for a day.
"""

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import KeptForm
from lily.errors import NotFound

KEPT = timedelta(days=1)
MOST_EACH = 20
GONE = "We no longer have what you typed here. Please type it again."

_SECRET = {
    *("pass", "passphrase", "password", "passcode", "pin"),
    *("code", "secret", "recovery", "credential", "token"),
}

Fields = Sequence[tuple[str, str]]


def is_secret(name: str) -> bool:
    """Say whether a field, by its name, holds what is never kept: not so a postcode."""
    return not _SECRET.isdisjoint(re.split(r"[-_]", name.lower()))


def keep_form(session: Session, *, account_id: UUID, path: str, fields: Fields) -> KeptForm:
    """Keep a form for an account; beyond twenty of them the oldest goes."""
    kept = KeptForm(account_id=account_id, path=path, fields=json.dumps(list(fields)))
    session.add(kept)
    session.flush()
    newest = (
        sa.select(col(KeptForm.id))
        .where(col(KeptForm.account_id) == account_id)
        .order_by(col(KeptForm.made_at).desc())
        .limit(MOST_EACH)
    )
    session.execute(
        sa.delete(KeptForm).where(
            col(KeptForm.account_id) == account_id, col(KeptForm.id).not_in(newest)
        )
    )
    return kept


def get_kept_form(session: Session, kept_id: UUID, *, account_id: UUID) -> tuple[KeptForm, Fields]:
    """Return a form that an account sent too late, with its fields. Raises NotFound."""
    kept = session.exec(
        select(KeptForm).where(
            KeptForm.id == kept_id,
            KeptForm.account_id == account_id,
            KeptForm.made_at > clock.now() - KEPT,
        )
    ).first()
    if kept is None:
        raise NotFound(GONE)
    return kept, [(name, value) for name, value in json.loads(kept.fields)]


def forget_old_forms(session: Session) -> int:
    """Take away what nobody came back for within a day; return how many."""
    gone = session.execute(sa.delete(KeptForm).where(col(KeptForm.made_at) < clock.now() - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]
