"""The three-week check and the six-week follow-up: made once, moved, tried, done or not."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import SYSTEM, Actor
from lily.casework.actions.cases import hold_case, log_contact, planned_call
from lily.casework.choices import (
    CaseState,
    ContactOutcome,
    CountedFrom,
    FollowUpKind,
    FollowUpState,
    GotThere,
    InTheWay,
    Nation,
    NotDone,
    WhatNext,
)
from lily.casework.models import Case, Conversation, FollowUp
from lily.casework.policies import why_not_work
from lily.casework.practice import practice_of
from lily.casework.queries.onward import list_told_of
from lily.casework.teaching import hear_wrong
from lily.casework.working_days import after_working_days
from lily.directory.models import Service
from lily.errors import Invalid, Refused

KIND = "follow_up"
WEEKS = {FollowUpKind.THREE_WEEKS: 3, FollowUpKind.SIX_WEEKS: 6}
FURTHEST = timedelta(weeks=26)
TRY_AGAIN_DAYS = 2
ENOUGH_TRIES = 3
"""After so many calls that nobody answered, a letter or an end is proposed."""
WITHOUT_HELP = timedelta(days=7)
"""Where nobody is sent on so long after the conversation, it is counted from the conversation."""
LONGEST_WORDS = 2000
AT_ONCE = 500
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
NOT_DUE = "This was done already. Look at it again."


@dataclass(frozen=True)
class Checked:
    """What a person said at a check. `wrong_about`: of which listings we told them wrong things."""

    got_there: GotThere | None = None
    in_the_way: Collection[InTheWay] = ()
    wrong_about: Collection[UUID] = ()
    words: str = ""
    what_next: WhatNext | None = None
    quote: str = ""
    may_quote: bool = False


def day_of(kind: FollowUpKind, counted_from: date, nation: Nation) -> date:
    """Return when a check is due: so many weeks on, or the next working day of the nation."""
    return after_working_days(counted_from + timedelta(weeks=WEEKS[kind]), 0, nation)


def plan_follow_ups(
    session: Session, case: Case, moment: CountedFrom | None, from_on: date, *, by: Actor
) -> int:
    """Make the two checks of a case, once each time it is open; return how many are new.

    `moment` is what happened: nothing is made where the team counts from another. None: make them
    in any case.
    """
    practice = practice_of(session, case.team_id)
    if moment not in (None, practice.counted_from):
        return 0
    now = clock.now()
    rows = [
        {
            "id": uuid4(),
            "made_at": now,
            "changed_at": now,
            "case_id": case.id,
            "kind": kind,
            "opening": case.openings,
            "counted_from_on": from_on,
            "first_due_on": (due := day_of(kind, from_on, practice.nation)),
            "due_on": due,
            "state": FollowUpState.DUE,
            "attempts": 0,
            "in_the_way": "",
            "words": "",
            "quote": "",
            "may_quote": False,
        }
        for kind in FollowUpKind
    ]
    insert = _INSERTS[session.get_bind().dialect.name]
    made = session.scalars(
        insert(FollowUp)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["case_id", "kind", "opening"])
        .returning(col(FollowUp.id))
    ).all()
    if made:
        changes = {"counted_from_on": (None, from_on), "made": (0, len(made))}
        record(session, "plan_follow_ups", by=by, kind="case", subject_id=case.id, changes=changes)
    return len(made)


def plan_missing(engine: sa.Engine) -> int:
    """Make the checks of cases in which nobody was sent on within a week of the conversation.

    Returns how many cases. Commits one by one.
    """
    with Session(engine) as session:
        latest = sa.func.max(col(Conversation.held_on))
        has_checks = sa.exists().where(
            col(FollowUp.case_id) == col(Case.id), col(FollowUp.opening) == col(Case.openings)
        )
        rows = session.execute(
            sa.select(col(Case.id), latest)
            .join(Conversation, col(Conversation.case_id) == col(Case.id))
            .where(col(Case.state) == CaseState.OPEN, ~has_checks)
            .group_by(col(Case.id))
            .having(latest <= clock.today() - WITHOUT_HELP)
            .limit(AT_ONCE)
        ).all()
    for case_id, held_on in rows:
        with Session(engine) as session:
            case = session.get_one(Case, case_id)
            from_on = max(held_on, case.reopened_on or held_on)
            plan_follow_ups(session, case, None, from_on, by=SYSTEM)
            session.commit()
    return len(rows)


def move_follow_up(session: Session, follow_up: FollowUp, to: date, *, by: Actor) -> None:
    """Put a check off or bring it forward; the day that it had first stays for the reports.

    Raises Invalid for a day that has passed or is more than half a year away.
    """
    if to < clock.today():
        raise Invalid("due_on", "This day has passed. Choose today or later.")
    if to > clock.today() + FURTHEST:
        raise Invalid("due_on", "That is more than half a year away. Choose an earlier day.")
    before = follow_up.due_on
    _change(session, follow_up, {"due_on": to})
    changes = {"due_on": (before, to)}
    record(session, "move_follow_up", by=by, kind=KIND, subject_id=follow_up.id, changes=changes)


def try_follow_up(
    session: Session, case: Case, follow_up: FollowUp, *, by: Actor, seen: int | None = None
) -> None:
    """Write down that nobody answered: it is due again in two working days, and counted.

    `seen` is how often nobody had answered when the page was opened: pressed twice, it counts once.
    """
    hold_case(session, case)
    session.refresh(follow_up)
    if seen is not None and follow_up.attempts != seen:
        return
    nation = practice_of(session, case.team_id).nation
    again = after_working_days(clock.today(), TRY_AGAIN_DAYS, nation)
    values = {"attempts": FollowUp.attempts + 1, "due_on": again}
    _change(session, follow_up, values)
    log_contact(session, case, ContactOutcome.NO_ANSWER, by=by, next_call_on=planned_call(case))
    record(session, "try_follow_up", by=by, kind=KIND, subject_id=follow_up.id)


def do_follow_up(
    session: Session, case: Case, follow_up: FollowUp, checked: Checked, *, by: Actor
) -> None:
    """Write down what a person said at a check. Raises Invalid, Refused where it was done.

    Where what we told them was wrong, somebody is asked to ring about that listing.
    """
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    if follow_up.kind is FollowUpKind.THREE_WEEKS and checked.got_there is None:
        raise Invalid("got_there", "Choose whether they got there.")
    if follow_up.kind is FollowUpKind.SIX_WEEKS and checked.what_next is None:
        raise Invalid("what_next", "Choose what happens next.")
    for name in ("words", "quote"):
        if len(getattr(checked, name)) > LONGEST_WORDS:
            raise Invalid(name, f"Use at most {LONGEST_WORDS:,} characters.")
    wrong = _wrong_listings(session, case, checked)
    values = {
        "state": FollowUpState.DONE,
        "done_on": clock.today(),
        "account_id": by.account_id,
        "got_there": checked.got_there,
        "what_next": checked.what_next,
        "may_quote": checked.may_quote and bool(checked.quote.strip()),
    }
    _change(session, follow_up, values)
    follow_up.in_the_way = json.dumps(sorted(checked.in_the_way)) if checked.in_the_way else ""
    follow_up.words, follow_up.quote = checked.words.strip(), checked.quote.strip()
    session.flush()
    for service in wrong:
        hear_wrong(session, service)
    changes = {
        "state": (FollowUpState.DUE, FollowUpState.DONE),
        "listings_to_check": (None, [each.id for each in wrong] or None),
    }
    record(session, "do_follow_up", by=by, kind=KIND, subject_id=follow_up.id, changes=changes)


def _wrong_listings(session: Session, case: Case, checked: Checked) -> list[Service]:
    """Return the listings to look into: those that were named, or the only one it can be."""
    if InTheWay.WRONG_INFORMATION not in checked.in_the_way:
        return []
    told_of = list_told_of(session, case.id)
    wrong = [each for each in told_of if len(told_of) == 1 or each.id in checked.wrong_about]
    if told_of and not wrong:
        raise Invalid("wrong_about", "Choose which listing was wrong. Somebody looks into it.")
    return wrong


def leave_follow_up(session: Session, follow_up: FollowUp, reason: NotDone, *, by: Actor) -> None:
    """Write down that a check is not done, and why. Raises Refused where it was done."""
    values = {
        "state": FollowUpState.NOT_DONE,
        "not_done": reason,
        "done_on": clock.today(),
        "account_id": by.account_id,
    }
    _change(session, follow_up, values)
    changes = {"state": (FollowUpState.DUE, FollowUpState.NOT_DONE), "reason": (None, reason)}
    record(session, "leave_follow_up", by=by, kind=KIND, subject_id=follow_up.id, changes=changes)


def end_follow_ups(session: Session, case: Case) -> None:
    """Let the checks of a case that closes be; a case that is opened again has them back."""
    session.execute(
        sa.update(FollowUp)
        .where(col(FollowUp.case_id) == case.id, col(FollowUp.state) == FollowUpState.DUE)
        .values(state=FollowUpState.NOT_DONE, not_done=NotDone.CASE_CLOSED, done_on=clock.today())
    )


def bring_back(session: Session, case: Case) -> bool:
    """Let the checks that ended with a case be due again, on their days or the next one.

    Returns False where there were none: then the next conversation or help makes new ones.
    """
    nation = practice_of(session, case.team_id).nation
    soon = after_working_days(clock.today(), 0, nation)
    due = sa.case((col(FollowUp.due_on) < soon, soon), else_=col(FollowUp.due_on))
    done = session.execute(
        sa.update(FollowUp)
        .where(
            col(FollowUp.case_id) == case.id,
            col(FollowUp.opening) == case.openings,
            col(FollowUp.not_done) == NotDone.CASE_CLOSED,
        )
        .values(state=FollowUpState.DUE, not_done=None, done_on=None, due_on=due)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def _change(session: Session, follow_up: FollowUp, values: dict[str, Any]) -> None:
    done = session.execute(
        sa.update(FollowUp)
        .where(col(FollowUp.id) == follow_up.id, col(FollowUp.state) == FollowUpState.DUE)
        .values(changed_at=clock.now(), **values)
    )
    session.refresh(follow_up)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(NOT_DUE)
