"""A case ends with a letter to whoever referred or a reason for none, and can be opened again."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework import queries
from lily.casework.actions.cases import log_contact
from lily.casework.actions.closing import close_case, reopen_case
from lily.casework.actions.consents import Agreed, record_consent, withdraw_consent
from lily.casework.actions.onward import answer_onward
from lily.casework.actions.readings import take_reading
from lily.casework.choices import (
    CaseState,
    CloseReason,
    ConsentHow,
    ContactOutcome,
    FeedbackHow,
    LetterTo,
    NotRead,
    OnwardKind,
    OnwardState,
    Purpose,
    ReadingHow,
    Result,
    Route,
    SaidBy,
)
from lily.casework.feedback import Known, begin_letter
from lily.casework.measures import Answers
from lily.casework.models import Case, Client, Consent
from lily.casework.onward_policies import Answer
from lily.casework.queries.letters import list_letters
from lily.casework.queries.measures import get_measure
from lily.casework.queries.onward import list_onward
from lily.casework.queries.readings import list_readings
from lily.casework.sharing import purpose_of
from lily.casework.talk import Goal, Talk
from lily.errors import Invalid, Refused
from lily.post.models import Message
from tests.factories.casework import close, make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import draft, refer_on, send

DONE = CloseReason.FINISHED


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def _agree(session: Session, case: Case, purpose: Purpose = Purpose.TELL_GP) -> Consent:
    client = session.get_one(Client, case.client_id)
    return record_consent(session, client, Agreed(purpose, ConsentHow.SPOKEN), by=SYSTEM)


def _close(
    session: Session, case: Case, how: FeedbackHow, letter: str = "It went well.", **more: Any
) -> None:
    held = [consent for consent, _, _ in queries.list_consents(session, case.client_id)]
    close_case(
        session, case, DONE, how, letter,
        consents=held, by=SYSTEM, no_second=NotRead.OTHER, to=LetterTo.SURGERY, **more,
    )  # fmt: skip


def _letters(session: Session, case: Case) -> list[str]:
    return [each.letter.words for each in list_letters(session, case.id)]


@pytest.mark.parametrize("how", [FeedbackHow.PRINTED, FeedbackHow.COPIED])
def test_nobody_is_told_without_agreement(session: Session, case: Case, how: FeedbackHow) -> None:
    with pytest.raises(Invalid, match="May we tell your surgery"):
        _close(session, case, how)
    _agree(session, case, Purpose.TEXT)
    with pytest.raises(Invalid, match="May we tell your surgery"):
        _close(session, case, how)
    consent = _agree(session, case)
    withdraw_consent(session, consent, by=SYSTEM)
    with pytest.raises(Invalid, match="May we tell your surgery"):
        _close(session, case, how)
    assert case.state is CaseState.OPEN
    _agree(session, case)
    _close(session, case, how)
    assert (case.state, _letters(session, case)) == (CaseState.CLOSED, ["It went well."])


@pytest.mark.parametrize("how", [FeedbackHow.NOT_AGREED, FeedbackHow.NOBODY_TO_TELL])
def test_a_case_closes_without_a_letter_for_a_reason(
    session: Session, case: Case, how: FeedbackHow
) -> None:
    _close(session, case, how)
    assert (case.state, case.why_no_letter, _letters(session, case)) == (CaseState.CLOSED, how, [])
    assert (case.closed_on, case.next_call_on) == (clock.today(), None)


@pytest.mark.parametrize("letter", ["", "  \n ", "x" * 5001])
def test_a_letter_that_is_told_is_written_and_has_an_end(
    session: Session, case: Case, letter: str
) -> None:
    _agree(session, case)
    with pytest.raises(Invalid, match=r"Write what|Use at most"):
        _close(session, case, FeedbackHow.PRINTED, letter)


def test_no_letter_goes_by_mail(session: Session, case: Case) -> None:
    before = {each.id for each in session.exec(select(Message))}
    _agree(session, case)
    _close(session, case, FeedbackHow.PRINTED)
    [news] = [each for each in session.exec(select(Message)) if each.id not in before]
    assert (news.template, list(json.loads(news.fields))) == ("referral-news", ["link"])


def test_what_is_taken_back_ends_with_the_case_and_the_rest_stays(
    session: Session, case: Case
) -> None:
    for name in ("Choir", "Shed"):
        refer_on(session, case, make_service(session, name=name))
    choir = next(each for each in list_onward(session, case.id) if each.onward.reason)
    _close(session, case, FeedbackHow.NOBODY_TO_TELL, take_back=[choir])
    states = {each.onward.id: each.onward.state for each in list_onward(session, case.id)}
    assert states.pop(choir.onward.id) is OnwardState.WITHDRAWN
    assert list(states.values()) == [OnwardState.SENT]


def test_a_closed_case_takes_no_contact_and_leaves_the_lists(session: Session, case: Case) -> None:
    team = {case.team_id}
    assert queries.count_cases(session, teams=team) == 1
    _close(session, case, FeedbackHow.NOBODY_TO_TELL)
    with pytest.raises(Refused, match="Open it again first"):
        log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM)
    assert queries.list_cases(session, teams=team, call_by=clock.today()) == []
    assert queries.count_cases(session, teams=team) == 0
    assert queries.count_cases(session, teams=team, state=CaseState.CLOSED) == 1


def test_what_is_closed_is_opened_again_and_what_was_told_stays(
    session: Session, case: Case
) -> None:
    with pytest.raises(Refused, match="open already"):
        reopen_case(session, case, by=SYSTEM)
    _agree(session, case)
    _close(session, case, FeedbackHow.COPIED)
    with pytest.raises(Refused, match="closed"):
        _close(session, case, FeedbackHow.COPIED)
    reopen_case(session, case, by=SYSTEM)
    assert (case.state, case.closed_on) == (CaseState.OPEN, None)
    log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM)
    _close(session, case, FeedbackHow.PRINTED, "She sings again.")
    assert _letters(session, case) == ["She sings again.", "It went well."]
    reopen_case(session, case, by=SYSTEM)
    _close(session, case, FeedbackHow.NOT_AGREED)
    assert len(_letters(session, case)) == 2
    reopen_case(session, case, by=SYSTEM)
    assert case.why_no_letter is None


def test_of_two_who_close_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        made = make_case(session, make_team(session)).id
        session.commit()
    with Session(any_engine, expire_on_commit=False) as one, Session(any_engine) as other:
        first, second = one.get_one(Case, made), other.get_one(Case, made)
        other.refresh(second)
        other.expunge(second)
        other.commit()
        _close(one, first, FeedbackHow.NOBODY_TO_TELL)
        one.commit()
        other.add(second)
        with pytest.raises(Refused):
            _close(other, second, FeedbackHow.NOT_AGREED)


def test_a_letter_begins_with_what_the_record_knows(session: Session, case: Case) -> None:
    for outcome in (ContactOutcome.NO_ANSWER, ContactOutcome.SPOKE):
        log_contact(session, case, outcome, by=SYSTEM)
    client = session.get_one(Client, case.client_id)
    [referral] = queries.list_referrals_of(session, case)
    contacts = [contact for contact, _ in queries.list_contacts(session, case)]
    known = Known(
        client, referral, queries.referrer_of(referral), contacts, signed="Ruth Breck, Coast"
    )
    letter = begin_letter(known, clock.today())
    assert letter.startswith("About Winifred Canary, born 27 March 1941.")
    assert "by Dr Sedge, the surgery: Lonely since her sister died." in letter
    assert "We tried to reach them twice, and spoke with them once." in letter
    assert letter.endswith(f"Ruth Breck, Coast\n{clock.today():%-d %B %Y}")
    spoke = begin_letter(Known(client, contacts=contacts[:1]), clock.today())
    assert "We spoke with them once." in spoke
    unmet = begin_letter(Known(client, contacts=contacts[1:]), clock.today())
    assert "and could not speak with them" in unmet
    alone = begin_letter(Known(Client(team_id=case.team_id)), clock.today())
    assert "We have not been in touch with them." in alone


def _read(session: Session, case: Case, value: int) -> None:
    measure = get_measure(session, "ons4", team_id=case.team_id)
    answers: Answers = {scale.key: value for scale in measure.scales}
    how = ReadingHow.PHONE
    take_reading(session, case, measure, answers, read_on=clock.today(), how=how, by=SYSTEM)


def test_no_case_ends_without_a_second_reading_or_why_not(session: Session, case: Case) -> None:
    told: Any = {"consents": (), "by": SYSTEM}
    nobody = FeedbackHow.NOBODY_TO_TELL
    for reading in (None, 3):
        if reading is not None:
            _read(session, case, reading)
        with pytest.raises(Invalid) as refused:
            close_case(session, case, DONE, nobody, "", **told)
        assert refused.value.field == "no_second"
    _read(session, case, 6)
    close_case(session, case, DONE, nobody, "", **told)
    assert case.state is CaseState.CLOSED


def test_why_there_is_no_second_reading_is_kept(session: Session, case: Case) -> None:
    close(session, case)
    [reading] = list_readings(session, case.id)
    assert (reading.row.measure_key, reading.row.not_taken) == ("lily-star", NotRead.OTHER)


@pytest.mark.parametrize(
    ("route", "name"),
    [
        (Route.EARLY_HELP, "The early help panel"),
        (Route.ADULT_SOCIAL_CARE, "Adult social care"),
        (Route.GP, "The surgery"),
    ],
)
def test_a_letter_names_a_statutory_route_and_says_that_it_has_not_answered(
    session: Session, case: Case, route: Route, name: str
) -> None:
    onward = draft(session, case, None, OnwardKind.STATUTORY, route=route)
    _agree(session, case, purpose_of(None, route)[0])
    send(session, case, onward)
    client = session.get_one(Client, case.client_id)
    letter = begin_letter(Known(client, sent_on=list_onward(session, case.id)), clock.today())
    assert f"- {name}: no answer yet" in letter
    assert "What we ask of you:\n- We passed them on to" in letter
    assert "nothing more" not in letter
    answer_onward(session, onward, None, Answer(OnwardState.ACCEPTED), SaidBy.PHONE, by=SYSTEM)
    letter = begin_letter(Known(client, sent_on=list_onward(session, case.id)), clock.today())
    assert f"- {name}: they said yes" in letter
    assert "What we ask of you: nothing more." in letter


@pytest.mark.parametrize(
    ("result", "is_open"),
    [
        (None, True),
        (Result.NOT_MET, True),
        (Result.PARTLY, True),
        (Result.MET, False),
        (Result.CHANGED, False),
    ],
)
def test_a_letter_asks_about_a_need_that_stays_open(
    session: Session, case: Case, result: Result | None, is_open: bool
) -> None:
    goal = Goal(words="I sing again.")
    client = session.get_one(Client, case.client_id)
    results = {goal.id: result} if result else {}
    letter = begin_letter(Known(client, talk=Talk(goals=(goal,)), results=results), clock.today())
    assert ("- This is still open: I sing again." in letter) is is_open
    assert ("What we ask of you: nothing more." in letter) is not is_open


def test_a_letter_tells_what_was_agreed_and_what_came_of_it(session: Session, case: Case) -> None:
    goal = Goal(words="I sing again.")
    service = make_service(session, name="Heacham choir")
    onward = draft(session, case, service, OnwardKind.SIGNPOSTED)
    send(session, case, onward, service)
    for value in (3, 6):
        _read(session, case, value)
    letter = begin_letter(
        Known(
            session.get_one(Client, case.client_id),
            talk=Talk(goals=(goal,)),
            results={goal.id: Result.MET},
            sent_on=list_onward(session, case.id),
            readings=list_readings(session, case.id),
        ),
        clock.today(),
    )
    assert "- I sing again. It came true." in letter
    assert "- Heacham choir: no answer yet" in letter
    assert "3 then 6" in letter
