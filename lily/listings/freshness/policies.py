"""When a listing is due, and which step of the ladder comes next. Pure rules (ADR 0020)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from lily.directory.choices import FieldGroup
from lily.listings.freshness.choices import ReviewStage

REMINDERS = 3
ASKED_ABOUT = frozenset(FieldGroup) - {FieldGroup.CAPACITY}
"""Groups whose age makes a listing due. Room for people changes too fast to be asked about: it
decays to "not known" instead."""


class Step(NamedTuple):
    """A step of the ladder, and how many days after a listing is due it is taken."""

    stage: ReviewStage
    days: int
    reminder: int = 0


@dataclass(frozen=True)
class Rules:
    """What an administrator has set: days by group, and the ladder in its order."""

    intervals: Mapping[FieldGroup, int]
    steps: tuple[Step, ...]
    never_checked_days: int
    is_stopped: bool


@dataclass(frozen=True)
class Known:
    """What is known of a listing's age: days of confirmations, of the whole, and of its coming."""

    made_on: date
    assured_on: date | None
    confirmed_on: Mapping[FieldGroup, date]


def due_day(rules: Rules, known: Known) -> date:
    """Return the day on which the first of its groups of fields is too old.

    A check of the whole listing counts for each group; a listing that nobody ever checked is due
    so many days after it came.
    """
    days = []
    for group in ASKED_ABOUT:
        checks = [day for day in (known.confirmed_on.get(group), known.assured_on) if day]
        if not checks:
            return known.made_on + timedelta(days=rules.never_checked_days)
        days.append(max(checks) + timedelta(days=rules.intervals[group]))
    return min(days)


def next_step(
    rules: Rules, stage: ReviewStage, reminders: int, *, has_address: bool
) -> Step | None:
    """Return the step after the last one taken; None at the end of the ladder.

    Where there is nobody to write to, the reminders are passed over.
    """
    taken = _taken(rules, stage, reminders)
    for step in rules.steps[taken:]:
        if has_address or not step.reminder:
            return step
    return None


def day_of_next(rules: Rules, taken: Step, due_on: date, today: date) -> date | None:
    """Return the day of the step after one that was taken today.

    Never sooner after it than the ladder says: a listing that was long overdue when LILY first
    looked at it is asked as often, and as patiently, as any other before anything happens to it.
    """
    at = rules.steps.index(taken) + 1
    if at == len(rules.steps):
        return None
    after = rules.steps[at]
    return max(due_on + timedelta(days=after.days), today + timedelta(days=after.days - taken.days))


def _taken(rules: Rules, stage: ReviewStage, reminders: int) -> int:
    """Return how many steps of the ladder are behind a listing."""
    if stage is ReviewStage.WAITING:
        return 0
    for number, step in enumerate(rules.steps, 1):
        if step.stage is stage and step.reminder in (0, reminders):
            return number
    return 0
