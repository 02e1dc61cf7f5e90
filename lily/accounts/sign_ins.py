"""Being signed in: how a sign-in begins, goes on, is renewed and ends."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import Account, SignIn
from lily.accounts.queries import has_second_factor as has_factor
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import NotFound
from lily.sealing import hash_of, new_token

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=30)


def why_over(sign_in: SignIn, account: Account, now: datetime) -> str | None:
    """Return why a sign-in no longer holds, or None where it does.

    Idle after 15 minutes, over after 12 hours (OWASP ASVS 5.0, 7.3.1 and 7.3.2: chosen after the
    values of NHS screening's own systems).
    """
    if account.is_disabled:
        return "This account is closed."
    if sign_in.ended_at is not None:
        return "You were signed out on this device."
    if now - sign_in.seen_at > IDLE:
        return "You were away for a while, so we signed you out."
    if now - sign_in.made_at > ABSOLUTE:
        return "You were signed in for a whole day, so we signed you out."
    return None


def begin_sign_in(
    session: Session, account: Account, *, device: str, has_second_factor: bool = False
) -> tuple[str, SignIn]:
    """Begin a sign-in; return the token for the cookie, which is kept only as a hash.

    An account that has a second factor is not fully signed in until it was given.
    """
    token, now = new_token(), clock.now()
    sign_in = SignIn(
        account_id=account.id,
        token_hash=hash_of(token),
        device=device,
        made_at=now,
        seen_at=now,
        proved_at=now,
        has_second_factor=has_second_factor,
        awaits_factor=not has_second_factor and has_factor(session, account.id),
    )
    account.last_signed_in_at = now
    session.add_all([sign_in, account])
    session.flush()
    record(
        session,
        "begin_sign_in",
        by=Actor(account.id),
        kind="sign_in",
        subject_id=sign_in.id,
        changes={"has_second_factor": (None, has_second_factor)},
    )
    return token, sign_in


def renew(session: Session, sign_in: SignIn, *, has_second_factor: bool = False) -> str:
    """Note that its owner proved who they are; return the new token. The old one is dead.

    `has_second_factor`: whether a second factor was part of the proof.
    """
    token, now = new_token(), clock.now()
    sign_in.token_hash = hash_of(token)
    sign_in.seen_at = sign_in.proved_at = sign_in.changed_at = now
    if has_second_factor:
        sign_in.has_second_factor, sign_in.awaits_factor = True, False
    session.add(sign_in)
    session.flush()
    record(
        session,
        "renew_sign_in",
        by=Actor(sign_in.account_id),
        kind="sign_in",
        subject_id=sign_in.id,
        changes={"has_second_factor": (None, sign_in.has_second_factor)},
    )
    return token


def note_seen(engine: sa.Engine, sign_in: SignIn, now: datetime) -> None:
    """Note that a sign-in is in use, in a short transaction of its own and not every time."""
    if now - sign_in.seen_at < SEEN_EVERY:
        return
    with engine.begin() as connection:
        connection.execute(
            sa.update(SignIn)
            .where(col(SignIn.id) == sign_in.id, col(SignIn.seen_at) < now - SEEN_EVERY)
            .values(seen_at=now)
        )


def list_sign_ins(
    session: Session, account_id: UUID, *, now: datetime | None = None
) -> Sequence[SignIn]:
    """Return the sign-ins that hold, the one used last first."""
    now = now or clock.now()
    return session.exec(
        select(SignIn)
        .where(
            SignIn.account_id == account_id,
            col(SignIn.ended_at).is_(None),
            SignIn.seen_at > now - IDLE,
            SignIn.made_at > now - ABSOLUTE,
        )
        .order_by(col(SignIn.seen_at).desc())
    ).all()


def end_sign_in(session: Session, account_id: UUID, sign_in_id: UUID, *, by: Actor) -> None:
    """End one sign-in of an account. Raises NotFound where it has no such."""
    ended = _end(session, col(SignIn.account_id) == account_id, col(SignIn.id) == sign_in_id)
    if not ended:
        raise NotFound("That sign-in has ended already.")
    record(session, "end_sign_in", by=by, kind="sign_in", subject_id=sign_in_id)


def end_all(session: Session, account_id: UUID, *, by: Actor, but: UUID | None = None) -> int:
    """End every sign-in of an account, but one where it is named; return how many."""
    wanted = [col(SignIn.account_id) == account_id]
    if but:
        wanted.append(col(SignIn.id) != but)
    count = _end(session, *wanted)
    record(
        session,
        "end_sign_ins",
        by=by,
        kind="account",
        subject_id=account_id,
        changes={"sign_ins": (count, 0)},
    )
    return count


def _end(session: Session, *which: sa.ColumnElement[bool]) -> int:
    done = session.execute(
        sa.update(SignIn).where(col(SignIn.ended_at).is_(None), *which).values(ended_at=clock.now())
    )
    return int(done.rowcount)  # type: ignore[attr-defined]
