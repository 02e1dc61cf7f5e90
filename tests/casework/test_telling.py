"""Each way in which somebody is told of a person asks for an agreement that holds, wherever it is.

The pages are not here: this is what stands behind them. Nothing that is told goes past it.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework.actions.closing import close_case
from lily.casework.actions.consents import Agreed, record_refusal, withdraw_consent
from lily.casework.actions.onward import ask_again, say_words, why_not_tell_more
from lily.casework.chasing import TAKEN_BACK, chase
from lily.casework.choices import (
    CaseState,
    CloseReason,
    ConsentHow,
    FeedbackHow,
    LetterTo,
    NotRead,
    OnwardKind,
    OnwardState,
    Purpose,
    Route,
    SaidBy,
)
from lily.casework.letters import PURPOSES
from lily.casework.models import Case, Client, Consent, OnwardReferral, OnwardStep
from lily.casework.policies import TOLD
from lily.casework.queries import list_consents
from lily.casework.queries.letters import find_latest_letter
from lily.casework.queries.onward import list_steps
from lily.casework.sharing import purpose_of
from lily.directory.models import Organisation, Service
from lily.errors import Invalid, Refused
from lily.post.models import Message
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import agree, draft, refer_on, send
from tests.factories.owners import make_member

ROUTES_TOLD = (Purpose.TELL_GP, Purpose.TELL_EARLY_HELP, Purpose.TELL_SOCIAL_CARE)
"""What is agreed to for each route."""
ASK = "They have not agreed to that. Ask them"
Spoiler = Callable[[Session, Case, Service], None]


def _never(_session: Session, _case: Case, _service: Service) -> None:
    """Let nobody agree to anything."""


def _to_another(session: Session, case: Case, _service: Service) -> None:
    agree(session, case, make_service(session, name="Another club"))


def _for_something_else(session: Session, case: Case, _service: Service) -> None:
    for purpose in (Purpose.TEXT, Purpose.EMAIL, Purpose.HOLD_RECORD, Purpose.EVALUATE):
        agree(session, case, purpose=purpose)


def _taken_back(session: Session, case: Case, service: Service) -> None:
    agree(session, case, service)
    for purpose in ROUTES_TOLD:
        agree(session, case, purpose=purpose)
    agree(session, case, purpose=Purpose.TELL_REFERRER)
    take_back(session)


def _of_somebody_else(session: Session, case: Case, service: Service) -> None:
    agree(session, make_case(session, make_team(session, "Fens")), service)


def _refused(session: Session, case: Case, service: Service) -> None:
    client = session.get_one(Client, case.client_id)
    for purpose in Purpose:
        is_shared = purpose is Purpose.SHARE_WITH_SERVICE
        said = Agreed(purpose, ConsentHow.SPOKEN, service.id if is_shared else None)
        record_refusal(session, client, said, by=SYSTEM)


SPOILT: list[Spoiler] = [
    *(_never, _to_another, _for_something_else, _taken_back, _of_somebody_else, _refused),
]


def take_back(session: Session) -> None:
    """Let everybody take back all that they agreed to."""
    for consent in session.exec(select(Consent)).all():
        withdraw_consent(session, consent, by=SYSTEM)
    session.flush()


def letters(session: Session) -> int:
    """Return how many letters to services there are."""
    about = select(Message).where(Message.about_kind == "onward_referral")
    return len(session.exec(about).all())


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


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("kind", [OnwardKind.REFERRED, OnwardKind.ACCOMPANIED, OnwardKind.BUDDY])
def test_a_service_is_not_told(
    session: Session, case: Case, service: Service, spoil: Spoiler, kind: OnwardKind
) -> None:
    spoil(session, case, service)
    onward = draft(session, case, service, kind)
    with pytest.raises(Invalid, match=ASK):
        send(session, case, onward, service)
    assert (onward.state, letters(session)) == (OnwardState.DRAFTED, 0)


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("route", Route)
def test_nobody_is_passed_on(
    session: Session, case: Case, service: Service, spoil: Spoiler, route: Route
) -> None:
    spoil(session, case, service)
    onward = draft(session, case, None, OnwardKind.STATUTORY, route=route)
    with pytest.raises(Invalid, match=ASK):
        send(session, case, onward)
    assert onward.state is OnwardState.DRAFTED


def _close(session: Session, case: Case, how: FeedbackHow, to: LetterTo) -> None:
    held = [consent for consent, _, _ in list_consents(session, case.client_id)]
    close_case(
        session, case, CloseReason.FINISHED, how, "It went well.",
        consents=held, by=SYSTEM, no_second=NotRead.OTHER, to=to,
    )  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT)
@pytest.mark.parametrize("how", sorted(TOLD))
@pytest.mark.parametrize("to", LetterTo)
def test_nobody_is_told_by_letter(
    session: Session, case: Case, service: Service, spoil: Spoiler, how: FeedbackHow, to: LetterTo
) -> None:
    spoil(session, case, service)
    with pytest.raises(Invalid, match=ASK):
        _close(session, case, how, to)
    assert (case.state, find_latest_letter(session, case.id)) == (CaseState.OPEN, None)


@pytest.mark.parametrize(
    ("agreed", "may", "may_not"),
    [
        (Purpose.TELL_GP, LetterTo.SURGERY, LetterTo.REFERRER),
        (Purpose.TELL_REFERRER, LetterTo.REFERRER, LetterTo.SURGERY),
    ],
)
@pytest.mark.parametrize("how", sorted(TOLD))
def test_whoever_referred_and_the_surgery_are_two_who_may_be_told(
    session: Session,
    case: Case,
    how: FeedbackHow,
    agreed: Purpose,
    may: LetterTo,
    may_not: LetterTo,
) -> None:
    for purpose in set(Purpose) - {PURPOSES[may_not], Purpose.SHARE_WITH_SERVICE, agreed}:
        agree(session, case, purpose=purpose)
    agree(session, case, purpose=agreed)
    with pytest.raises(Invalid, match=ASK):
        _close(session, case, how, may_not)
    _close(session, case, how, may)
    letter = find_latest_letter(session, case.id)
    assert letter
    assert (letter.words, letter.addressed_to, letter.how) == ("It went well.", may, how)


@pytest.mark.parametrize("route", Route)
def test_a_route_is_not_another(session: Session, case: Case, route: Route) -> None:
    purpose, _ = purpose_of(None, route)
    for other in set(Purpose) - {purpose, Purpose.SHARE_WITH_SERVICE}:
        agree(session, case, purpose=other)
    onward = draft(session, case, None, OnwardKind.STATUTORY, route=route)
    with pytest.raises(Invalid, match=ASK):
        send(session, case, onward)
    agree(session, case, purpose=purpose)
    send(session, case, onward)
    assert onward.state is OnwardState.SENT


@pytest.fixture
def sent(session: Session, case: Case, service: Service) -> OnwardReferral:
    """Return somebody who was sent on, and then took back that the service is told."""
    onward = refer_on(session, case, service)
    say_words(session, onward, "She likes to sit by the door.", SaidBy.TEAM, by=SYSTEM)
    take_back(session)
    return onward


def test_what_was_agreed_with_an_end_is_told_no_more_after_it(
    session: Session, case: Case, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(session, case, service, expires_on=clock.today())
    onward = draft(session, case, service)
    send(session, case, onward, service)
    assert why_not_tell_more(session, onward) is None
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert ASK in (why_not_tell_more(session, onward) or "")


def test_a_service_is_not_asked_again_by_mail(
    session: Session, service: Service, sent: OnwardReferral
) -> None:
    before = letters(session)
    with pytest.raises(Refused, match=ASK):
        ask_again(session, sent, service, by=SYSTEM)
    assert (letters(session), sent.chasers) == (before, 0)


def test_no_more_is_said_to_a_service_and_it_can_still_speak(
    session: Session, sent: OnwardReferral
) -> None:
    with pytest.raises(Refused, match=ASK):
        say_words(session, sent, "Her sister died.", SaidBy.TEAM, by=SYSTEM)
    said = select(OnwardStep).where(OnwardStep.onward_id == sent.id)
    assert "Her sister died." not in {each.words for each in session.exec(said)}
    say_words(session, sent, "She rang us herself.", SaidBy.PROVIDER, by=SYSTEM)


def test_the_calendar_does_not_ask_a_service_either_and_gives_it_to_a_person(
    session: Session, engine: sa.Engine, sent: OnwardReferral, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = letters(session)
    session.commit()
    later = clock.today() + timedelta(days=8)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert chase(engine) == {"silent": 1}
    session.refresh(sent)
    assert (sent.state, letters(session)) == (OnwardState.NO_REPLY, before)
    assert list_steps(session, sent.id)[0][0].words == TAKEN_BACK
