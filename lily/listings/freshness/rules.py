"""The rules of reviews as the administrator has set them: reading and setting."""

from collections.abc import Mapping
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, select

from lily.audit.actions import changed, record
from lily.audit.actors import Actor
from lily.directory.choices import FieldGroup
from lily.errors import Invalid
from lily.listings.freshness.choices import ReviewStage
from lily.listings.freshness.policies import Rules, Step
from lily.listings.models import ReviewInterval, ReviewPlan

LEAST_DAYS, MOST_DAYS = 7, 1825
LADDER = (
    "reminder_1_days",
    "reminder_2_days",
    "reminder_3_days",
    "desk_days",
    "badge_days",
    "sink_days",
    "hide_days",
    "archive_days",
)
"""The steps in their order, by the names of the plan's columns."""


def get_plan(session: Session) -> ReviewPlan:
    """Return the ladder: there is always one."""
    return session.exec(select(ReviewPlan)).one()


def take_turn(session: Session) -> None:
    """Wait until no other process does what is due; none will until this transaction ends.

    The update locks the row (PostgreSQL) or the database (SQLite) before anything is read.
    """
    session.execute(sa.update(ReviewPlan).values(turn=ReviewPlan.turn + 1))


def read_intervals(session: Session) -> dict[FieldGroup, int]:
    """Return for how many days a confirmation of each group holds."""
    return {row.group: row.days for row in session.exec(select(ReviewInterval))}


def read_rules(session: Session) -> Rules:
    """Return all that the administrator has set (two statements)."""
    plan = get_plan(session)
    return Rules(
        intervals=read_intervals(session),
        steps=(
            Step(ReviewStage.REMINDED, plan.reminder_1_days, 1),
            Step(ReviewStage.REMINDED, plan.reminder_2_days, 2),
            Step(ReviewStage.REMINDED, plan.reminder_3_days, 3),
            Step(ReviewStage.DESK, plan.desk_days),
            Step(ReviewStage.BADGED, plan.badge_days),
            Step(ReviewStage.SUNK, plan.sink_days),
            Step(ReviewStage.HIDDEN, plan.hide_days),
            Step(ReviewStage.ARCHIVED, plan.archive_days),
        ),
        never_checked_days=plan.never_checked_days,
        is_stopped=plan.is_stopped,
    )


def set_rules(
    session: Session,
    *,
    intervals: Mapping[FieldGroup, int],
    ladder: Mapping[str, int],
    never_checked_days: int,
    by: Actor,
) -> None:
    """Set the intervals and the ladder. Raises Invalid where a step would come before the last."""
    _check(intervals, ladder)
    plan = get_plan(session)
    before = _as_set(read_intervals(session), plan.model_dump(include=set(LADDER)), plan)
    for row in session.exec(select(ReviewInterval)):
        row.days = intervals[row.group]
        session.add(row)
    for name in LADDER:
        setattr(plan, name, ladder[name])
    plan.never_checked_days = never_checked_days
    session.add(plan)
    session.flush()
    differs = changed(before, _as_set(intervals, ladder, plan))
    if differs:
        record(session, "set_rules", by=by, kind="review_plan", changes=differs)


def _as_set(
    intervals: Mapping[FieldGroup, int], ladder: Mapping[str, int], plan: ReviewPlan
) -> dict[str, int]:
    """Return every number that is set, by a name."""
    by_group = {group.value: days for group, days in intervals.items()}
    return {**by_group, **ladder, "never_checked_days": plan.never_checked_days}


def _check(intervals: Mapping[FieldGroup, int], ladder: Mapping[str, int]) -> None:
    for group, days in intervals.items():
        if not LEAST_DAYS <= days <= MOST_DAYS:
            raise Invalid(group, f"Give between {LEAST_DAYS} and {MOST_DAYS} days.")
    for earlier, later in pairwise(LADDER):
        if ladder[later] <= ladder[earlier]:
            raise Invalid(later, "Give more days than the step before it.")


def stop_reviews(session: Session, *, by: Actor) -> None:
    """Stop every reminder and every step of the ladder, until they are started again."""
    _switch(session, is_stopped=True, action="stop_reviews", by=by)


def start_reviews(session: Session, *, by: Actor) -> None:
    """Let reminders and the ladder go on."""
    _switch(session, is_stopped=False, action="start_reviews", by=by)


def _switch(session: Session, *, is_stopped: bool, action: str, by: Actor) -> None:
    plan = get_plan(session)
    if plan.is_stopped is is_stopped:
        return
    plan.is_stopped = is_stopped
    session.add(plan)
    session.flush()
    record(
        session,
        action,
        by=by,
        kind="review_plan",
        changes={"is_stopped": (not is_stopped, is_stopped)},
    )
