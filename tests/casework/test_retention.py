"""A record is due some time after the last contact; nothing goes unless somebody decides."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlmodel import Session, select

from lily import clock
from lily.accounts.models import Team
from lily.audit.actors import SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions import retention
from lily.casework.actions.cases import log_contact
from lily.casework.actions.closing import reopen_case
from lily.casework.choices import ContactOutcome, ErasureReason
from lily.casework.models import CaseContact, ErasureRequest, LegalHold
from lily.casework.retention import Rules, rules_of
from lily.config import Config
from lily.errors import Invalid, NotFound, Refused
from tests.factories.casework import make_case, make_team, refer
from tests.factories.retention import (
    close,
    make_declined,
    make_old_case,
    of_person,
    of_referral,
)

RULES = Rules()
WHY = "A complaint is open."


@pytest.fixture
def team(session: Session) -> Team:
    """Return a team."""
    return make_team(session)


def _due(session: Session, *teams: Team, today: date | None = None) -> list[queries.Due]:
    return queries.list_due(
        session, today or clock.today(), RULES, teams=[team.id for team in teams]
    )


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2018, 11, 27), date(2026, 11, 27)),
        (date(2020, 2, 29), date(2028, 2, 29)),
        (date(2016, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_record_is_due_eight_years_after_the_last_contact(last: date, due: date) -> None:
    assert RULES.case_due_on(last) == due
    assert Rules(cases_years=1).case_due_on(date(2020, 2, 29)) == date(2021, 2, 28)
    assert RULES.referral_due_on(date(2026, 8, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize("typed", ["", "0", "-1", "eight", "1.5", "101"])
def test_a_rule_is_a_whole_number(typed: str) -> None:
    with pytest.raises(Refused, match="LILY_KEEP_CASES_YEARS"):
        rules_of(Config(keep_cases_years=typed))
    assert rules_of(Config()) == RULES


def test_it_is_due_on_the_day_and_not_before(session: Session, team: Team) -> None:
    case = make_case(session, team)
    for closed in (date(2018, 3, 5), date(2016, 2, 29)):
        case.closed_on = None
        if case.state == "closed":
            reopen_case(session, case, by=SYSTEM)
        close(session, case, closed)
        session.execute(sa.update(CaseContact).values(made_at=clock.now()))
        on = RULES.case_due_on(closed)
        assert _due(session, team, today=on - timedelta(days=1)) == []
        [due] = _due(session, team, today=on)
        assert (due.subject, due.last_on, due.due_on) == (of_person(case), closed, on)


def test_the_clock_starts_at_the_last_contact(session: Session, team: Team) -> None:
    case = make_case(session, team)
    contact = log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM)
    close(session, case, clock.today() - relativedelta(years=9))
    assert _due(session, team) == [], "Somebody spoke with them today"
    contact.made_at = clock.now() - relativedelta(years=8, days=2)
    session.flush()
    [due] = _due(session, team)
    assert due.last_on == contact.made_at.astimezone(clock.UK).date()


def test_it_starts_again_when_a_case_is_opened_again(session: Session, team: Team) -> None:
    case = make_old_case(session, team)
    assert [each.case_id for each in _due(session, team)] == [case.id]
    reopen_case(session, case, by=SYSTEM)
    assert _due(session, team) == []
    assert queries.get_standing(session, of_person(case), RULES).last_on is None
    close(session, case)
    assert _due(session, team) == []
    standing = queries.get_standing(session, of_person(case), RULES)
    assert standing.last_on == clock.today()
    assert standing.due_on == RULES.case_due_on(clock.today())


def test_the_last_of_several_cases_counts(session: Session, team: Team) -> None:
    case = make_old_case(session, team)
    later = make_old_case(session, team, years=3)
    later.client_id = case.client_id
    session.flush()
    assert _due(session, team) == []
    later.closed_on = clock.today() - relativedelta(years=8)
    session.flush()
    [due] = _due(session, team)
    assert (due.case_id, due.last_on) == (later.id, later.closed_on)


def test_a_referral_that_was_declined_has_a_short_clock(session: Session, team: Team) -> None:
    old, _young = make_declined(session, team), make_declined(session, team, months=5)
    refer(session, team)
    [due] = _due(session, team)
    assert due.subject == of_referral(old)
    assert due.case_id is None


def test_nobody_sees_what_is_due_in_another_team(session: Session, team: Team) -> None:
    make_old_case(session, team)
    make_declined(session, team)
    assert _due(session, make_team(session, "Fens")) == []
    assert len(_due(session, team)) == 2


def test_what_is_kept_longer_comes_back_when_that_is_over(session: Session, team: Team) -> None:
    case, referral = make_old_case(session, team), make_declined(session, team)
    until = clock.today() + timedelta(days=100)
    for subject in (of_person(case), of_referral(referral)):
        retention.keep_longer(session, subject, until, WHY, by=SYSTEM)
    assert _due(session, team) == []
    assert _due(session, team, today=until - timedelta(days=1)) == []
    assert len(_due(session, team, today=until)) == 2
    assert queries.get_standing(session, of_person(case), RULES).kept_until == until


def test_keeping_longer_wants_a_day_to_come_and_a_reason(session: Session, team: Team) -> None:
    subject = of_person(make_old_case(session, team))
    with pytest.raises(Invalid, match="still to come"):
        retention.keep_longer(session, subject, clock.today(), WHY, by=SYSTEM)
    until = clock.today() + timedelta(days=1)
    for words in (" ", "x" * 1001):
        with pytest.raises(Invalid):
            retention.keep_longer(session, subject, until, words, by=SYSTEM)


def test_a_hold_forbids_erasing_until_it_is_lifted(session: Session, team: Team) -> None:
    subject = of_person(make_old_case(session, team))
    assert queries.get_standing(session, subject, RULES).why_not is None
    retention.place_hold(session, subject, WHY, by=SYSTEM)
    with pytest.raises(Refused, match="already"):
        retention.place_hold(session, subject, WHY, by=SYSTEM)
    standing = queries.get_standing(session, subject, RULES)
    assert standing.why_not == "There is a legal hold. Lift it first."
    [hold] = standing.holds
    assert hold.reason == WHY
    assert [each.row for each in queries.list_held(session, teams=[team.id])] == [hold]
    retention.lift_hold(session, hold, subject, by=SYSTEM)
    with pytest.raises(Refused, match="already"):
        retention.lift_hold(session, hold, subject, by=SYSTEM)
    session.expire_all()
    assert queries.get_standing(session, subject, RULES).why_not is None
    assert queries.list_held(session, teams=[team.id]) == []
    retention.place_hold(session, subject, "Another.", by=SYSTEM)
    assert len(session.exec(select(LegalHold)).all()) == 2, "What was held before stays on record"


def test_a_hold_on_another_record_is_not_found(session: Session, team: Team) -> None:
    one, other = of_person(make_old_case(session, team)), of_referral(make_declined(session, team))
    retention.place_hold(session, one, WHY, by=SYSTEM)
    [hold] = queries.get_standing(session, one, RULES).holds
    with pytest.raises(NotFound):
        queries.get_hold(session, hold.id, other)


def test_two_who_ask_at_once_make_one_request(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        subject = of_person(make_old_case(session, make_team(session)))
        session.commit()
    reason = ErasureReason.TIME_UP
    with Session(any_engine) as one, Session(any_engine) as other:
        retention.ask_erasure(one, subject, reason, "", by=Actor())
        one.commit()
        with pytest.raises(Refused, match="asked for this already"):
            retention.ask_erasure(other, subject, reason, "", by=Actor())
        other.rollback()
        retention.place_hold(one, subject, WHY, by=Actor())
        one.commit()
        with pytest.raises(Refused, match="a legal hold"):
            retention.place_hold(other, subject, WHY, by=Actor())
        other.rollback()
        assert len(one.exec(select(ErasureRequest)).all()) == 1
        assert len(one.exec(select(LegalHold)).all()) == 1


def test_what_was_asked_can_be_taken_back_once(session: Session, team: Team) -> None:
    subject = of_person(make_old_case(session, team))
    retention.ask_erasure(session, subject, ErasureReason.PERSON_ASKED, "She rang.", by=SYSTEM)
    [waiting] = queries.list_requests(session, teams=[team.id])
    assert waiting.subject == subject
    request = queries.find_request(session, subject)
    retention.withdraw_erasure(session, request, subject, by=SYSTEM)
    with pytest.raises(Refused):
        retention.withdraw_erasure(session, request, subject, by=SYSTEM)
    assert queries.list_requests(session, teams=[team.id]) == []
