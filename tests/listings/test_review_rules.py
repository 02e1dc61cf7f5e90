"""When a listing is due, and what an administrator may set."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from lily.audit.actors import SYSTEM
from lily.audit.queries import list_events
from lily.directory.choices import FieldGroup
from lily.errors import Invalid
from lily.listings.freshness.choices import ReviewStage
from lily.listings.freshness.policies import Known, day_of_next, due_day, next_step
from lily.listings.freshness.rules import LADDER, get_plan, read_rules, set_rules

DAY = date(2026, 6, 1)


def _known(assured_on: date | None = None, **confirmed: date) -> Known:
    return Known(DAY, assured_on, {FieldGroup(name): day for name, day in confirmed.items()})


def test_the_soonest_group_makes_a_listing_due(session: Session) -> None:
    rules = read_rules(session)
    assert due_day(rules, _known(DAY)) == DAY + timedelta(days=90)
    later = DAY + timedelta(days=80)
    assert due_day(rules, _known(DAY, times=later)) == DAY + timedelta(days=120)
    assert due_day(rules, _known(DAY, times=later, contact=later)) == later + timedelta(days=90)


def test_an_older_confirmation_does_not_undo_a_later_check_of_the_whole(session: Session) -> None:
    rules = read_rules(session)
    known = _known(DAY, times=DAY - timedelta(days=50))
    assert due_day(rules, known) == DAY + timedelta(days=90)


def test_room_makes_nothing_due(session: Session) -> None:
    rules = read_rules(session)
    assert rules.intervals[FieldGroup.CAPACITY] == 30
    known = _known(DAY, capacity=DAY - timedelta(days=300))
    assert due_day(rules, known) == DAY + timedelta(days=90)


def test_the_steps_follow_each_other_and_end(session: Session) -> None:
    rules = read_rules(session)
    stage, reminders, seen = ReviewStage.WAITING, 0, []
    while step := next_step(rules, stage, reminders, has_address=True):
        stage, reminders = step.stage, step.reminder or reminders
        seen.append((stage, step.days))
    assert [days for _, days in seen] == [0, 7, 21, 35, 45, 60, 120, 365]
    assert [stage for stage, _ in seen[2:]] == [
        ReviewStage.REMINDED,
        ReviewStage.DESK,
        ReviewStage.BADGED,
        ReviewStage.SUNK,
        ReviewStage.HIDDEN,
        ReviewStage.ARCHIVED,
    ]
    assert day_of_next(rules, rules.steps[-1], DAY, DAY) is None


def test_without_an_address_the_desk_comes_first_even_midway(session: Session) -> None:
    rules = read_rules(session)
    for stage, reminders in ((ReviewStage.WAITING, 0), (ReviewStage.REMINDED, 2)):
        step = next_step(rules, stage, reminders, has_address=False)
        assert step is not None
        assert step.stage is ReviewStage.DESK


def test_a_step_never_comes_sooner_than_the_ladder_says(session: Session) -> None:
    rules = read_rules(session)
    first = rules.steps[0]
    assert day_of_next(rules, first, DAY, DAY) == DAY + timedelta(days=7)
    late = DAY + timedelta(days=500)
    assert day_of_next(rules, first, DAY, late) == late + timedelta(days=7)


def _set(session: Session, **changes: int) -> None:
    rules, plan = read_rules(session), get_plan(session)
    ladder = {name: getattr(plan, name) for name in LADDER}
    intervals = dict(rules.intervals)
    for name, days in changes.items():
        if name in LADDER:
            ladder[name] = days
        else:
            intervals[FieldGroup(name)] = days
    set_rules(session, intervals=intervals, ladder=ladder, never_checked_days=14, by=SYSTEM)


def test_what_is_set_holds_and_is_written_down_once(session: Session) -> None:
    _set(session, times=60, hide_days=150)
    _set(session, times=60, hide_days=150)
    assert read_rules(session).intervals[FieldGroup.TIMES] == 60
    assert get_plan(session).hide_days == 150
    events, total = list_events(session, action="set_rules")
    assert total == 1
    assert events[0].changes == '{"hide_days": [120, 150], "times": [90, 60]}'


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hide_days": 60}, "hide_days"),
        ({"reminder_2_days": 0}, "reminder_2_days"),
        ({"times": 1}, "times"),
        ({"about": 9999}, "about"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    session: Session, changes: dict[str, int], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _set(session, **changes)
    assert refused.value.field == field
