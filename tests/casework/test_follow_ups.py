"""Three and six weeks on, somebody asks how it went: never twice, never not at all."""

import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework.actions.cases import log_contact
from lily.casework.actions.closing import reopen_case
from lily.casework.actions.conversations import hold_conversation
from lily.casework.actions.follow_ups import (
    Checked,
    day_of,
    do_follow_up,
    leave_follow_up,
    move_follow_up,
    plan_follow_ups,
    plan_missing,
    try_follow_up,
)
from lily.casework.choices import (
    ContactOutcome,
    CountedFrom,
    FollowUpKind,
    FollowUpState,
    GotThere,
    InTheWay,
    Nation,
    NotDone,
    OnwardKind,
    Way,
    WhatNext,
)
from lily.casework.models import Case, CaseContact, FollowUp
from lily.casework.practice import set_practice
from lily.casework.queries.follow_ups import count_visits, list_due, list_follow_ups
from lily.casework.talk import Talk
from lily.casework.working_days import is_working_day
from lily.directory.sessions import bank_holidays
from lily.errors import Invalid, Refused
from tests.factories.casework import close, make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import draft, send

THREE, SIX = FollowUpKind.THREE_WEEKS, FollowUpKind.SIX_WEEKS
WELL = Checked(got_there=GotThere.YES, what_next=WhatNext.GO_ON)


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def _plan(session: Session, case: Case, from_on: date | None = None) -> list[FollowUp]:
    plan_follow_ups(session, case, None, from_on or clock.today(), by=SYSTEM)
    return list(list_follow_ups(session, case.id))


def _talk(session: Session, case: Case, version: int = 0, held_on: date | None = None) -> None:
    hold_conversation(
        session,
        case,
        Talk(matters="Song."),
        held_on=held_on or clock.today(),
        way=Way.HOME,
        version=version,
        by=SYSTEM,
    )


def _signpost(session: Session, case: Case) -> None:
    service = make_service(session, name=f"Choir {random.random()}")
    send(session, case, draft(session, case, service, OnwardKind.SIGNPOSTED), service)


@pytest.mark.parametrize("nation", Nation)
def test_over_years_a_check_is_on_the_first_working_day_that_is_due(nation: Nation) -> None:
    day = date(2023, 12, 20)
    while day < date(2033, 1, 10):
        for kind, weeks in ((THREE, 3), (SIX, 6)):
            due = day_of(kind, day, nation)
            exact = day + timedelta(weeks=weeks)
            assert due >= exact
            assert is_working_day(due, nation)
            between = (exact + timedelta(days=n) for n in range((due - exact).days))
            assert not any(is_working_day(each, nation) for each in between)
        day += timedelta(days=1)


def test_each_nation_has_its_own_holidays() -> None:
    second, saint_andrew = date(2026, 1, 2), date(2026, 11, 30)
    saint_patrick, battle = date(2026, 3, 17), date(2026, 7, 13)
    assert not is_working_day(second, Nation.SCOTLAND)
    assert is_working_day(second, Nation.ENGLAND)
    assert is_working_day(second, Nation.WALES)
    assert not is_working_day(saint_andrew, Nation.SCOTLAND)
    assert not is_working_day(saint_patrick, Nation.NORTHERN_IRELAND)
    assert is_working_day(saint_patrick, Nation.WALES)
    assert battle in bank_holidays(2026, Nation.NORTHERN_IRELAND)


def test_they_are_made_once_from_the_moment_that_the_team_chose(
    session: Session, case: Case
) -> None:
    _talk(session, case)
    assert list_follow_ups(session, case.id) == [], "They count from the first help"
    for _ in range(3):
        _signpost(session, case)
    checks = list_follow_ups(session, case.id)
    assert [check.kind for check in checks] == [THREE, SIX]
    assert checks[0].first_due_on == day_of(THREE, clock.today(), Nation.ENGLAND)


def test_a_team_that_counts_from_the_conversation_has_them_then(
    session: Session, case: Case
) -> None:
    set_practice(
        session,
        case.team_id,
        nation=Nation.SCOTLAND,
        counted_from=CountedFrom.CONVERSATION,
        visits=6,
        chase_after=5,
        give_up_after=10,
        prompts={},
        phones={},
        by=SYSTEM,
    )
    held = clock.today() - timedelta(days=2)
    _talk(session, case, held_on=held)
    _talk(session, case, 1, held_on=held)
    checks = list_follow_ups(session, case.id)
    assert [check.first_due_on for check in checks] == [
        day_of(kind, held, Nation.SCOTLAND) for kind in (THREE, SIX)
    ]
    _signpost(session, case)
    assert len(list_follow_ups(session, case.id)) == 2


def test_where_nobody_is_sent_on_within_a_week_nothing_is_lost(
    session: Session, engine: sa.Engine, case: Case
) -> None:
    held = clock.today() - timedelta(days=7)
    _talk(session, case, held_on=held + timedelta(days=1))
    session.commit()
    assert plan_missing(engine) == 0
    _talk(session, case, 1, held_on=held)
    session.commit()
    assert plan_missing(engine) == 0, "The day that was written last counts from the latest talk"
    case_two = make_case(session, make_team(session, "Fens"))
    _talk(session, case_two, held_on=held)
    session.commit()
    assert plan_missing(engine) == 1
    assert plan_missing(engine) == 0
    session.expire_all()
    assert [each.counted_from_on for each in list_follow_ups(session, case_two.id)] == [held] * 2


def test_of_two_moments_at_once_one_makes_them(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        made = make_case(session, make_team(session)).id
        session.commit()
    counts = []
    for _ in range(2):
        with Session(any_engine) as session:
            case = session.get_one(Case, made)
            counts.append(plan_follow_ups(session, case, None, clock.today(), by=SYSTEM))
            session.commit()
    assert counts == [2, 0]


def test_what_is_moved_keeps_its_first_day(session: Session, case: Case) -> None:
    check = _plan(session, case)[0]
    first = check.first_due_on
    move_follow_up(session, check, clock.today() + timedelta(days=60), by=SYSTEM)
    move_follow_up(session, check, clock.today(), by=SYSTEM)
    assert (check.due_on, check.first_due_on) == (clock.today(), first)
    for wrong in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=200)):
        with pytest.raises(Invalid):
            move_follow_up(session, check, wrong, by=SYSTEM)


def test_a_call_that_nobody_answers_is_counted_and_comes_again(
    session: Session, case: Case
) -> None:
    check = _plan(session, case, clock.today() - timedelta(weeks=4))[0]
    for tries in (1, 2, 3):
        try_follow_up(session, case, check, by=SYSTEM)
        assert check.attempts == tries
    assert check.due_on > clock.today()
    assert is_working_day(check.due_on)
    tried = session.exec(select(CaseContact.outcome)).all()
    assert tried == [ContactOutcome.NO_ANSWER] * 3


def test_what_is_due_is_in_sight_until_it_is_done(session: Session, case: Case) -> None:
    three, six = _plan(session, case, clock.today() - timedelta(weeks=8))
    team = {case.team_id}
    assert [each.follow_up for each in list_due(session, teams=team, by=clock.today())] == [
        three,
        six,
    ]
    do_follow_up(session, case, three, WELL, by=SYSTEM)
    leave_follow_up(session, six, NotDone.NOT_WANTED, by=SYSTEM)
    assert list_due(session, teams=team, by=clock.today()) == []
    with pytest.raises(Refused, match="done already"):
        do_follow_up(session, case, three, WELL, by=SYSTEM)
    with pytest.raises(Refused, match="done already"):
        leave_follow_up(session, six, NotDone.NOT_REACHED, by=SYSTEM)


@pytest.mark.parametrize(
    ("at", "field", "checked"),
    [
        (0, "got_there", Checked(what_next=WhatNext.GO_ON)),
        (1, "what_next", Checked(got_there=GotThere.YES)),
        (0, "words", Checked(got_there=GotThere.YES, words="x" * 2001)),
    ],
)
def test_a_check_asks_what_it_is_for(
    session: Session, case: Case, at: int, field: str, checked: Checked
) -> None:
    check = _plan(session, case)[at]
    with pytest.raises(Invalid) as refused:
        do_follow_up(session, case, check, checked, by=SYSTEM)
    assert refused.value.field == field
    assert check.state is FollowUpState.DUE


def test_a_word_is_told_to_others_only_where_there_is_one_and_they_agree(
    session: Session, case: Case
) -> None:
    _, six = _plan(session, case)
    said = Checked(what_next=WhatNext.GO_ON, quote=" ", may_quote=True)
    do_follow_up(session, case, six, said, by=SYSTEM)
    assert six.may_quote is False


def test_a_case_that_is_opened_again_has_its_checks_back_and_none_twice(
    session: Session, case: Case
) -> None:
    three, six = _plan(session, case, clock.today() - timedelta(weeks=4))
    do_follow_up(session, case, three, WELL, by=SYSTEM)
    first = six.first_due_on
    for _ in range(2):
        close(session, case)
        session.refresh(six)
        assert six.not_done is NotDone.CASE_CLOSED
        reopen_case(session, case, by=SYSTEM)
        session.refresh(six)
    assert (six.state, six.first_due_on) == (FollowUpState.DUE, first)
    assert len(list_follow_ups(session, case.id)) == 2
    assert case.openings == 1


def test_a_new_beginning_has_checks_of_its_own(session: Session, case: Case) -> None:
    for check in _plan(session, case, clock.today() - timedelta(weeks=8)):
        do_follow_up(session, case, check, WELL, by=SYSTEM)
    close(session, case)
    reopen_case(session, case, by=SYSTEM)
    assert case.openings == 2
    _signpost(session, case)
    checks = list_follow_ups(session, case.id)
    assert [check.opening for check in checks] == [1, 1, 2, 2]
    assert [check.state for check in checks[2:]] == [FollowUpState.DUE] * 2


def test_visits_are_counted_and_calls_are_not(session: Session, case: Case) -> None:
    _talk(session, case)
    for way, outcome in (
        (Way.MET, ContactOutcome.SPOKE),
        (Way.PHONE, ContactOutcome.SPOKE),
        (Way.HOME, ContactOutcome.NO_ANSWER),
    ):
        log_contact(session, case, outcome, way=way, by=SYSTEM)
    assert count_visits(session, case) == 2, "The conversation at home, and the meeting"
    close(session, case)
    reopen_case(session, case, by=SYSTEM)
    case.reopened_on = clock.today() + timedelta(days=1)
    assert count_visits(session, case) == 0, "It begins anew with the case"


def test_what_got_in_the_way_is_sealed(session: Session, case: Case) -> None:
    three, _ = _plan(session, case)
    said = Checked(got_there=GotThere.NO, in_the_way=[InTheWay.NERVES], words="Canary was afraid.")
    do_follow_up(session, case, three, said, by=SYSTEM)
    [row] = session.connection().exec_driver_sql(
        "SELECT in_the_way, words FROM follow_up WHERE words <> ''"
    )
    assert "nerves" not in str(row)
    assert "anary" not in str(row)
