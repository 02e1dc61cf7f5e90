"""Sorting a caseload: how soon, by label, and to whom many go at once."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members_who_may
from lily.audit.actions import Deed, record, record_all
from lily.audit.actors import Actor
from lily.casework.choices import CaseState, Priority
from lily.casework.models import Case, CaseTag, CaseTagLink
from lily.casework.owning import find_without
from lily.errors import Invalid, Refused

LONGEST_NAME = 40
MOST_TAGS = 40
TAKE_ALONE = "You can take cases that nobody looks after. Ask your team leader about the others."
NONE_TICKED = "Tick the cases that you mean."
DONE_FIRST = "Somebody changed one of these first, so none was changed. Look at the list again."


def assign_cases(
    session: Session, cases: Sequence[Case], worker_id: UUID | None, *, may_give: bool, by: Actor
) -> int:
    """Give many open cases to one colleague, all or none; return how many changed hands.

    Who may not give takes what nobody looks after, for themselves. Raises Refused where that is
    not so, where one is closed or changed meanwhile, or where the colleague is of another team.
    """
    if not cases:
        raise Invalid("case", NONE_TICKED)
    _check_taking(session, cases, worker_id, may_give=may_give, by=by)
    moved = [case for case in cases if case.worker_id != worker_id]
    for before in {case.worker_id for case in moved}:
        _hand_over(session, [each for each in moved if each.worker_id == before], worker_id)
    deeds = [
        Deed("assign_case", "case", case.id, {"worker": (case.worker_id, worker_id)})
        for case in moved
    ]
    record_all(session, deeds, by=by)
    for case in moved:
        session.expire(case)
    return len(moved)


def _check_taking(
    session: Session, cases: Sequence[Case], worker_id: UUID | None, *, may_give: bool, by: Actor
) -> None:
    if not may_give and not _is_taking(session, cases, worker_id, by):
        raise Refused(TAKE_ALONE)
    if any(case.state is CaseState.CLOSED for case in cases):
        raise Refused(DONE_FIRST)
    for team_id in {case.team_id for case in cases} if worker_id else ():
        welcome = list_members_who_may(session, team_id, Permission.WORK_CASES)
        if worker_id not in {each.id for each in welcome}:
            raise Refused("Choose somebody of this team.")


def _is_taking(session: Session, cases: Sequence[Case], worker_id: UUID | None, by: Actor) -> bool:
    nobodys = find_without(session, cases)
    return worker_id == by.account_id and all(case.id in nobodys for case in cases)


def _hand_over(session: Session, cases: Sequence[Case], worker_id: UUID | None) -> None:
    """Bring cases of one worker to another in one UPDATE. Raises Refused where one has moved."""
    done = session.execute(
        sa.update(Case)
        .where(
            col(Case.id).in_([case.id for case in cases]),
            col(Case.worker_id).is_not_distinct_from(cases[0].worker_id),
            col(Case.state) == CaseState.OPEN,
        )
        .values(worker_id=worker_id, changed_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != len(cases):  # type: ignore[attr-defined]
        raise Refused(DONE_FIRST)


def sort_case(
    session: Session, case: Case, priority: Priority, tags: Collection[CaseTag], *, by: Actor
) -> None:
    """Say how soon a case is, and which labels it has. Raises Refused for another team's label.

    Labels that are retired stay where they are.
    """
    if any(tag.team_id != case.team_id or tag.retired_at for tag in tags):
        raise Refused("Choose labels of this team.")
    before = (case.priority, _live_tags(session, case))
    wanted = {tag.id for tag in tags}
    if before == (priority, wanted):
        return
    case.priority, case.changed_at = priority, clock.now()
    gone = before[1] - wanted
    session.execute(
        sa.delete(CaseTagLink).where(
            col(CaseTagLink.case_id) == case.id, col(CaseTagLink.tag_id).in_(gone)
        )
    )
    session.add_all(CaseTagLink(case_id=case.id, tag_id=tag) for tag in wanted - before[1])
    session.flush()
    changes = {"priority": (before[0], priority), "tags": (before[1], wanted)}
    record(session, "sort_case", by=by, kind="case", subject_id=case.id, changes=changes)


def _live_tags(session: Session, case: Case) -> set[UUID]:
    linked = (
        sa.select(col(CaseTagLink.tag_id))
        .join(CaseTag, col(CaseTag.id) == col(CaseTagLink.tag_id))
        .where(col(CaseTagLink.case_id) == case.id, col(CaseTag.retired_at).is_(None))
        .with_for_update(of=CaseTagLink)
    )
    return set(session.scalars(linked))


def make_tag(session: Session, team_id: UUID, name: str, *, by: Actor) -> CaseTag:
    """Make a label of a team, or bring back one that was retired.

    Raises Invalid where there is one of that name, it is too long, or there are forty already.
    """
    name = check_name(name)
    found = session.exec(
        select(CaseTag).where(
            CaseTag.team_id == team_id, sa.func.lower(col(CaseTag.name)) == name.lower()
        )
    ).first()
    if found and found.retired_at is None:
        raise Invalid("name", "There is a label of that name. Choose another name.")
    if _count_tags(session, team_id) >= MOST_TAGS:
        raise Invalid("name", f"You have {MOST_TAGS} labels. Retire one first.")
    tag = found or CaseTag(team_id=team_id, name=name)
    tag.retired_at, tag.changed_at = None, clock.now()
    session.add(tag)
    session.flush()
    record(session, "make_tag", by=by, kind="case_tag", subject_id=tag.id)
    return tag


def check_name(name: str) -> str:
    """Return the name of a label or a list, tidy. Raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", f"Type a name of at most {LONGEST_NAME} characters.")
    return name


def _count_tags(session: Session, team_id: UUID) -> int:
    counted = sa.select(sa.func.count()).where(
        col(CaseTag.team_id) == team_id, col(CaseTag.retired_at).is_(None)
    )
    return session.scalar(counted) or 0


def retire_tag(session: Session, tag: CaseTag, *, by: Actor) -> None:
    """Offer a label no more. It stays on the cases that have it. Raises Refused where it was."""
    done = session.execute(
        sa.update(CaseTag)
        .where(col(CaseTag.id) == tag.id, col(CaseTag.retired_at).is_(None))
        .values(retired_at=clock.now(), changed_at=clock.now())
    )
    session.refresh(tag)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("This label was retired already.")
    record(session, "retire_tag", by=by, kind="case_tag", subject_id=tag.id)
