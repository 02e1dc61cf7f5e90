"""Old records on their pages: what is due, what is decided, and erasing by two who lead a team."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.models import AuditEvent
from lily.casework.models import Client, LegalHold, RecordView, Referral
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team
from tests.factories.retention import make_declined, make_leaders, make_old_case
from tests.pages import Page, submit

Leaders = tuple[Team, Account, Account]


@pytest.fixture
def leaders(client: HouseClient, session: Session) -> Leaders:
    """Return a team and the two who lead it; the first is signed in."""
    made = make_leaders(session)
    sign_in(client, session, made[1])
    return made


def _old(session: Session, team: Team) -> tuple[str, UUID]:
    case = make_old_case(session, team)
    session.commit()
    return f"/cases/{case.id}/erasure", case.client_id


def _ask(client: HouseClient, address: str) -> None:
    client.get(address)
    assert submit(client, f"{address}/ask", why="time_up", words="").location == address


def test_what_is_due_is_listed_and_kept_longer(
    client: HouseClient, session: Session, leaders: Leaders
) -> None:
    team = leaders[0]
    address, _ = _old(session, team)
    make_case(session, team, last_name="Helped")
    make_declined(session, team, last_name="Declined")
    make_old_case(session, make_team(session, "Fens"), last_name="Elsewhere")
    session.commit()
    client.get("/retention")
    page = Page(client.tree)
    assert page.links["Winifred Canary"] == address
    assert page.links["Winifred Declined"].startswith("/cases/referrals/")
    assert "Helped" not in page.words
    assert "Elsewhere" not in page.words
    for link in ("Winifred Canary", "Winifred Declined"):
        address = page.links[link]
        client.get(address)
        until = (clock.today() + timedelta(days=400)).isoformat()
        done = submit(client, f"{address}/keep", until_on=until, reason="A complaint.")
        assert done.location == address
    client.get("/retention")
    assert "Nothing is due" in Page(client.tree).words


def test_a_form_that_is_sent_empty_says_what_is_missing(
    client: HouseClient, session: Session, leaders: Leaders
) -> None:
    address, _ = _old(session, leaders[0])
    for act, fields, words in (
        ("keep", {"until_on": "", "reason": ""}, "Choose until when."),
        ("keep", {"until_on": "2020-01-01", "reason": "So."}, "still to come"),
        ("hold", {"why_held": ""}, "Say why it must not be erased."),
        ("ask", {"why": "", "words": "She rang."}, "Choose why it is to be erased."),
    ):
        client.get(address)
        answer = submit(client, f"{address}/{act}", **fields)
        assert answer.status_code == 400
        assert words in " ".join(Page(client.tree).mistakes)
    assert (Page(client.tree).field("words").text or "").strip() == "She rang."


def test_two_people_erase_and_nothing_is_found_afterwards(
    client: HouseClient, session: Session, leaders: Leaders
) -> None:
    _team, one, other = leaders
    address, client_id = _old(session, leaders[0])
    _ask(client, address)
    client.get(address)
    words = Page(client.tree).words
    assert "It waits for a second person" in words
    assert "You asked for this." in words
    assert not [form for form in client.tree.iter("form") if "confirm" in form.get("action", "")]
    sign_in(client, session, other)
    client.get("/retention")
    assert "Waits for a second person" in Page(client.tree).parts
    client.get(address)
    assert "Ruth Breck asked to erase all of it" in Page(client.tree).words
    assert submit(client, f"{address}/confirm").location == "/retention"
    session.expire_all()
    assert session.get(Client, client_id) is None
    assert session.exec(select(RecordView)).all() == []
    client.get("/retention")
    words = Page(client.tree).words
    assert "Asked by Ruth Breck, confirmed by Owen Fenn." in words
    assert "Canary" not in words
    assert client.get(address).status_code == 404
    actions = session.exec(select(AuditEvent).where(AuditEvent.action == "confirm_erasure")).all()
    assert [each.account_id for each in actions] == [other.id]
    assert "Canary" not in actions[0].changes
    assert str(one.id) in actions[0].changes


def test_one_who_asked_cannot_confirm_past_the_page(
    client: HouseClient, session: Session, leaders: Leaders
) -> None:
    address, client_id = _old(session, leaders[0])
    _ask(client, address)
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    answer = client.post(f"{address}/confirm", data={"csrf_token": token})
    assert answer.status_code == 409
    assert session.get(Client, client_id)


def test_a_team_with_one_leader_is_told_whom_to_ask(client: HouseClient, session: Session) -> None:
    one = sign_in_as(client, session, Role.TEAM_LEADER)
    worker = make_account(session, Role.LINK_WORKER)
    address, _ = _old(session, make_team(session, "Coast", one, worker))
    _ask(client, address)
    client.get(address)
    assert "Ask an administrator for a second team leader" in Page(client.tree).words
    assert submit(client, f"{address}/withdraw").location == address
    client.get(address)
    assert "second person" not in " ".join(Page(client.tree).parts)


def test_a_hold_is_put_on_and_lifted(
    client: HouseClient, session: Session, leaders: Leaders
) -> None:
    address, _ = _old(session, leaders[0])
    client.get(address)
    submit(client, f"{address}/hold", why_held="A claim.")
    hold = session.exec(select(LegalHold)).one()
    client.get(address)
    words = Page(client.tree).words
    assert "There is a legal hold. Lift it first." in words
    assert "A claim." in words
    assert "Ask to erase it" not in words
    client.get("/retention")
    assert "On legal hold" in Page(client.tree).parts
    client.get(address)
    assert submit(client, f"{address}/holds/{hold.id}/lift").location == address
    client.get(address)
    assert "Ask to erase it" in Page(client.tree).words


def test_a_case_that_is_open_is_closed_first(
    client: HouseClient, session: Session, leaders: Leaders
) -> None:
    case = make_case(session, leaders[0])
    session.commit()
    client.get(f"/cases/{case.id}/erasure")
    words = Page(client.tree).words
    assert "Close the case first." in words
    assert "Ask to erase it" not in words


def test_a_referral_that_was_accepted_leads_to_the_person(
    client: HouseClient, session: Session, leaders: Leaders
) -> None:
    address, _ = _old(session, leaders[0])
    referral = session.exec(select(Referral)).one()
    client.get(f"/cases/referrals/{referral.id}/erasure")
    forms = [form.get("action", "") for form in client.tree.iter("form")]
    assert f"{address}/ask" in forms


def test_a_link_worker_and_another_team_find_nothing(
    app: Flask, client: HouseClient, session: Session, leaders: Leaders
) -> None:
    team, _, _ = leaders
    address, client_id = _old(session, team)
    declined = make_declined(session, team)
    worker = make_account(session, Role.LINK_WORKER)
    outsider = make_account(session, Role.TEAM_LEADER)
    make_team(session, "Fens", outsider)
    session.commit()
    other = f"/cases/referrals/{declined.id}/erasure"
    for account in (worker, outsider, make_account(session, Role.ADMINISTRATOR)):
        sign_in(client, session, account)
        client.get("/account")
        token = Page(client.tree).field("csrf_token").get("value", "")
        for path in (address, other):
            assert client.get(path).status_code == 404
            for act in ("keep", "hold", "ask", "withdraw", "confirm"):
                answer = client.post(f"{path}/{act}", data={"csrf_token": token})
                assert answer.status_code == 404, (path, act)
    assert session.get(Client, client_id)
    refused = select(AuditEvent).where(AuditEvent.action == "refuse_look")
    assert {each.account_id for each in session.exec(refused)} == {outsider.id}
