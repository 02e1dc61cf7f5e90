"""What whoever referred says of agreement: in the record as theirs, not as the person's word."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import PUBLIC, SYSTEM
from lily.casework.actions.consents import (
    Agreed,
    record_answers,
    record_consent,
    record_refusal,
    withdraw_consent,
)
from lily.casework.actions.referrals import Asked, accept_referral, make_referral
from lily.casework.choices import ConsentHow, Purpose, ReferrerKind
from lily.casework.details import ReferrerDetails
from lily.casework.merge_policies import find_narrowed
from lily.casework.models import Client, Consent, Referral
from lily.casework.queries.cases import is_record_unwanted
from tests.factories.casework import make_person, make_team

HOLD = Agreed(Purpose.HOLD_RECORD, ConsentHow.SPOKEN)


def _refer(session: Session, team: str = "Coast", *, is_agreed: bool = True) -> Referral:
    asked = Asked(ReferrerKind.FAMILY, "She is lonely.", is_agreed=is_agreed)
    made = make_team(session, team)
    return make_referral(session, made, make_person(), ReferrerDetails(), asked, by=PUBLIC)


def _accept(session: Session, referral: Referral, client: Client | None = None) -> Client:
    case = accept_referral(session, referral, by=SYSTEM, client=client)
    return session.get_one(Client, case.client_id)


def _hows(session: Session) -> list[ConsentHow]:
    rows = session.exec(select(Consent)).all()
    assert {each.purpose for each in rows} <= {Purpose.HOLD_RECORD}
    return sorted(each.how for each in rows)


@pytest.mark.parametrize("is_agreed", [True, False])
def test_what_they_said_is_of_the_day_on_which_they_referred(
    session: Session, *, is_agreed: bool
) -> None:
    referral = _refer(session, is_agreed=is_agreed)
    referral.made_at -= timedelta(days=5)
    _accept(session, referral)
    days = [each.given_on for each in session.exec(select(Consent))]
    assert days == ([clock.today() - timedelta(days=5)] if is_agreed else [])
    assert _hows(session) == ([ConsentHow.BY_REFERRER] if is_agreed else [])


def test_the_persons_own_answer_is_written_down_beside_it(session: Session) -> None:
    client = _accept(session, _refer(session))
    assert record_answers(session, client, [(HOLD, True)], by=SYSTEM) == 1
    assert record_answers(session, client, [(HOLD, True)], by=SYSTEM) == 0
    assert _hows(session) == [ConsentHow.BY_REFERRER, ConsentHow.SPOKEN]


@pytest.mark.parametrize("is_refused", [True, False])
def test_it_is_no_answer_to_what_the_person_said_themselves(
    session: Session, *, is_refused: bool
) -> None:
    client = _accept(session, _refer(session, is_agreed=False))
    (record_refusal if is_refused else record_consent)(session, client, HOLD, by=SYSTEM)
    _accept(session, _refer(session, "Fens"), client)
    assert _hows(session) == [ConsentHow.SPOKEN]
    assert is_record_unwanted(session, client.id) is is_refused


def test_the_person_takes_it_back_and_it_does_not_come_again(session: Session) -> None:
    referral = _refer(session)
    client = _accept(session, referral)
    withdraw_consent(session, session.exec(select(Consent)).one(), by=SYSTEM)
    assert is_record_unwanted(session, client.id)
    _accept(session, _refer(session, "Fens"), client)
    assert is_record_unwanted(session, client.id)


def test_an_older_no_of_the_other_record_counts_more_when_two_are_made_one(
    session: Session,
) -> None:
    told = _accept(session, _refer(session))
    other = _accept(session, _refer(session, "Fens", is_agreed=False))
    said = Agreed(HOLD.purpose, HOLD.how, given_on=clock.today() - timedelta(days=9))
    refusal = record_refusal(session, other, said, by=SYSTEM)
    word = session.exec(select(Consent).where(Consent.client_id == told.id)).one()
    assert find_narrowed([word], [refusal], clock.today()) == [word]
    assert find_narrowed([refusal], [word], clock.today()) == [word]
