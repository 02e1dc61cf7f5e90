"""Reading the onward referrals that somebody should look at today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col

from lily.casework.choices import CaseState, OnwardState, SaidBy
from lily.casework.lists import MOST
from lily.casework.models import Case, Client, OnwardReferral, OnwardStep
from lily.casework.queries.caseload import Covering
from lily.casework.queries.cases import NAMES_ALONE, whose
from lily.casework.sight import cases_in
from lily.directory.models import Service

CAME_TO_NOTHING = (
    OnwardState.DECLINED,
    OnwardState.STOPPED,
    OnwardState.NO_REPLY,
    OnwardState.NOT_ATTENDED,
)
"""Where something else must follow."""
_Rows = sa.Select[OnwardReferral, str, bool, Case, Client]
_LATER = aliased(OnwardReferral)
_IS_OPEN = col(Case.state) == CaseState.OPEN


@dataclass(frozen=True)
class OnwardToDo:
    """An onward referral that somebody should look at, and whose it is.

    `is_told` where the service knows of the person.
    """

    onward: OnwardReferral
    service: str
    is_told: bool
    case: Case
    client: Client


def _of_cases(teams: Collection[UUID], worker_id: UUID | None, covers: Sequence[Covering]) -> _Rows:
    wanted = (
        sa.select(
            OnwardReferral,
            sa.func.coalesce(col(Service.name), ""),
            col(OnwardReferral.shared) != "",
            Case,
            Client,
        )
        .join(Case, col(Case.id) == col(OnwardReferral.case_id))
        .join(Client, col(Client.id) == col(Case.client_id))
        .outerjoin(Service, col(Service.id) == col(OnwardReferral.service_id))
        .options(
            NAMES_ALONE,
            defer(OnwardReferral.shared, raiseload=True),  # type: ignore[arg-type]
            defer(OnwardReferral.reason, raiseload=True),  # type: ignore[arg-type]
        )
        .where(cases_in(teams))
        .order_by(col(OnwardReferral.changed_at), col(OnwardReferral.id))
        .limit(MOST)
    )
    return wanted.where(*whose(worker_id, covers))


def is_unread(before: datetime | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on those of which a service said something that nobody has read.

    With an instant: said before it.
    """
    unread = sa.select(col(OnwardStep.onward_id)).where(
        col(OnwardStep.is_read).is_(False), col(OnwardStep.said_by) != SaidBy.TEAM
    )
    if before:
        unread = unread.where(col(OnwardStep.made_at) < before)
    return col(OnwardReferral.id).in_(unread)


def must_follow(*states: OnwardState) -> sa.ColumnElement[bool]:
    """Return the condition on those in a state after which nothing has followed yet.

    What follows is that the person is sent somewhere else for the same goal, or that somebody dealt
    with it.
    """
    elsewhere = (
        sa.select(sa.literal(1))
        .where(
            col(_LATER.case_id) == col(OnwardReferral.case_id),
            col(_LATER.goal_id).is_not_distinct_from(col(OnwardReferral.goal_id)),
            col(_LATER.made_at) > col(OnwardReferral.changed_at),
            col(_LATER.state) != OnwardState.WITHDRAWN,
        )
        .correlate(OnwardReferral)
    )
    return sa.and_(
        col(OnwardReferral.state).in_(states),
        col(OnwardReferral.dealt_with).is_(None),
        ~elsewhere.exists(),
    )


def is_silent(today: date, before: datetime | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on those that nobody answered, or that wait and are due to be looked at.

    With an instant: since before it.
    """
    silent = must_follow(OnwardState.NO_REPLY)
    if before:
        silent = sa.and_(silent, col(OnwardReferral.changed_at) < before)
        today -= timedelta(days=1)
    is_due = sa.and_(
        col(OnwardReferral.state) == OnwardState.WAITING, col(OnwardReferral.chase_on) <= today
    )
    return sa.or_(silent, is_due)


def list_answers(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    covers: Sequence[Covering] = (),
    before: datetime | None = None,
) -> list[OnwardToDo]:
    """Return those of which a service said something that nobody has read, of closed cases too."""
    wanted = _of_cases(teams, worker_id, covers).where(is_unread(before))
    return _to_do(session, wanted)


def list_unanswered(
    session: Session,
    *,
    teams: Collection[UUID],
    today: date,
    worker_id: UUID | None = None,
    covers: Sequence[Covering] = (),
    before: datetime | None = None,
) -> list[OnwardToDo]:
    """Return those that nobody answered, and those that wait and are due to be looked at."""
    wanted = _of_cases(teams, worker_id, covers).where(_IS_OPEN, is_silent(today, before))
    return _to_do(session, wanted)


def list_came_to_nothing(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    covers: Sequence[Covering] = (),
) -> list[OnwardToDo]:
    """Return what was declined, stopped or not gone to, was read, and nothing followed."""
    over = must_follow(OnwardState.DECLINED, OnwardState.STOPPED, OnwardState.NOT_ATTENDED)
    wanted = _of_cases(teams, worker_id, covers).where(_IS_OPEN, over, ~is_unread())
    return _to_do(session, wanted)


def list_kept(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    covers: Sequence[Covering] = (),
) -> list[OnwardToDo]:
    """Return those that were chosen and not sent yet."""
    is_draft = col(OnwardReferral.state) == OnwardState.DRAFTED
    return _to_do(session, _of_cases(teams, worker_id, covers).where(_IS_OPEN, is_draft))


def _to_do(session: Session, wanted: _Rows) -> list[OnwardToDo]:
    return [OnwardToDo(*row) for row in session.execute(wanted)]
