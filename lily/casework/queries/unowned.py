"""Reading what a team has that stands on nobody's Today, and what has waited there too long."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.casework.choices import CaseState, FollowUpState
from lily.casework.models import Case, CaseLetter, FollowUp, OnwardReferral
from lily.casework.owning import has_nobody
from lily.casework.queries.cases import ListedCase, list_cases_by_id
from lily.casework.queries.letters import is_unsent
from lily.casework.queries.onward_due import is_silent, is_unread
from lily.casework.sight import cases_in


class Waits(StrEnum):
    """What waits for somebody on a case. A call is counted where it is late alone."""

    CHECK = "check"
    ANSWER = "answer"
    SILENCE = "silence"
    LETTER = "letter"
    CALL = "call"


@dataclass(frozen=True)
class Unowned:
    """A case that nobody looks after, and how much of each kind is due on it."""

    listed: ListedCase
    due: dict[Waits, int]


def begin_of(day: date) -> datetime:
    """Return the instant at which a day begins here."""
    return datetime.combine(day, time(), clock.UK)


def list_unowned(
    session: Session, *, teams: Collection[UUID], today: date, most: int
) -> tuple[list[Unowned], int]:
    """Return the first cases that nobody looks after, the next call first, and how many there are.

    Open ones, and closed ones of which a service said something that nobody has read, or of which
    a letter waits to be sent.
    """
    is_open = col(Case.state) == CaseState.OPEN
    unread = sa.select(col(OnwardReferral.case_id)).where(is_unread())
    unsent = sa.select(sa.literal(1)).where(col(CaseLetter.case_id) == col(Case.id), is_unsent())
    wanted = sa.or_(is_open, col(Case.id).in_(unread), unsent.correlate(Case).exists())
    rows = session.execute(
        sa.select(col(Case.id), sa.func.count().over())
        .where(cases_in(teams), has_nobody(), wanted)
        .order_by(col(Case.next_call_on).is_(None), col(Case.next_call_on), col(Case.id))
        .limit(most)
    ).all()
    if not rows:
        return [], 0
    case_ids = [row[0] for row in rows]
    due = _count_due(session, case_ids, today)
    listed = list_cases_by_id(session, case_ids, teams=teams)
    return [Unowned(each, due.get(each.case.id, {})) for each in listed], rows[0][1]


def _count_due(
    session: Session, case_ids: Collection[UUID], today: date
) -> dict[UUID, dict[Waits, int]]:
    waiting = _waiting(today)
    rows = session.execute(
        sa.select(waiting.c.case_id, waiting.c.kind, sa.func.count())
        .where(waiting.c.case_id.in_(case_ids))
        .group_by(waiting.c.case_id, waiting.c.kind)
    )
    found: dict[UUID, dict[Waits, int]] = {}
    for case_id, kind, count in sorted(rows, key=lambda row: list(Waits).index(row[1])):
        found.setdefault(case_id, {})[Waits(kind)] = count
    return found


def count_late(session: Session, *, teams: Collection[UUID], today: date) -> dict[Waits, int]:
    """Return how much of each kind has waited in teams since before today; none is left out."""
    waiting = _waiting(today, before=begin_of(today))
    rows = session.execute(
        sa.select(waiting.c.kind, sa.func.count())
        .join(Case, col(Case.id) == waiting.c.case_id)
        .where(cases_in(teams))
        .group_by(waiting.c.kind)
    )
    return {Waits(kind): count for kind, count in rows}


def _waiting(today: date, before: datetime | None = None) -> sa.Subquery:
    """Return a row for each thing that waits: of which case, and of what kind."""
    is_open = col(Case.state) == CaseState.OPEN
    due_by = today - timedelta(days=1) if before else today
    check, answer, silence, letter, call = (sa.literal(kind.value).label("kind") for kind in Waits)
    checks: sa.Select[UUID, str] = (
        sa.select(col(FollowUp.case_id).label("case_id"), check)
        .join(Case, col(Case.id) == col(FollowUp.case_id))
        .where(is_open, col(FollowUp.state) == FollowUpState.DUE, col(FollowUp.due_on) <= due_by)
    )
    answers = sa.select(col(OnwardReferral.case_id), answer).where(is_unread(before))
    silences = (
        sa.select(col(OnwardReferral.case_id), silence)
        .join(Case, col(Case.id) == col(OnwardReferral.case_id))
        .where(is_open, is_silent(today, before))
    )
    letters = (
        sa.select(col(CaseLetter.case_id), letter)
        .join(Case, col(Case.id) == col(CaseLetter.case_id))
        .where(is_unsent(before))
    )
    calls = sa.select(col(Case.id), call).where(is_open, col(Case.next_call_on) <= due_by)
    late = [calls] if before else []
    return sa.union_all(checks, answers, silences, letters, *late).subquery("waiting")
