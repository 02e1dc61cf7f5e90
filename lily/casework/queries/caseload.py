"""Reading what sorts a caseload: filters with counts, labels, invited lists, who covers whom."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.choices import CaseState, CohortStatus, Priority
from lily.casework.models import Case, CaseTag, CaseTagLink, Cohort, CohortMember, Cover
from lily.casework.owning import WORKERS, has_nobody, is_theirs
from lily.casework.queries.clients import MISSING
from lily.casework.sight import cases_in
from lily.errors import NotFound

_AWAY, _COVERING = aliased(Account), aliased(Account)


class Planned(StrEnum):
    """Which cases a list shows by their next call."""

    NOTHING = "nothing"
    OVERDUE = "overdue"
    TODAY = "today"


@dataclass(frozen=True)
class Chosen:
    """Which cases of a list are shown; what is None or false is not asked for.

    `has_nobody` are those without a worker, and those whose worker can no longer look after them.
    """

    worker_id: UUID | None = None
    has_nobody: bool = False
    priority: Priority | None = None
    tag_id: UUID | None = None
    planned: Planned | None = None

    def conditions(self, today: date) -> list[sa.ColumnElement[bool]]:
        """Return what a query asks of cases."""
        tagged = sa.select(col(CaseTagLink.case_id)).where(col(CaseTagLink.tag_id) == self.tag_id)
        asked = (
            (self.worker_id, col(Case.worker_id) == self.worker_id),
            (self.has_nobody, has_nobody()),
            (self.priority, col(Case.priority) == self.priority),
            (self.tag_id, col(Case.id).in_(tagged)),
            (self.planned is Planned.NOTHING, col(Case.next_call_on).is_(None)),
            (self.planned is Planned.OVERDUE, col(Case.next_call_on) < today),
            (self.planned is Planned.TODAY, col(Case.next_call_on) == today),
        )
        return [condition for is_asked, condition in asked if is_asked]


@dataclass(frozen=True)
class Counts:
    """How many open cases teams have, by what a list can be narrowed to; None is nobody."""

    workers: dict[UUID | None, int]
    priorities: dict[Priority, int]
    tags: dict[UUID, int]
    planned: dict[Planned, int]


def count_open(session: Session, *, teams: Collection[UUID], today: date) -> Counts:
    """Return how many open cases each choice of the filter would show by itself."""
    is_open = (cases_in(teams), col(Case.state) == CaseState.OPEN)
    many, next_call = sa.func.count(), col(Case.next_call_on)
    cases = session.execute(
        sa.select(
            WORKERS.c.account_id,
            col(Case.priority),
            many,
            many.filter(next_call.is_(None)),
            many.filter(next_call < today),
            many.filter(next_call == today),
        )
        .select_from(Case)
        .outerjoin(WORKERS, is_theirs())
        .where(*is_open)
        .group_by(WORKERS.c.account_id, col(Case.priority))
    ).all()
    tagged = session.execute(
        sa.select(col(CaseTagLink.tag_id), many)
        .join(Case, col(Case.id) == col(CaseTagLink.case_id))
        .where(*is_open)
        .group_by(col(CaseTagLink.tag_id))
    )
    workers: Counter[UUID | None] = Counter()
    priorities: Counter[Priority] = Counter()
    for worker_id, priority, count, *_ in cases:
        workers[worker_id] += count
        priorities[priority] += count
    return Counts(
        workers=dict(workers),
        priorities=dict(priorities),
        tags={tag_id: count for tag_id, count in tagged},
        planned={
            Planned.NOTHING: sum(row[3] for row in cases),
            Planned.OVERDUE: sum(row[4] for row in cases),
            Planned.TODAY: sum(row[5] for row in cases),
        },
    )


def list_tags(session: Session, *, teams: Collection[UUID]) -> Sequence[CaseTag]:
    """Return the labels of teams by name, without those that are retired."""
    return session.exec(
        select(CaseTag)
        .where(col(CaseTag.team_id).in_(teams), col(CaseTag.retired_at).is_(None))
        .order_by(CaseTag.name, col(CaseTag.id))
    ).all()


def get_tag(session: Session, tag_id: UUID, *, teams: Collection[UUID]) -> CaseTag:
    """Return a label of one of these teams. Raises NotFound for any other."""
    found = session.get(CaseTag, tag_id)
    if found is None or found.team_id not in teams:
        raise NotFound(MISSING)
    return found


def tags_of(session: Session, case_ids: Collection[UUID]) -> dict[UUID, list[CaseTag]]:
    """Return the labels of cases, by name; a case without any is left out."""
    rows = session.execute(
        sa.select(col(CaseTagLink.case_id), CaseTag)
        .join(CaseTag, col(CaseTag.id) == col(CaseTagLink.tag_id))
        .where(col(CaseTagLink.case_id).in_(case_ids))
        .order_by(col(CaseTag.name))
    )
    found: dict[UUID, list[CaseTag]] = {}
    for case_id, tag in rows:
        found.setdefault(case_id, []).append(tag)
    return found


def list_cohorts(session: Session, *, teams: Collection[UUID]) -> list[tuple[Cohort, int]]:
    """Return the invited lists of teams, the open ones first, with how many are on each."""
    rows = session.execute(
        sa.select(Cohort, sa.func.count(col(CohortMember.id)))
        .outerjoin(CohortMember, col(CohortMember.cohort_id) == col(Cohort.id))
        .where(col(Cohort.team_id).in_(teams))
        .group_by(col(Cohort.id))
        .order_by(col(Cohort.closed_at).is_not(None), col(Cohort.name), col(Cohort.id))
    )
    return [(cohort, count) for cohort, count in rows]


def get_cohort(session: Session, cohort_id: UUID, *, teams: Collection[UUID]) -> Cohort:
    """Return an invited list of one of these teams. Raises NotFound for any other."""
    found = session.get(Cohort, cohort_id)
    if found is None or found.team_id not in teams:
        raise NotFound(MISSING)
    return found


def get_member(session: Session, member_id: UUID, *, cohort_id: UUID) -> CohortMember:
    """Return somebody's place on an invited list. Raises NotFound for another list's."""
    found = session.get(CohortMember, member_id)
    if found is None or found.cohort_id != cohort_id:
        raise NotFound(MISSING)
    return found


def list_places(session: Session, cohort: Cohort) -> dict[UUID, CohortMember]:
    """Return the places of an invited list, by case."""
    rows = session.exec(select(CohortMember).where(CohortMember.cohort_id == cohort.id))
    return {member.case_id: member for member in rows}


def count_statuses(members: Collection[CohortMember]) -> dict[CohortStatus, int]:
    """Return how many stand where, each status named."""
    return {status: sum(member.status is status for member in members) for status in CohortStatus}


@dataclass(frozen=True)
class Covering:
    """A cover that stands, with the names of both."""

    cover: Cover
    away: str
    covering: str


def list_covers(
    session: Session, *, teams: Collection[UUID], today: date, covering_id: UUID | None = None
) -> list[Covering]:
    """Return who covers for whom in teams, now or later, the soonest first.

    With an account: only what it covers on the day itself.
    """
    wanted = (
        sa.select(Cover, col(_AWAY.name), col(_COVERING.name))
        .join(_AWAY, col(_AWAY.id) == col(Cover.away_id))
        .join(_COVERING, col(_COVERING.id) == col(Cover.covering_id))
        .where(
            col(Cover.team_id).in_(teams),
            col(Cover.ended_at).is_(None),
            col(Cover.until_on) >= today,
        )
        .order_by(col(Cover.from_on), col(Cover.id))
    )
    if covering_id:
        wanted = wanted.where(col(Cover.covering_id) == covering_id, col(Cover.from_on) <= today)
    return [Covering(*row) for row in session.execute(wanted)]


def get_cover(session: Session, cover_id: UUID, *, teams: Collection[UUID]) -> Cover:
    """Return a cover in one of these teams. Raises NotFound for any other."""
    found = session.get(Cover, cover_id)
    if found is None or found.team_id not in teams:
        raise NotFound(MISSING)
    return found
