"""Reading the checks that are due, and those of a case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from lily import clock
from lily.casework.choices import CaseState, ContactOutcome, FollowUpState, Way
from lily.casework.lists import MOST
from lily.casework.models import Case, CaseContact, Client, FollowUp
from lily.casework.queries.caseload import Covering
from lily.casework.queries.cases import NAMES_ALONE, STANDS, whose
from lily.casework.queries.clients import MISSING
from lily.casework.queries.unowned import begin_of
from lily.casework.sight import cases_in
from lily.errors import NotFound

VISITS = (Way.HOME, Way.MET)


@dataclass(frozen=True)
class DueFollowUp:
    """A check that is due, and whose it is."""

    follow_up: FollowUp
    case: Case
    client: Client


def list_follow_ups(session: Session, case_id: UUID) -> Sequence[FollowUp]:
    """Return the checks of a case, the first due first."""
    return session.exec(
        select(FollowUp)
        .where(FollowUp.case_id == case_id)
        .order_by(col(FollowUp.opening), col(FollowUp.first_due_on))
    ).all()


def get_follow_up(session: Session, follow_up_id: UUID, *, case_id: UUID) -> FollowUp:
    """Return a check of a case. Raises NotFound for any other."""
    found = session.get(FollowUp, follow_up_id)
    if found is None or found.case_id != case_id:
        raise NotFound(MISSING)
    return found


def is_now(follow_up: FollowUp) -> bool:
    """Say whether a check is to be done today, or was to be done before."""
    return follow_up.state is FollowUpState.DUE and follow_up.due_on <= clock.today()


def list_due(
    session: Session,
    *,
    teams: Collection[UUID],
    by: date,
    worker_id: UUID | None = None,
    covers: Sequence[Covering] = (),
) -> list[DueFollowUp]:
    """Return the checks that are due by a day, the longest due first."""
    wanted = (
        sa.select(FollowUp, Case, Client)
        .join(Case, col(Case.id) == col(FollowUp.case_id))
        .join(Client, col(Client.id) == col(Case.client_id))
        .where(
            cases_in(teams),
            col(Case.state) == CaseState.OPEN,
            col(FollowUp.state) == FollowUpState.DUE,
            col(FollowUp.due_on) <= by,
        )
        .options(
            NAMES_ALONE,
            defer(FollowUp.words, raiseload=True),  # type: ignore[arg-type]
            defer(FollowUp.quote, raiseload=True),  # type: ignore[arg-type]
            defer(FollowUp.in_the_way, raiseload=True),  # type: ignore[arg-type]
        )
        .order_by(col(FollowUp.due_on), col(FollowUp.id))
        .limit(MOST)
    )
    wanted = wanted.where(*whose(worker_id, covers))
    return [DueFollowUp(*row) for row in session.execute(wanted)]


def count_visits(session: Session, case: Case) -> int:
    """Return how often somebody met a person face to face since a case was opened, or reopened."""
    since = [col(CaseContact.made_at) >= begin_of(case.reopened_on)] if case.reopened_on else []
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(CaseContact)
            .where(
                col(CaseContact.case_id) == case.id,
                *since,
                col(CaseContact.way).in_(VISITS),
                col(CaseContact.outcome) == ContactOutcome.SPOKE,
                STANDS,
            )
        )
        or 0
    )
