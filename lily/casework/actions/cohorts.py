"""Invited lists: made, filled from the caseload, answered, closed."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import Deed, record, record_all
from lily.audit.actors import Actor
from lily.casework.actions.caseload import NONE_TICKED, check_name
from lily.casework.choices import CohortStatus
from lily.casework.models import Case, Cohort, CohortMember
from lily.errors import Invalid, Refused

_KIND = "cohort"


def make_cohort(session: Session, team_id: UUID, name: str, *, by: Actor) -> Cohort:
    """Make an invited list of a team. Raises Invalid where there is one of that name."""
    name = check_name(name)
    known = select(Cohort.id).where(Cohort.team_id == team_id, Cohort.name == name)
    if session.exec(known).first():
        raise Invalid("name", "There is a list of that name. Choose another name.")
    cohort = Cohort(team_id=team_id, name=name)
    session.add(cohort)
    session.flush()
    record(session, "make_cohort", by=by, kind=_KIND, subject_id=cohort.id)
    return cohort


def close_cohort(session: Session, cohort: Cohort, *, by: Actor) -> None:
    """Close an invited list: who is on it stays. Raises Refused where it is closed."""
    done = session.execute(
        sa.update(Cohort)
        .where(col(Cohort.id) == cohort.id, col(Cohort.closed_at).is_(None))
        .values(closed_at=clock.now(), changed_at=clock.now())
    )
    session.refresh(cohort)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("This list is closed already.")
    record(session, "close_cohort", by=by, kind=_KIND, subject_id=cohort.id)


def invite_cases(session: Session, cohort: Cohort, cases: Sequence[Case], *, by: Actor) -> int:
    """Put cases on an invited list; return how many were not on it. Raises Refused, Invalid."""
    if not cases:
        raise Invalid("case", NONE_TICKED)
    if cohort.closed_at:
        raise Refused("This list is closed. Make another.")
    if any(case.team_id != cohort.team_id for case in cases):
        raise Refused("Choose cases of the team that has this list.")
    _take_turn(session, cohort)
    on_it = set(session.exec(select(CohortMember.case_id).where(_is_on(cohort))))
    new = [case.id for case in cases if case.id not in on_it]
    session.add_all(CohortMember(cohort_id=cohort.id, case_id=case_id) for case_id in new)
    session.flush()
    changes = {"cohort": (None, cohort.id)}
    record_all(session, [Deed("invite_case", "case", each, changes) for each in new], by=by)
    return len(new)


def _is_on(cohort: Cohort) -> sa.ColumnElement[bool]:
    return col(CohortMember.cohort_id) == cohort.id


def _take_turn(session: Session, cohort: Cohort) -> None:
    """Let one at a time fill a list, so that nobody is put on it twice."""
    session.execute(
        sa.update(Cohort).where(col(Cohort.id) == cohort.id).values(changed_at=clock.now())
    )


def set_status(session: Session, member: CohortMember, status: CohortStatus, *, by: Actor) -> None:
    """Say where somebody on an invited list stands; the same again does nothing."""
    before = member.status
    done = session.execute(
        sa.update(CohortMember)
        .where(col(CohortMember.id) == member.id, col(CohortMember.status) != status)
        .values(status=status, changed_at=clock.now())
    )
    session.refresh(member)
    if done.rowcount == 1:  # type: ignore[attr-defined]
        changes = {"status": (before, status), "cohort": (None, member.cohort_id)}
        record(
            session, "set_status", by=by, kind="case", subject_id=member.case_id, changes=changes
        )
