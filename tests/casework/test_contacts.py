"""A contact that is wrong is withdrawn: it stays to be read, and counts for nothing."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.cases import log_contact, withdraw_contact
from lily.casework.choices import ContactOutcome, ContactWrong, EventKind, Way
from lily.casework.layers import Reader
from lily.casework.models import Case, CaseContact
from lily.casework.prsb.work import contacts as contacts_told
from lily.casework.queries.follow_ups import count_visits
from lily.casework.queries.prsb import read_case_file
from lily.casework.queries.retention import cases_with_contact
from lily.casework.timeline import list_events
from lily.errors import NotFound, Refused
from tests.factories.accounts import make_account
from tests.factories.casework import close, make_case, make_team

SPOKE, NO_ANSWER = ContactOutcome.SPOKE, ContactOutcome.NO_ANSWER


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def _withdraw(session: Session, case: Case, contact: CaseContact) -> None:
    withdraw_contact(session, case, contact, ContactWrong.WRONG_PERSON, by=SYSTEM)


def test_what_is_withdrawn_counts_for_nothing(session: Session, case: Case) -> None:
    contact = log_contact(session, case, SPOKE, way=Way.HOME, by=SYSTEM, note="Of another.")
    assert queries.has_contact(session, case.id)
    _withdraw(session, case, contact)
    assert not queries.has_contact(session, case.id)
    assert queries.list_contacts(session, case) == []
    assert count_visits(session, case) == 0
    told = contacts_told(read_case_file(session, case, clock.today()))
    assert told == {"Contacts with professionals record entry": []}
    assert [tuple(row) for row in session.execute(cases_with_contact())] == [(case, None)]


def test_it_stays_to_be_read_with_who_withdrew_it_when_and_why(
    session: Session, case: Case
) -> None:
    worker = make_account(session, Role.LINK_WORKER, name="Ruth Breck")
    contact = log_contact(session, case, SPOKE, by=Actor(worker.id), note="Of another.")
    withdraw_contact(session, case, contact, ContactWrong.TWICE, by=Actor(worker.id))
    who = Reader(worker.id, frozenset())
    [event] = list_events(session, case, who, EventKind.CONTACT)
    assert (event.words, event.row_id) == ("Of another.", contact.id)
    assert event.withdrawn
    assert (event.withdrawn.by, event.withdrawn.why) == ("Ruth Breck", ContactWrong.TWICE)
    assert event.withdrawn.at >= event.at
    noted = session.exec(select(AuditEvent).where(AuditEvent.action == "withdraw_contact")).one()
    assert "another" not in noted.changes


def test_withdrawn_twice_is_refused(session: Session, case: Case) -> None:
    contact = log_contact(session, case, SPOKE, by=SYSTEM)
    _withdraw(session, case, contact)
    with pytest.raises(Refused, match="withdrew this already"):
        _withdraw(session, case, contact)


def test_a_closed_case_takes_it_too_and_plans_nothing(session: Session, case: Case) -> None:
    later = clock.today() + timedelta(days=9)
    log_contact(session, case, NO_ANSWER, by=SYSTEM, next_call_on=later)
    contact = log_contact(session, case, SPOKE, by=SYSTEM)
    close(session, case)
    _withdraw(session, case, contact)
    assert case.next_call_on is None
    assert not queries.has_contact(session, case.id)


def test_the_next_call_goes_back_to_what_was_planned_before(session: Session, case: Case) -> None:
    soon, later = (clock.today() + timedelta(days=days) for days in (2, 300))
    log_contact(session, case, NO_ANSWER, by=SYSTEM, next_call_on=soon)
    wrong = log_contact(session, case, SPOKE, by=SYSTEM, next_call_on=later)
    _withdraw(session, case, wrong)
    assert case.next_call_on == soon


def test_a_call_that_was_planned_since_stays(session: Session, case: Case) -> None:
    soon, later = (clock.today() + timedelta(days=days) for days in (2, 9))
    wrong = log_contact(session, case, SPOKE, by=SYSTEM, next_call_on=soon)
    log_contact(session, case, SPOKE, by=SYSTEM, next_call_on=later)
    _withdraw(session, case, wrong)
    assert case.next_call_on == later


def test_after_the_only_one_nothing_is_planned_and_the_case_is_in_sight(
    session: Session, case: Case
) -> None:
    wrong = log_contact(
        session, case, SPOKE, by=SYSTEM, next_call_on=clock.today() + timedelta(days=300)
    )
    _withdraw(session, case, wrong)
    assert case.next_call_on is None


def test_a_contact_of_another_case_is_not_found(session: Session, case: Case) -> None:
    contact = log_contact(session, case, SPOKE, by=SYSTEM)
    other = make_case(session, make_team(session, "Fens"))
    assert queries.get_contact(session, contact.id, case_id=case.id) is contact
    with pytest.raises(NotFound):
        queries.get_contact(session, contact.id, case_id=other.id)
