"""What is known of a person, put right on its page."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts import teams
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.actions.consents import Agreed, record_consent, record_refusal
from lily.casework.choices import CaseState, ConsentHow, Purpose
from lily.casework.models import Case, Client, Consent
from lily.directory.choices import Answer
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in
from tests.factories.casework import make_case, make_team, refer
from tests.factories.desks import Desk
from tests.pages import Page, submit


def _typed(client: HouseClient, page_address: str, **more: str) -> dict[str, str]:
    """Return what the page's form would send as it stands, with some of it typed anew."""
    client.get(page_address)
    page = Page(client.tree)
    typed = {"may_leave_word": page.ticked("may_leave_word")[0], "may_text": "not_known"}
    for each in client.tree.find("body/main").iter():
        if each.tag == "textarea" or (each.tag == "input" and each.get("type") != "radio"):
            words = each.get("value") if each.tag == "input" else (each.text or "")
            typed[each.get("name", "")] = (words or "").removeprefix("\n")
    return typed | more


def test_what_is_known_of_a_person_is_put_right_and_found_again(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team)
    session.commit()
    address = f"/cases/{case.id}/person"
    typed = _typed(
        client, address, last_name="Wren", phone="01632 960 777", may_leave_word="no",
        who_may_answer="Her son", nhs_number="999 000 0018",
    )  # fmt: skip
    assert typed["birth_on"] == "27 March 1941"
    assert client.post(address, data=typed).status_code == 303
    client.get(f"/cases/{case.id}")
    words = Page(client.tree).words
    assert "Winifred Wren, born 1941" in words
    assert "May we leave word? No May we text? Not asked yet" in words
    assert "Who else may answer Her son" in words
    again = refer(session, desk.team, last_name="Other", phone="01632960777")
    old = refer(session, desk.team, last_name="Other", birth_on=None)
    session.commit()
    for referral, is_known in ((again, True), (old, False)):
        client.get(f"/cases/referrals/{referral.id}")
        assert ("the same number" in Page(client.tree).words) is is_known
    told = [each.changes for each in session.exec(select(AuditEvent))]
    assert any("who_may_answer" in each for each in told)
    assert not any("Wren" in each or "960777" in each or "son" in each.lower() for each in told)


@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        ({"phone": "12"}, "We cannot read that number."),
        ({"birth_on": "once"}, "Type the day, the month and the whole year"),
        ({"nhs_number": "999 000 0019"}, "That is no NHS number."),
        ({"first_name": "", "last_name": ""}, "Type the person's name."),
        ({"address": "x" * 501}, "Use at most 500 characters."),
    ],
)
def test_a_mistake_about_a_person_is_said_beside_its_field(
    client: HouseClient, session: Session, desk: Desk, more: dict[str, str], mistake: str
) -> None:
    case = make_case(session, desk.team)
    session.commit()
    address = f"/cases/{case.id}/person"
    assert client.post(address, data=_typed(client, address, **more)).status_code == 400
    assert any(mistake in each for each in Page(client.tree).mistakes)


def test_of_two_who_put_it_right_the_second_sees_both(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team)
    session.commit()
    address = f"/cases/{case.id}/person"
    second = _typed(client, address, who_may_answer="Nobody else")
    first = _typed(client, address, who_may_answer="Her son")
    assert client.post(address, data=first).status_code == 303
    assert client.post(address, data=second).status_code == 409
    page = Page(client.tree)
    assert "Her son" in page.words
    assert page.field("who_may_answer").get("value") == "Nobody else"
    version = page.field("version").get("value", "")
    assert client.post(address, data=second | {"version": version}).status_code == 303
    session.expire_all()
    assert session.exec(select(Client)).one().who_may_answer == "Nobody else"


def test_what_no_form_asks_for_is_ignored(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    """Names of columns that are sent along change nothing: who may see, whose it is, what holds."""
    fens = make_team(session, "Fens")
    case, referral = make_case(session, desk.team, desk.worker), refer(session, desk.team)
    session.commit()
    sneaked = {
        "is_restricted": "y", "team_id": str(fens.id), "client_id": str(referral.id),
        "worker_id": "", "state": "closed", "openings": "7", "version_": "9", "id": str(fens.id),
        "consent": "y", "restricted_reason": "x", "made_by": str(fens.id),
    }  # fmt: skip
    address = f"/cases/{case.id}"
    typed = _typed(client, f"{address}/person", when_to_ring="In the morning")
    assert client.post(f"{address}/person", data=sneaked | typed).status_code == 303
    client.get(address)
    done = submit(client, f"{address}/contacts", **sneaked | {"outcome": "spoke", "way": "phone"})
    assert done.status_code == 303
    client.get(f"/cases/referrals/{referral.id}")
    accept = f"/cases/referrals/{referral.id}/accept"
    submit(client, accept, **sneaked | {"person": "new", "worker": ""})
    session.expire_all()
    people, cases = session.exec(select(Client)).all(), session.exec(select(Case)).all()
    assert {each.team_id for each in people} == {each.team_id for each in cases} == {desk.team.id}
    assert not any(each.is_restricted for each in people)
    assert "In the morning" in {each.when_to_ring for each in people}
    assert {(each.state, each.openings) for each in cases} == {(CaseState.OPEN, 1)}
    assert session.get_one(Case, case.id).worker_id == desk.worker.id
    assert session.exec(select(Consent)).all() == []


def test_what_was_put_right_stays_readable_to_whoever_leads_the_team(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.worker)
    leader = make_account(session, Role.TEAM_LEADER)
    teams.add_member(session, desk.team, leader.id, by=SYSTEM)
    session.commit()
    address = f"/cases/{case.id}/person"
    client.get(address)
    assert submit(client, address, **_typed(client, address, last_name="Wren")).status_code == 303
    client.get(address)
    assert "Canary" not in Page(client.tree).words, "It is for the leader"
    sign_in(client, session, leader)
    client.get(address)
    words = Page(client.tree).words
    assert "What it said before: 1" in words
    assert "Family name Canary Put right by Ruth Breck." in words
    sealed = session.execute(sa.text("SELECT details FROM former_details")).scalar_one()
    assert "Canary" not in sealed
    client.get(f"/cases/{case.id}/pack")
    assert "What we had written of you before, and put right" in Page(client.tree).words


@pytest.mark.parametrize(
    ("kept", "said", "shown"),
    [
        ("not_known", None, "Not asked yet"),
        ("not_known", True, "Yes"),
        ("not_known", False, "No"),
        ("yes", False, "No"),
        ("no", True, "No"),
    ],
)
def test_texting_is_said_as_it_was_agreed_wherever_that_was(
    client: HouseClient, session: Session, desk: Desk, kept: str, said: bool | None, shown: str
) -> None:
    case = make_case(session, desk.team)
    person = session.get_one(Client, case.client_id)
    person.may_text = Answer(kept)
    if said is not None:
        write = record_consent if said else record_refusal
        write(session, person, Agreed(Purpose.TEXT, ConsentHow.SPOKEN), by=SYSTEM)
    session.commit()
    client.get(f"/cases/{case.id}")
    assert f"May we text? {shown} " in Page(client.tree).words
