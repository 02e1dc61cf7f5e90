"""What `lily tick` does with onward referrals: ask again, then give the case back to a person."""

from collections import Counter
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework.actions.onward import fall_silent, why_not_tell_more
from lily.casework.actions.onward_letters import KIND, write_to_providers
from lily.casework.choices import OnwardState
from lily.casework.models import Case, OnwardReferral
from lily.casework.practice import practice_of
from lily.casework.teaching import hear_silence
from lily.casework.working_days import after_working_days
from lily.directory.models import Service
from lily.errors import Refused
from lily.post.choices import LOST
from lily.post.models import Message

AT_ONCE = 200
ASKED_FOR_NOTHING = "Nobody answered in time."
TAKEN_BACK = "The person no longer agrees that they are told."
CAME_BACK = "Our letter came back."
_WAITS = (OnwardState.SENT, OnwardState.SEEN)


def chase(engine: sa.Engine) -> Counter[str]:
    """Ask those who have not answered again, and hand what stays silent to whoever helps.

    Commits one by one, so that it can be killed: each referral is done whole or not at all.
    Returns how many were asked again, fell silent, and opened a check of their listing.
    """
    done: Counter[str] = Counter()
    with Session(engine) as session:
        lost = _lost(session)
        ids = [*lost, *(each for each in _due(session) if each not in lost)]
    for onward_id in ids[:AT_ONCE]:
        with Session(engine) as session:
            try:
                done.update(_chase(session, onward_id, came_back=onward_id in lost))
            except Refused:
                session.rollback()
            else:
                session.commit()
    return done


def _due(session: Session) -> list[UUID]:
    return list(
        session.scalars(
            sa.select(col(OnwardReferral.id))
            .where(
                col(OnwardReferral.state).in_(_WAITS),
                col(OnwardReferral.chase_on) <= clock.today(),
            )
            .order_by(col(OnwardReferral.chase_on), col(OnwardReferral.id))
            .limit(AT_ONCE)
        )
    )


def _lost(session: Session) -> list[UUID]:
    """Return the referrals of which every letter came back or never left."""
    sent = (
        sa.select(col(Message.about_id))
        .where(col(Message.about_kind) == KIND)
        .group_by(col(Message.about_id))
        .having(
            sa.func.sum(sa.case((col(Message.state).in_(LOST), 0), else_=1)) == 0,
        )
    )
    return list(
        session.scalars(
            sa.select(col(OnwardReferral.id))
            .where(col(OnwardReferral.state).in_(_WAITS), col(OnwardReferral.id).in_(sent))
            .limit(AT_ONCE)
        )
    )


def _chase(session: Session, onward_id: UUID, *, came_back: bool) -> Counter[str]:
    onward = session.get(OnwardReferral, onward_id)
    if onward is None or onward.state not in _WAITS:
        return Counter()
    case = session.get_one(Case, onward.case_id)
    service = session.get(Service, onward.service_id) if onward.service_id else None
    if why_not_tell_more(session, onward):
        fall_silent(session, onward, TAKEN_BACK, by=SYSTEM)
        return Counter(silent=1)
    if not came_back and onward.chasers == 0 and service:
        onward.chasers = 1
        if write_to_providers(session, onward, service):
            practice = practice_of(session, case.team_id)
            more = max(1, practice.give_up_after - practice.chase_after)
            onward.chase_on = after_working_days(clock.today(), more, practice.nation)
            session.flush()
            return Counter(asked=1)
    fall_silent(session, onward, CAME_BACK if came_back else ASKED_FOR_NOTHING, by=SYSTEM)
    done = Counter(silent=1)
    if service and hear_silence(session, service):
        done["checks"] = 1
    return done
