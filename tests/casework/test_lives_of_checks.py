"""Checks over years of random lives: never doubled, never lost, the first day kept."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework.actions.closing import reopen_case
from lily.casework.actions.conversations import hold_conversation
from lily.casework.actions.follow_ups import (
    FURTHEST,
    TRY_AGAIN_DAYS,
    Checked,
    day_of,
    do_follow_up,
    leave_follow_up,
    move_follow_up,
    plan_missing,
    try_follow_up,
)
from lily.casework.choices import (
    CountedFrom,
    FollowUpKind,
    FollowUpState,
    GotThere,
    Nation,
    NotDone,
    OnwardKind,
    Way,
    WhatNext,
)
from lily.casework.models import Case, FollowUp
from lily.casework.practice import set_practice
from lily.casework.queries.conversations import find_conversation
from lily.casework.queries.follow_ups import list_due, list_follow_ups
from lily.casework.talk import Talk
from lily.casework.working_days import after_working_days, is_working_day
from lily.directory.models import Service
from tests.factories.casework import close, make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import draft, send

WELL = Checked(got_there=GotThere.YES, what_next=WhatNext.GO_ON)
DUE, DONE, NOT_DONE = FollowUpState.DUE, FollowUpState.DONE, FollowUpState.NOT_DONE
AN_AGE = timedelta(days=3650)
HOURS = (time(0, 5), time(1, 30), time(9), time(12), time(23, 30))
"""Some of them are in another day in UTC, and one does not come or comes twice a year."""
BEGINNINGS = (
    date(2023, 12, 19),  # Christmas, the second of January, then a leap day
    date(2024, 2, 29),  # a leap day itself, Easter, clocks forward in March
    date(2025, 3, 14),  # Saint Patrick, clocks forward
    date(2025, 6, 20),  # the twelfth of July
    date(2026, 9, 21),  # clocks back in October, Saint Andrew
    date(2027, 12, 1),  # Christmas on a Saturday, a leap year after it
)
STEPS = 40


@dataclass
class Life:
    """A case as it lives, and what is known of its checks so far, by opening and kind."""

    session: Session
    engine: sa.Engine
    case: Case
    nation: Nation
    service: Service
    chance: random.Random
    first: dict[tuple[int, FollowUpKind], date] = field(default_factory=dict)
    settled: dict[UUID, FollowUpState] = field(default_factory=dict)
    by_hand: set[UUID] = field(default_factory=set)

    def checks(self) -> list[FollowUp]:
        """Return the checks as the database has them."""
        self.session.expire_all()
        return list(list_follow_ups(self.session, self.case.id))

    def a_due_one(self) -> FollowUp | None:
        """Return one of the checks that are due, whichever."""
        due = [each for each in self.checks() if each.state is DUE]
        return self.chance.choice(due) if due else None


def _talk(life: Life) -> None:
    now = find_conversation(life.session, life.case.id)
    held_on = clock.today() - timedelta(days=life.chance.choice((0, 0, 3, 8)))
    hold_conversation(
        life.session,
        life.case,
        Talk(matters="Song."),
        held_on=held_on,
        way=Way.HOME,
        version=now.version if now else 0,
        by=SYSTEM,
    )


def _send_on(life: Life) -> None:
    onward = draft(life.session, life.case, life.service, OnwardKind.SIGNPOSTED)
    send(life.session, life.case, onward, life.service)


def _tick(life: Life) -> None:
    life.session.commit()
    plan_missing(life.engine)


def _move(life: Life) -> None:
    if check := life.a_due_one():
        to = clock.today() + timedelta(days=life.chance.randint(0, FURTHEST.days))
        move_follow_up(life.session, check, to, by=SYSTEM)
        assert check.due_on == to
        life.by_hand.add(check.id)


def _try(life: Life) -> None:
    if check := life.a_due_one():
        attempts = check.attempts
        try_follow_up(life.session, life.case, check, by=SYSTEM)
        assert check.attempts == attempts + 1
        assert check.due_on == after_working_days(clock.today(), TRY_AGAIN_DAYS, life.nation)
        life.by_hand.discard(check.id)


def _do(life: Life) -> None:
    if check := life.a_due_one():
        do_follow_up(life.session, life.case, check, WELL, by=SYSTEM)
        life.settled[check.id] = DONE


def _leave(life: Life) -> None:
    if check := life.a_due_one():
        leave_follow_up(life.session, check, NotDone.NOT_WANTED, by=SYSTEM)
        life.settled[check.id] = NOT_DONE


def _close(life: Life) -> None:
    close(life.session, life.case)


DEEDS = (_talk, _send_on, _tick, _move, _move, _try, _try, _do, _leave, _close)


def _reopen(life: Life) -> None:
    had_open = [each for each in life.checks() if each.id not in life.settled]
    openings = life.case.openings
    reopen_case(life.session, life.case, by=SYSTEM)
    assert life.case.openings == openings + (not had_open), "A beginning is new, or it is not"
    for each in life.checks():
        if each.id not in life.settled:
            assert each.due_on >= clock.today(), "It is due on its day, or on the next one"


def _holds(life: Life) -> None:
    """Assert what is true after whatever was done."""
    checks = life.checks()
    keys = [(each.opening, each.kind) for each in checks]
    assert len(keys) == len(set(keys)), "Doubled"
    assert set(life.first) <= set(keys), "Lost"
    for opening in {opening for opening, _ in keys}:
        assert {kind for of, kind in keys if of == opening} == set(FollowUpKind)
    for each in checks:
        kept = life.first.setdefault((each.opening, each.kind), each.first_due_on)
        assert each.first_due_on == kept, "The first day stays"
        assert kept == day_of(each.kind, each.counted_from_on, life.nation)
        assert is_working_day(kept, life.nation)
        if each.id in life.settled:
            assert each.state is life.settled[each.id], "What is done stays done"
        elif life.case.closed_on:
            assert (each.state, each.not_done) == (NOT_DONE, NotDone.CASE_CLOSED)
        else:
            assert (each.state, each.not_done) == (DUE, None), "It is still to be done"
            assert each.opening == life.case.openings
            assert each.id in life.by_hand or is_working_day(each.due_on, life.nation)
    in_sight = list_due(life.session, teams={life.case.team_id}, by=clock.today() + AN_AGE)
    wanted = {each.id for each in checks if each.state is DUE}
    assert {each.follow_up.id for each in in_sight} == wanted, "Whoever looks finds it"


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, clock.UK).astimezone(UTC)


def _begin(session: Session, engine: sa.Engine, nation: Nation, chance: random.Random) -> Life:
    team = make_team(session, f"Team {chance.random()}")
    set_practice(
        session,
        team.id,
        nation=nation,
        counted_from=chance.choice(list(CountedFrom)),
        visits=6,
        chase_after=5,
        give_up_after=10,
        prompts={},
        phones={},
        by=SYSTEM,
    )
    service = make_service(session, name=f"Choir {chance.random()}")
    return Life(session, engine, make_case(session, team), nation, service, chance)


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("begins_on", BEGINNINGS, ids=str)
def test_random_lives_never_double_or_lose_a_check(
    session: Session, engine: sa.Engine, nation: Nation, begins_on: date
) -> None:
    """Moved, tried, done, left, closed and opened again, in any order, over years."""
    chance = random.Random(f"{nation} {begins_on}")
    day = begins_on
    with clock.moved_to(_instant(day, time(9))):
        life = _begin(session, engine, nation, chance)
    for _ in range(STEPS):
        day += timedelta(days=chance.choice((0, 1, 2, 5, 11, 26, 60)))
        with clock.moved_to(_instant(day, chance.choice(HOURS))):
            deed = _reopen if life.case.closed_on else chance.choice(DEEDS)
            deed(life)
            _holds(life)
    assert life.first, "Something was planned"
    assert (day - begins_on).days > 200
