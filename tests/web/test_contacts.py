"""Withdrawing a contact on its page."""

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.audit.actors import Actor
from lily.casework.actions.cases import log_contact
from lily.casework.choices import ContactOutcome
from lily.casework.models import Case, CaseContact, Referral
from lily.casework.queries import list_contacts
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team
from tests.pages import Page, submit


@pytest.fixture
def worker(client: HouseClient, session: Session) -> Account:
    """Return a link worker who is signed in, and leads the team too."""
    return sign_in_as(client, session, Role.LINK_WORKER, Role.TEAM_LEADER, name="Ruth Breck")


@pytest.fixture
def case(session: Session, worker: Account) -> Case:
    """Return a case in which somebody else was spoken with, by mistake."""
    made = make_case(session, make_team(session, "Coast", worker), worker)
    note = "Canary of a neighbour."
    log_contact(session, made, ContactOutcome.SPOKE, by=Actor(worker.id), note=note)
    session.commit()
    return made


def _withdraw_link(client: HouseClient, page: str) -> str:
    client.get(page)
    links = Page(client.tree).links.items()
    [address] = [to for words, to in links if words.startswith("Something is wrong with it")]
    return address


@pytest.mark.parametrize("page", ["", "/timeline"])
def test_from_the_case_a_contact_is_withdrawn_and_stays_to_be_read(
    client: HouseClient, session: Session, case: Case, page: str
) -> None:
    address = _withdraw_link(client, f"/cases/{case.id}{page}")
    client.get(address)
    assert "Canary of a neighbour." in Page(client.tree).words
    assert submit(client, address).status_code == 400
    assert "Choose what is wrong with it." in Page(client.tree).mistakes
    tree = client.tree
    assert submit(client, address, why="wrong_person").location == f"/cases/{case.id}"
    client.tree = tree
    assert submit(client, address, why="twice").status_code == 409
    assert "Somebody withdrew this already." in Page(client.tree).words
    client.get(f"/cases/{case.id}{page}")
    words = Page(client.tree).words
    assert "Withdrawn: I spoke with them: By phone" in words
    assert "It is of somebody else. It is not counted. Withdrawn by Ruth Breck" in words
    assert "Something is wrong with it" not in words
    client.get(address)
    assert "This was withdrawn already" in Page(client.tree).words
    session.expire_all()
    assert list_contacts(session, case) == []


def test_whoever_referred_is_not_told_of_a_contact_that_was_not(
    client: HouseClient, session: Session, case: Case
) -> None:
    status = f"/referral-status/{session.exec(select(Referral)).one().token}"
    client.get(status)
    before = Page(client.tree).words.count("(not yet)")
    address = _withdraw_link(client, f"/cases/{case.id}")
    client.get(address)
    submit(client, address, why="wrong_person")
    client.get(status)
    assert Page(client.tree).words.count("(not yet)") == before + 1


def test_in_the_copy_of_a_record_it_stands_as_withdrawn_and_is_looked_at_first(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = _withdraw_link(client, f"/cases/{case.id}")
    client.get(address)
    submit(client, address, why="wrong_person")
    client.get(f"/cases/{case.id}/pack")
    words = Page(client.tree).words
    assert "It was withdrawn: it is of somebody else." in words
    for said in ("Withdrawn, and not counted since", "It is of somebody else", "Withdrawn by"):
        assert said in words


def test_another_team_finds_no_contact(client: HouseClient, session: Session, case: Case) -> None:
    contact = session.exec(select(CaseContact)).one()
    sign_in_as(client, session, Role.LINK_WORKER)
    assert client.get(f"/cases/{case.id}/contacts/{contact.id}/withdraw").status_code == 404


def test_after_a_wrong_number_it_says_where_to_look_and_whom_to_ask(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}"
    client.get(address)
    client.get(submit(client, f"{address}/contacts", outcome="wrong_number").location)
    links = Page(client.tree).links
    assert links["Look at the number that we have"] == f"{address}/person"
    referral = session.exec(select(Referral)).one()
    assert links["Ask Dr Sedge, the surgery"] == f"/cases/referrals/{referral.id}"


def test_after_three_calls_a_letter_or_an_end_is_proposed(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}"
    for _ in range(3):
        client.get(address)
        assert "You have tried often enough" not in Page(client.tree).words
        submit(client, f"{address}/contacts", outcome="no_answer")
    client.get(address)
    links = Page(client.tree).links
    assert links["the address that we have"] == f"{address}/person"
    client.get(links["Close the case: we cannot reach them"])
    assert Page(client.tree).ticked("reason") == ["not_reached"]
    client.get(f"{address}/close?reason=anything")
    assert Page(client.tree).ticked("reason") == []
