"""Seeing to what came to nothing: a service said no, or nobody answered; a letter was lost."""

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.onward import DECIDED
from lily.casework.actions.onward_letters import KIND
from lily.casework.choices import DealtWith
from lily.casework.models import OnwardReferral, Referral
from lily.casework.queries.onward_due import CAME_TO_NOTHING
from lily.errors import Refused


def deal_with(session: Session, onward: OnwardReferral, how: DealtWith, *, by: Actor) -> None:
    """Take it that somebody has seen to one that came to nothing, or that nobody answered.

    Raises Refused where it stands otherwise by now, or was dealt with.
    """
    done = session.execute(
        sa.update(OnwardReferral)
        .where(
            col(OnwardReferral.id) == onward.id,
            col(OnwardReferral.state).in_(CAME_TO_NOTHING),
            col(OnwardReferral.dealt_with).is_(None),
        )
        .values(dealt_with=how)
    )
    session.refresh(onward)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(DECIDED)
    changes = {"dealt_with": (None, how)}
    record(session, "deal_with_onward", by=by, kind=KIND, subject_id=onward.id, changes=changes)


def ring_referrer(session: Session, referral: Referral, *, by: Actor) -> None:
    """Write down that somebody rang whoever referred, since a letter to them was lost."""
    referral.rang_at = clock.now()
    session.flush()
    record(session, "ring_referrer", by=by, kind="referral", subject_id=referral.id)
