"""Hiding a person's record from most of their team, and showing it again."""

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.models import Client
from lily.errors import Invalid, Refused

LONGEST_REASON = 1000
DECIDED = "Somebody did this first. Look at the case again."


def restrict(session: Session, client: Client, reason: str, *, by: Actor) -> None:
    """Hide a person from all but those who are named in lily.casework.sight.

    Raises Invalid without a reason, Refused where they are hidden already.
    """
    _put(session, client, reason, is_restricted=True, by=by)


def lift_restriction(session: Session, client: Client, reason: str, *, by: Actor) -> None:
    """Show a person to their whole team again.

    Raises Invalid without a reason, Refused where they are shown already.
    """
    _put(session, client, reason, is_restricted=False, by=by)


def _put(session: Session, client: Client, reason: str, *, is_restricted: bool, by: Actor) -> None:
    reason = reason.strip()
    if not reason:
        raise Invalid("reason", "Say why, for whoever looks at this later.")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"Use at most {LONGEST_REASON:,} characters.")
    now = clock.now()
    done = session.execute(
        sa.update(Client)
        .where(col(Client.id) == client.id, col(Client.is_restricted).is_(not is_restricted))
        .values(
            is_restricted=is_restricted,
            restricted_at=now,
            restricted_by=by.account_id,
            restricted_reason=reason,
            version=col(Client.version) + 1,
            changed_at=now,
        )
    )
    session.refresh(client)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(DECIDED)
    record(
        session,
        "restrict" if is_restricted else "lift_restriction",
        by=by,
        kind="client",
        subject_id=client.id,
        changes={"is_restricted": (not is_restricted, is_restricted)},
    )
