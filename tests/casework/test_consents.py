"""What a person agreed to holds for one purpose, one recipient, until it ends or is taken back."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from lily import clock
from lily.audit.actors import SYSTEM
from lily.casework import queries
from lily.casework.actions.consents import (
    Agreed,
    record_consent,
    record_refusal,
    withdraw_consent,
)
from lily.casework.choices import ConsentHow, Purpose
from lily.casework.models import Client, Consent
from lily.casework.policies import ASK, find_valid, said_no
from lily.errors import Invalid, NotFound, Refused
from lily.listings.actions.listings import remove_listing
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_organisation, make_service

SPOKEN = ConsentHow.SPOKEN


@pytest.fixture
def person(session: Session) -> Client:
    """Return somebody whom a team helps."""
    return session.get_one(Client, make_case(session, make_team(session)).client_id)


def _held(session: Session, person: Client) -> list[Consent]:
    return [consent for consent, _, _ in queries.list_consents(session, person.id)]


def test_every_purpose_has_words_to_ask() -> None:
    assert set(ASK) == set(Purpose)


@pytest.mark.parametrize("purpose", [each for each in Purpose if each != "share_with_service"])
def test_an_agreement_holds_for_its_purpose_alone(
    session: Session, person: Client, purpose: Purpose
) -> None:
    record_consent(session, person, Agreed(purpose, SPOKEN), by=SYSTEM)
    held, today = _held(session, person), clock.today()
    assert {each for each in Purpose if find_valid(held, each, today)} == {purpose}


def test_sharing_with_one_service_is_not_sharing_with_another(
    session: Session, person: Client
) -> None:
    one, other = (
        make_service(session, organisation_id=make_organisation(session).id) for _ in range(2)
    )
    share = Purpose.SHARE_WITH_SERVICE
    with pytest.raises(Invalid, match="Say with whom"):
        record_consent(session, person, Agreed(share, SPOKEN), by=SYSTEM)
    record_consent(session, person, Agreed(share, SPOKEN, one.id), by=SYSTEM)
    held, today = _held(session, person), clock.today()
    assert find_valid(held, share, today, one.id)
    assert find_valid(held, share, today, other.id) is None
    assert find_valid(held, share, today) is None
    remove_listing(session, one.id, by=SYSTEM, reason="It is gone.")
    session.expire_all()
    held = _held(session, person)
    assert [each.service_id for each in held] == [None], "What was said stays on record"
    assert find_valid(held, share, today) is None


@pytest.mark.parametrize(
    ("days", "holds"), [(-1, True), (0, True), (9, True), (10, True), (11, False)]
)
def test_it_ends_on_the_day_that_was_set(
    session: Session, person: Client, days: int, holds: bool
) -> None:
    until = clock.today() + timedelta(days=10)
    agreed = Agreed(Purpose.TEXT, SPOKEN, expires_on=until)
    consent = record_consent(session, person, agreed, by=SYSTEM)
    on = max(clock.today() + timedelta(days=days), consent.given_on)
    assert bool(find_valid([consent], Purpose.TEXT, on)) is holds


def test_it_does_not_hold_before_it_was_given(session: Session, person: Client) -> None:
    consent = record_consent(session, person, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    assert find_valid([consent], Purpose.TEXT, consent.given_on - timedelta(days=1)) is None


def test_what_is_taken_back_does_not_hold_and_stays_on_record(
    session: Session, person: Client
) -> None:
    consent = record_consent(session, person, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    withdraw_consent(session, consent, by=SYSTEM)
    assert find_valid(_held(session, person), Purpose.TEXT, clock.today()) is None
    assert _held(session, person) == [consent]
    with pytest.raises(Refused, match="already"):
        withdraw_consent(session, consent, by=SYSTEM)
    record_consent(session, person, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    assert find_valid(_held(session, person), Purpose.TEXT, clock.today())


def test_an_end_that_has_passed_is_refused(session: Session, person: Client) -> None:
    agreed = Agreed(Purpose.TEXT, SPOKEN, expires_on=date(2020, 1, 1))
    with pytest.raises(Invalid, match="has passed"):
        record_consent(session, person, agreed, by=SYSTEM)


def test_an_agreement_of_another_person_is_not_found(session: Session, person: Client) -> None:
    other = session.get_one(Client, make_case(session, make_team(session, "Fens")).client_id)
    consent = record_consent(session, other, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    with pytest.raises(NotFound):
        queries.get_consent(session, consent.id, client_id=person.id)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


@pytest.mark.parametrize("purpose", [each for each in Purpose if each != "share_with_service"])
def test_what_was_refused_allows_nothing_and_stays_on_record(
    session: Session, person: Client, purpose: Purpose
) -> None:
    refusal = record_refusal(session, person, Agreed(purpose, SPOKEN), by=SYSTEM)
    held, today = _held(session, person), clock.today()
    assert held == [refusal]
    assert not any(find_valid(held, each, today) for each in Purpose)
    assert {each for each in Purpose if said_no(held, each)} == {purpose}
    with pytest.raises(Refused, match="said no"):
        withdraw_consent(session, refusal, by=SYSTEM)


def test_a_no_takes_back_what_was_agreed_before_and_a_later_yes_holds(
    session: Session, person: Client
) -> None:
    before = record_consent(session, person, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    other = record_consent(session, person, Agreed(Purpose.EMAIL, SPOKEN), by=SYSTEM)
    record_refusal(session, person, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    assert before.withdrawn_on == clock.today()
    assert other.withdrawn_on is None
    held, today = _held(session, person), clock.today()
    assert find_valid(held, Purpose.TEXT, today) is None
    record_consent(session, person, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    held = _held(session, person)
    assert find_valid(held, Purpose.TEXT, today)
    assert not said_no(held, Purpose.TEXT)


def test_a_no_to_one_service_is_not_a_no_to_another(session: Session, person: Client) -> None:
    one, other = (
        make_service(session, organisation_id=make_organisation(session).id) for _ in range(2)
    )
    share = Purpose.SHARE_WITH_SERVICE
    for service in (one, other):
        record_consent(session, person, Agreed(share, SPOKEN, service.id), by=SYSTEM)
    record_refusal(session, person, Agreed(share, SPOKEN, one.id), by=SYSTEM)
    held, today = _held(session, person), clock.today()
    assert find_valid(held, share, today, one.id) is None
    assert find_valid(held, share, today, other.id)
    with pytest.raises(Invalid, match="Say with whom"):
        record_refusal(session, person, Agreed(share, SPOKEN), by=SYSTEM)


def test_the_day_on_which_it_was_said_is_kept(session: Session, person: Client) -> None:
    for write_down in (record_consent, record_refusal):
        agreed = Agreed(Purpose.TEXT, SPOKEN, given_on=_ago(3))
        assert write_down(session, person, agreed, by=SYSTEM).given_on == _ago(3)
        to_come = Agreed(Purpose.EMAIL, SPOKEN, given_on=_ago(-1))
        with pytest.raises(Invalid, match="still to come") as refused:
            write_down(session, person, to_come, by=SYSTEM)
        assert refused.value.field == "given_on"


def test_a_no_of_an_earlier_day_leaves_a_later_yes(session: Session, person: Client) -> None:
    agreed = record_consent(session, person, Agreed(Purpose.TEXT, SPOKEN), by=SYSTEM)
    earlier = Agreed(Purpose.TEXT, SPOKEN, given_on=_ago(9))
    record_refusal(session, person, earlier, by=SYSTEM)
    held = _held(session, person)
    assert find_valid(held, Purpose.TEXT, clock.today()) is agreed
    assert not said_no(held, Purpose.TEXT)


@pytest.mark.parametrize("is_refused", [True, False])
def test_a_yes_of_an_earlier_day_does_not_undo_a_later_no(
    session: Session, person: Client, is_refused: bool
) -> None:
    if is_refused:
        said = Agreed(Purpose.TEXT, SPOKEN, given_on=_ago(2))
        record_refusal(session, person, said, by=SYSTEM)
    else:
        consent = record_consent(
            session, person, Agreed(Purpose.TEXT, SPOKEN, given_on=_ago(20)), by=SYSTEM
        )
        withdraw_consent(session, consent, by=SYSTEM)
    with pytest.raises(Invalid, match="after that day") as refused:
        record_consent(session, person, Agreed(Purpose.TEXT, SPOKEN, given_on=_ago(5)), by=SYSTEM)
    assert refused.value.field == "given_on"
    other = Agreed(Purpose.EMAIL, SPOKEN, given_on=_ago(5))
    assert record_consent(session, person, other, by=SYSTEM)
