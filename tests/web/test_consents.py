"""What a person agreed to, on a page: asked for, written down, taken back."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Team
from lily.audit.actors import SYSTEM
from lily.casework.actions.consents import Agreed, record_consent, record_refusal, withdraw_consent
from lily.casework.actions.referrals import Asked, accept_referral, make_referral
from lily.casework.choices import ConsentHow, Purpose, ReferrerKind
from lily.casework.details import ReferrerDetails
from lily.casework.models import Case, Client, Consent
from lily.directory.choices import ServiceStatus
from lily.directory.queries.services import MOST_FOUND
from lily.web.filters import day
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_person, make_team
from tests.factories.directory import make_organisation, make_service
from tests.factories.drafts import type_into
from tests.pages import Page, submit


@pytest.fixture
def case(client: HouseClient, session: Session) -> Case:
    """Return a case of the team of a link worker, who is signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    made = make_case(session, make_team(session, "Coast", worker))
    session.commit()
    return made


def test_what_is_not_agreed_is_shown_with_what_to_ask(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/consents"
    client.get(address)
    ask = "May we send you texts?"
    assert ask in Page(client.tree).words
    assert submit(client, address, purpose="text", how="spoken", service="").status_code == 303
    client.get(address)
    words = Page(client.tree).words
    assert ask not in words
    assert "They said so" in words
    assert "to Ruth Breck" in words


def test_what_whoever_referred_said_is_shown_and_the_person_is_still_asked(
    client: HouseClient, session: Session, case: Case
) -> None:
    asked = Asked(ReferrerKind.PROFESSIONAL, "She is lonely.", is_agreed=True)
    team = session.get_one(Team, case.team_id)
    referral = make_referral(session, team, make_person(), ReferrerDetails(), asked, by=SYSTEM)
    session.commit()
    client.get(f"/cases/referrals/{referral.id}")
    assert "They say that the person knows of it, and agrees." in Page(client.tree).words
    address = f"/cases/{accept_referral(session, referral, by=SYSTEM).id}"
    session.commit()
    client.get(f"{address}/consents")
    words = Page(client.tree).words
    assert f"Whoever referred said so, {day(clock.today(), clock.today())}" in words
    assert "somebody who has left" not in words
    assert "May we keep notes of what we talk about?" in words
    assert "Whoever referred said so" not in [each.text for each in client.tree.iter("label")]
    client.get(f"{address}/timeline")
    assert "Whoever referred said that they agree: We keep notes" in Page(client.tree).words


def test_it_is_taken_back_with_one_press(client: HouseClient, session: Session, case: Case) -> None:
    address = f"/cases/{case.id}/consents"
    client.get(address)
    submit(client, address, purpose="tell_gp", how="written", service="")
    consent = session.exec(select(Consent)).one()
    client.get(address)
    assert submit(client, f"{address}/{consent.id}/withdraw").status_code == 303
    client.get(address)
    words = Page(client.tree).words
    assert "Taken back on" in words
    assert "May we tell your surgery how it went?" in words


def test_sharing_names_the_service(client: HouseClient, session: Session, case: Case) -> None:
    service = make_service(session, organisation_id=make_organisation(session).id)
    session.commit()
    address = f"/cases/{case.id}/consents"
    for typed, status in (
        ("", 400),
        ("https://example.org/services/no-such-thing", 400),
        (f"https://example.org/services/{service.slug}?print=large", 303),
    ):
        client.get(address)
        answer = submit(client, address, purpose="share_with_service", how="spoken", service=typed)
        assert answer.status_code == status, typed
    assert session.exec(select(Consent)).one().service_id == service.id
    client.get(address)
    assert service.name in Page(client.tree).words


def test_a_service_is_looked_for_by_its_name_and_chosen(
    client: HouseClient, session: Session, case: Case
) -> None:
    runs_it = make_organisation(session, name="Heacham Singers").id
    choir = make_service(session, name="Monday choir", organisation_id=runs_it)
    make_service(session, name="Monday walks", organisation_id=runs_it)
    gone = make_service(session, name="Old choir", organisation_id=runs_it)
    gone.status = ServiceStatus.DEFUNCT
    session.commit()
    address = f"/cases/{case.id}/consents"
    client.get(f"{address}?with=bowls")
    assert "We found no service of that name." in Page(client.tree).words
    client.get(f"{address}?with=CHOIR+monday")
    words = Page(client.tree).words
    assert "Monday choir, Heacham Singers" in words
    assert "Monday walks" not in words
    assert "Old choir" not in words
    typed = {"purpose": "share_with_service", "how": "spoken"}
    assert submit(client, f"{address}?with=choir", **typed).status_code == 400
    assert any("Say with whom" in each for each in Page(client.tree).mistakes)
    done = submit(client, f"{address}?with=choir", **typed, found=choir.slug)
    assert done.status_code == 303
    assert session.exec(select(Consent)).one().service_id == choir.id


def test_a_search_that_is_cut_short_says_so(
    client: HouseClient, session: Session, case: Case
) -> None:
    runs_it = make_organisation(session, name="Heacham Singers").id
    for number in range(MOST_FOUND - 1):
        make_service(session, name=f"Choir {number}", organisation_id=runs_it)
    session.commit()
    address = f"/cases/{case.id}/consents?with=choir"
    client.get(address)
    assert "no more than" not in Page(client.tree).words
    make_service(session, name="Choir of all", organisation_id=runs_it)
    session.commit()
    client.get(address)
    assert "We show no more than 20: type more of the name." in Page(client.tree).words


def test_a_service_that_was_chosen_is_kept_while_another_is_looked_for(
    client: HouseClient, session: Session, case: Case
) -> None:
    choir = make_service(session, name="Monday choir")
    session.commit()
    address = f"/cases/{case.id}/consents"
    typed = [["purpose", "text"], ["found", choir.slug], ["how", "written"]]
    assert type_into(client, address, "agreement", typed).status_code == 204
    client.get(f"{address}?with=bowls")
    page = Page(client.tree)
    assert page.field("service").get("value") == choir.slug
    assert page.ticked("how") == ["written"]
    assert page.ticked("purpose") == ["share_with_service"], "That is what somebody looks for"
    sent = {"purpose": "share_with_service", "how": "written", "answer": "yes"}
    assert submit(client, address, **sent, service=choir.slug).status_code == 303
    assert session.exec(select(Consent.service_id)).one() == choir.id


def test_the_day_it_was_said_is_today_unless_another_is_typed(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/consents"
    client.get(address)
    assert Page(client.tree).field("given_on").get("value") == clock.today().isoformat()
    to_come = (clock.today() + timedelta(days=1)).isoformat()
    refused = submit(client, address, purpose="text", how="spoken", given_on=to_come)
    assert refused.status_code == 400
    assert any("still to come" in each for each in Page(client.tree).mistakes)
    before = clock.today() - timedelta(days=4)
    typed = {"purpose": "text", "how": "spoken", "given_on": before.isoformat()}
    assert submit(client, address, **typed).status_code == 303
    assert session.exec(select(Consent)).one().given_on == before


def test_that_they_said_no_is_shown_and_they_are_not_to_be_asked_again(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/consents"
    client.get(address)
    ask = "May we send you texts?"
    assert ask in Page(client.tree).words
    typed = {"purpose": "text", "how": "spoken", "answer": "no"}
    assert submit(client, address, **typed).status_code == 303
    client.get(address)
    words = Page(client.tree).words
    assert f"Asked, said no on {day(clock.today(), clock.today())}" in words
    assert ask not in words
    assert "They take it back" not in words
    assert session.exec(select(Consent)).one().is_refused
    client.get(f"/cases/{case.id}/timeline?show=consent")
    assert "They said no: We send texts" in Page(client.tree).words


def test_several_answers_are_written_down_together_and_once(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/consents"
    client.get(address)
    answers = {f"asked-{purpose}": "none" for purpose in ("hold_record", "tell_gp", "text")}
    nothing = submit(client, f"{address}/asked", **answers)
    assert nothing.status_code == 400
    assert any("Choose yes or no" in each for each in Page(client.tree).mistakes)
    said = answers | {"asked-hold_record": "yes", "asked-text": "no"}
    for _ in range(2):
        assert submit(client, f"{address}/asked", **said).location == address
        client.get(address)
    rows = session.exec(select(Consent).order_by(col(Consent.made_at))).all()
    assert [(each.purpose, each.is_refused) for each in rows] == [
        (Purpose.HOLD_RECORD, False),
        (Purpose.TEXT, True),
    ]
    assert {each.how for each in rows} == {ConsentHow.SPOKEN}
    asked = {each.get("name") for each in client.tree.iter("input")}
    assert "asked-tell_gp" in asked
    assert not {"asked-hold_record", "asked-text"} & asked, "They need not be asked again"


def test_a_day_to_come_is_refused_for_several_answers_and_none_is_kept(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/consents"
    client.get(address)
    to_come = (clock.today() + timedelta(days=1)).isoformat()
    said = {"asked-hold_record": "yes", "asked-text": "no", "asked_on": to_come}
    assert submit(client, f"{address}/asked", **said).status_code == 400
    page = Page(client.tree)
    assert any("still to come" in each for each in page.mistakes)
    assert page.ticked("asked-hold_record") == ["yes"]
    assert page.field("asked_on").get("value") == to_come
    assert session.exec(select(Consent)).all() == []


@pytest.mark.parametrize("is_a_no", [False, True])
def test_who_wants_no_notes_is_marked_until_they_say_otherwise(
    client: HouseClient, session: Session, case: Case, is_a_no: bool
) -> None:
    leader = make_account(session, Role.TEAM_LEADER)
    teams.add_member(session, teams.get_team(session, case.team_id), leader.id, by=SYSTEM)
    person = session.get_one(Client, case.client_id)
    agreed = Agreed(Purpose.HOLD_RECORD, ConsentHow.SPOKEN)
    if is_a_no:
        record_refusal(session, person, agreed, by=SYSTEM)
    else:
        withdraw_consent(session, record_consent(session, person, agreed, by=SYSTEM), by=SYSTEM)
    session.commit()
    sign, notice = "Does not want notes kept", "They do not want us to keep notes"
    client.get(f"/cases/{case.id}/notes")
    assert sign in Page(client.tree).words
    assert notice in Page(client.tree).words
    sign_in(client, session, leader)
    client.get("/retention")
    assert Page(client.tree).links["Winifred Canary"] == f"/cases/{case.id}/erasure"
    assert notice in Page(client.tree).words
    record_consent(session, person, agreed, by=SYSTEM)
    session.commit()
    client.get("/retention")
    assert notice not in Page(client.tree).words
    client.get(f"/cases/{case.id}")
    assert sign not in Page(client.tree).words


def test_whoever_referred_is_named_in_what_to_ask(client: HouseClient, case: Case) -> None:
    client.get(f"/cases/{case.id}/consents")
    assert "May we tell Dr Sedge how it went?" in Page(client.tree).words


def test_a_form_that_is_sent_empty_says_what_to_choose(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/consents"
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    assert client.post(address, data={"csrf_token": token}).status_code == 400
    mistakes = " ".join(Page(client.tree).mistakes)
    assert "Choose what you asked." in mistakes
    assert "Choose how they said so." in mistakes
