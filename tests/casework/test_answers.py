"""What a service answers, or that nobody does: the directory learns, and nobody is forgotten."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework.actions.onward import answer_onward, ask_again
from lily.casework.chasing import chase
from lily.casework.choices import (
    NotTaken,
    OnwardKind,
    OnwardState,
    Route,
    SaidBy,
)
from lily.casework.models import Case
from lily.casework.onward_policies import Answer
from lily.casework.queries import onward as reading
from lily.casework.queries import onward_due
from lily.casework.sharing import purpose_of
from lily.directory.choices import Capacity, FieldGroup
from lily.directory.evidence import list_evidence
from lily.directory.models import Organisation, Service
from lily.errors import Refused
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.decay import decay_capacity
from lily.listings.freshness.queries import get_review
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.web.filters import day, state
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import agree, draft, refer_on, send
from tests.factories.owners import make_member

S = OnwardState
YES = Answer(S.ACCEPTED)


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


@pytest.fixture
def service(session: Session) -> Service:
    """Return a service whose organisation answers here."""
    made = make_service(session)
    make_member(session, session.get_one(Organisation, made.organisation_id))
    return made


def _letters(session: Session) -> list[Message]:
    return list(session.exec(select(Message).where(Message.about_kind == "onward_referral")).all())


def _answered(session: Session, case: Case, service: Service, answer: Answer) -> Service:
    onward = refer_on(session, case, service)
    answer_onward(session, onward, service, answer, SaidBy.PHONE, by=SYSTEM)
    session.expire(service)
    return service


def test_an_answer_makes_the_listing_fresh(session: Session, case: Case, service: Service) -> None:
    _answered(session, case, service, YES)
    [contact] = [
        row for row in list_evidence(session, service.id) if row.group is FieldGroup.CONTACT
    ]
    assert contact.words == "the service, when it answered a link worker"


@pytest.mark.parametrize(
    ("answer", "capacity", "words", "until"),
    [
        (YES, Capacity.OPEN, "", None),
        (Answer(S.WAITING, weeks=6), Capacity.SHORT_WAIT, "About 6 weeks", None),
        (
            Answer(S.DECLINED, not_taken=NotTaken.FULL, until=date(2099, 5, 1)),
            *(Capacity.FULL, "", date(2099, 5, 1)),
        ),
    ],
)
def test_an_answer_says_whether_there_is_room(
    session: Session,
    case: Case,
    service: Service,
    answer: Answer,
    capacity: Capacity,
    words: str,
    until: date | None,
) -> None:
    _answered(session, case, service, answer)
    said = (service.capacity, service.capacity_words, service.closed_until)
    assert said == (capacity, words, until)


def test_full_until_a_day_stands_until_that_day_and_no_longer(
    session: Session, engine: sa.Engine, case: Case, service: Service
) -> None:
    until = clock.today() + timedelta(days=90)
    _answered(session, case, service, Answer(S.DECLINED, not_taken=NotTaken.FULL, until=until))
    session.commit()
    for days, capacity in ((60, Capacity.FULL), (90, Capacity.FULL), (91, Capacity.NOT_KNOWN)):
        decay_capacity(engine, today=clock.today() + timedelta(days=days))
        session.refresh(service)
        assert service.capacity is capacity, days
        if capacity is Capacity.FULL:
            shown = state(service, clock.today())
            assert shown
            assert shown.words == f"Full until {day(until, clock.today())}"
    assert service.closed_until is None


def test_a_service_that_is_gone_is_looked_into(
    session: Session, case: Case, service: Service
) -> None:
    _answered(session, case, service, Answer(S.DECLINED, not_taken=NotTaken.CLOSED_DOWN))
    review = get_review(session, service.id)
    assert review is not None
    assert review.call_reason is CallReason.REPORTED


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Return a way to let so many days pass."""
    began = clock.today()

    def move(days: int) -> None:
        monkeypatch.setattr(clock, "today", lambda: began + timedelta(days=days))

    return move


def test_who_does_not_answer_is_asked_again_then_it_is_a_person_s_task(
    session: Session,
    engine: sa.Engine,
    case: Case,
    service: Service,
    later: Callable[[int], None],
) -> None:
    onward = refer_on(session, case, service)
    session.commit()
    assert not chase(engine)
    later(8)
    assert chase(engine) == {"asked": 1}
    assert not chase(engine), "Once is enough"
    later(20)
    assert chase(engine) == {"silent": 1}
    session.refresh(onward)
    assert onward.state is S.NO_REPLY
    [task] = onward_due.list_unanswered(session, teams={case.team_id}, today=clock.today())
    assert task.onward.id == onward.id
    assert [letter.template for letter in _letters(session)] == [
        "onward-waiting",
        "onward-reminder",
    ]


def test_who_has_no_account_is_not_asked_by_letter_but_rung(
    session: Session, engine: sa.Engine, case: Case, later: Callable[[int], None]
) -> None:
    onward = refer_on(session, case, make_service(session, name="No account"))
    session.commit()
    later(8)
    assert chase(engine) == {"silent": 1}
    session.refresh(onward)
    assert onward.state is S.NO_REPLY


@pytest.mark.parametrize("route", Route)
def test_a_statutory_route_that_does_not_answer_is_a_task_too(
    session: Session, engine: sa.Engine, case: Case, route: Route, later: Callable[[int], None]
) -> None:
    onward = draft(session, case, None, OnwardKind.STATUTORY, route=route)
    agree(session, case, purpose=purpose_of(None, route)[0])
    send(session, case, onward)
    session.commit()
    assert not chase(engine)
    later(8)
    assert chase(engine) == {"silent": 1}
    session.refresh(onward)
    assert onward.state is S.NO_REPLY
    [task] = onward_due.list_unanswered(session, teams={case.team_id}, today=clock.today())
    assert task.onward.id == onward.id
    answer_onward(session, onward, None, YES, SaidBy.PHONE, by=SYSTEM)
    assert onward_due.list_unanswered(session, teams={case.team_id}, today=clock.today()) == []


def test_a_letter_that_comes_back_is_a_task_at_once(
    session: Session, engine: sa.Engine, case: Case, service: Service
) -> None:
    onward = refer_on(session, case, service)
    [letter] = _letters(session)
    letter.state = MessageState.BOUNCED
    session.commit()
    assert chase(engine) == {"silent": 1}
    session.refresh(onward)
    assert onward.state is S.NO_REPLY
    assert reading.list_steps(session, onward.id)[0][0].words == "Our letter came back."


def test_three_silences_in_a_row_open_a_check(
    session: Session,
    engine: sa.Engine,
    case: Case,
    later: Callable[[int], None],
) -> None:
    silent = make_service(session, name="Silent")
    for _ in range(3):
        refer_on(session, case, silent)
    session.commit()
    later(8)
    assert chase(engine) == {"silent": 3, "checks": 1}
    review = get_review(session, silent.id)
    assert review is not None
    assert review.call_reason is CallReason.NO_REPLY


def test_who_waits_comes_back_into_sight_when_the_weeks_are_over(
    session: Session, case: Case, service: Service, later: Callable[[int], None]
) -> None:
    onward = refer_on(session, case, service)
    answer = Answer(S.WAITING, weeks=2)
    answer_onward(session, onward, service, answer, SaidBy.PROVIDER, by=SYSTEM)
    team = {case.team_id}
    assert onward_due.list_unanswered(session, teams=team, today=clock.today()) == []
    later(14)
    assert len(onward_due.list_unanswered(session, teams=team, today=clock.today())) == 1


def test_asking_again_by_hand_waits_a_day_and_ends_somewhere(
    session: Session, case: Case, service: Service, later: Callable[[int], None]
) -> None:
    onward = refer_on(session, case, service)
    for days in range(5):
        later(days)
        assert ask_again(session, onward, service, by=SYSTEM) == 1
        if not days:
            with pytest.raises(Refused, match="today already"):
                ask_again(session, onward, service, by=SYSTEM)
    later(5)
    with pytest.raises(Refused, match="Ring them"):
        ask_again(session, onward, service, by=SYSTEM)
    answer_onward(session, onward, service, YES, SaidBy.PROVIDER, by=SYSTEM)
    with pytest.raises(Refused, match="answered"):
        ask_again(session, onward, service, by=SYSTEM)


def test_how_soon_a_service_answers_is_the_median_of_a_year(
    session: Session, case: Case, service: Service
) -> None:
    for days in (1, 2, 9):
        onward = refer_on(session, case, service)
        answer_onward(session, onward, service, YES, SaidBy.PROVIDER, by=SYSTEM)
        onward.sent_at = clock.now() - timedelta(days=days, hours=1)
    session.flush()
    assert reading.reply_days(session, {service.id}) == {service.id: 2}
