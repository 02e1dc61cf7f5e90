"""A restricted person is nowhere on a colleague's pages, and opened in an emergency alone."""

from datetime import timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.drafts import list_drafts
from lily.accounts.models import Account, SignIn, Team
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework.actions.escalations import Told, record_escalation
from lily.casework.actions.notes import write_note
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import EscalatedHow, EscalatedTo, NoteLayer
from lily.casework.models import Case, CaseContact, Client, EmergencyLook
from lily.http.access import declared_access
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team, refer
from tests.factories.drafts import type_into
from tests.pages import Page, submit

WHY = "She rang and did not answer again."
KNOWN = {
    "name": "Winifred Canary", "birth_on": "27 March 1941", "phone": "", "nhs_number": "",
    "reason": WHY,
}  # fmt: skip


class Scene(NamedTuple):
    """A restricted person of a team; a colleague and whoever leads it."""

    team: Team
    case: Case
    colleague: Account
    leader: Account


@pytest.fixture
def scene(client: HouseClient, session: Session) -> Scene:
    """Return a restricted person's case; a colleague is signed in."""
    colleague = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    leader = make_account(session, Role.TEAM_LEADER, name="Lena Holme")
    worker = make_account(session, Role.LINK_WORKER, name="Sam Staithe")
    team = make_team(session, "Coast", colleague, leader, worker)
    make_case(session, team, colleague, first_name="Open", last_name="Person", phone="")
    case = make_case(session, team, worker)
    case.next_call_on = clock.today()
    restrict(session, session.get_one(Client, case.client_id), "He works here.", by=SYSTEM)
    session.commit()
    return Scene(team, case, colleague, leader)


def _list_pages(app: Flask) -> list[str]:
    """Return every page of staff that needs nothing in its address."""
    found = []
    for rule in app.url_map.iter_rules():
        access = declared_access(app.view_functions[rule.endpoint])
        is_page = "GET" in (rule.methods or ()) and not rule.arguments
        if is_page and access and access.permission and not rule.rule.endswith(".json"):
            found.append(rule.rule)
    return found


def test_a_restricted_person_is_on_no_list_of_a_colleague(
    app: Flask, client: HouseClient, session: Session, scene: Scene
) -> None:
    again = refer(session, scene.team, first_name="W", last_name="C")
    session.commit()
    pages = [*_list_pages(app), "/cases?of=team", "/cases?of=team&show=closed"]
    assert {"/today", "/cases", "/cases/emergency"} <= set(pages)
    for address in (*pages, f"/cases/referrals/{again.id}"):
        assert "Canary" not in client.get(address).text, address
    client.get("/cases?of=team")
    assert "1 case," in Page(client.tree).words
    assert client.get(f"/cases/{scene.case.id}").status_code == 404
    actions = [each.action for each in session.exec(select(AuditEvent))]
    assert actions[-1] == "refuse_look"


def test_a_likely_match_that_is_hidden_has_no_name(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    referral = refer(session, scene.team, first_name="W", last_name="C")
    session.commit()
    client.get(f"/cases/referrals/{referral.id}")
    page = Page(client.tree)
    assert "somebody whose record is restricted. Ask your team leader" in page.words
    assert page.ticked("person") == []
    address = f"/cases/referrals/{referral.id}/accept"
    client_id = str(scene.case.client_id)
    assert submit(client, address, person=client_id, worker="").status_code == 400


def test_the_leader_restricts_and_lifts_it_with_a_reason(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    sign_in(client, session, scene.leader)
    client.get("/cases?of=team")
    assert "Restricted: most of the team does not see it" in Page(client.tree).words
    address = f"/cases/{scene.case.id}/restriction"
    client.get(address)
    assert "He works here." in Page(client.tree).words
    assert submit(client, address, reason=" ").status_code == 400
    assert "Say why, for whoever looks at this later." in Page(client.tree).mistakes
    assert submit(client, address, reason="He has left.").status_code == 303
    sign_in(client, session, scene.colleague)
    assert client.get(f"/cases/{scene.case.id}").status_code == 200
    assert client.get(address).status_code == 404, "It is for whoever leads the team"
    sign_in(client, session, scene.leader)
    client.get(address)
    page = Page(client.tree)
    assert "He has left." in page.words
    assert "Lena Holme" in page.words
    submit(client, address, reason="He is back.")
    sign_in(client, session, scene.colleague)
    assert client.get(f"/cases/{scene.case.id}").status_code == 404


def test_a_page_that_was_open_does_not_turn_it_round(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    sign_in(client, session, scene.leader)
    address = f"/cases/{scene.case.id}/restriction"
    client.get(address)
    assert submit(client, address, reason="He has left.").status_code == 303
    client.get(f"/cases/{scene.case.id}")
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    again = client.post(address, data={"csrf_token": token, "hide": "", "reason": "Again."})
    assert again.status_code == 409


def test_an_emergency_opens_the_record_for_an_hour_with_a_banner(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    client.get("/cases/emergency")
    opened = submit(client, "/cases/emergency", **KNOWN)
    address = f"/cases/{scene.case.id}"
    assert opened.location == address
    for page in ("", "/person", "/consents", "/conversation", "/plan", "/close", "/export"):
        assert client.get(f"{address}{page}").status_code == 200, page
        words = Page(client.tree).words
        assert "You opened this in an emergency" in words, page
        assert "Their team leader has been told." in words
    client.get("/today")
    assert "You opened this in an emergency" not in Page(client.tree).words
    client.get("/cases?of=team")
    assert "Canary" not in Page(client.tree).words
    client.get("/cases/emergency")
    assert any(words.startswith("Until ") for words in Page(client.tree).links)
    look = session.exec(select(EmergencyLook)).one()
    look.ends_at = clock.now() - timedelta(seconds=1)
    session.commit()
    assert client.get(address).status_code == 404


def test_in_an_emergency_one_reads_and_writes_down_a_contact_and_nothing_more(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    client.get("/cases/emergency")
    submit(client, "/cases/emergency", **KNOWN)
    address = f"/cases/{scene.case.id}"
    client.get(address)
    logged = submit(client, f"{address}/contacts", outcome="spoke", next_call_on="")
    assert logged.status_code == 303
    assert len(session.exec(select(CaseContact)).all()) == 1
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    for page in ("worker", "person", "consents", "conversation", "close", "reopen", "export"):
        told = {"csrf_token": token}
        assert client.post(f"{address}/{page}", data=told).status_code == 409, page
    for page in ("views", "restriction", "same-person"):
        assert client.get(f"{address}/{page}").status_code == 404, page


def test_in_an_emergency_no_page_offers_what_is_refused(client: HouseClient, scene: Scene) -> None:
    client.get("/cases/emergency")
    submit(client, "/cases/emergency", **KNOWN)
    address = f"/cases/{scene.case.id}"
    parts = (
        "conversation",
        "plan",
        "readings",
        "consents",
        "help",
        "notes",
        "flags",
        "timeline",
        "export",
    )
    for page in (address, *(f"{address}/{part}" for part in parts)):
        client.get(page)
        forms = [each for each in client.tree.find("body/main").iter("form")]
        actions = [each.get("action") for each in forms if each.get("method") == "post"]
        assert actions == ([f"{address}/contacts"] if page == address else []), page
    client.get(address)
    assert not {"/person", "/sorting", "/close"} & {
        link.removeprefix(address) for link in Page(client.tree).links.values()
    }


def test_a_leader_of_another_team_does_not_look_after_what_an_emergency_opens(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    other = sign_in_as(client, session, Role.TEAM_LEADER)
    make_team(session, "Fens", other)
    session.commit()
    client.get("/cases/emergency")
    submit(client, "/cases/emergency", **KNOWN)
    address = f"/cases/{scene.case.id}"
    assert client.get(address).status_code == 200
    for page in ("views", "restriction", "same-person"):
        assert client.get(f"{address}/{page}").status_code == 404, page
    client.get("/cases/emergency-looks")
    assert "Canary" not in Page(client.tree).words


def test_it_wants_a_fresh_proof(client: HouseClient, session: Session, scene: Scene) -> None:
    session.execute(sa.update(SignIn).values(proved_at=clock.now() - timedelta(minutes=11)))
    session.commit()
    assert (client.get("/cases/emergency").location or "").startswith("/sign-in/again")


@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        ({"reason": ""}, "in at least 15 characters"),
        ({"reason": "It is urgent."}, "in at least 15 characters"),
        ({"birth_on": ""}, "Type a name with a date of birth"),
        ({"birth_on": "28 March 1941"}, "We found nobody."),
        ({"name": "Open Person"}, "You see this person without this."),
        ({"nhs_number": "1"}, "That is no NHS number."),
    ],
)
def test_what_opens_nothing_says_why_and_keeps_what_was_typed(
    client: HouseClient, session: Session, scene: Scene, more: dict[str, str], mistake: str
) -> None:
    client.get("/cases/emergency")
    typed = KNOWN | more
    assert submit(client, "/cases/emergency", **typed).status_code == 400
    page = Page(client.tree)
    assert any(mistake in each for each in page.mistakes)
    assert page.field("name").get("value") == typed["name"]
    assert session.exec(select(EmergencyLook)).all() == []


def test_somebody_who_tries_too_often_must_wait(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    client.get("/cases/emergency")
    typed = KNOWN | {"birth_on": "28 March 1941"}
    statuses = [submit(client, "/cases/emergency", **typed).status_code for _ in range(5)]
    assert statuses == [400] * 5
    assert submit(client, "/cases/emergency", **KNOWN).status_code == 429


def test_a_look_is_signed_off_by_whoever_leads_the_team(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    client.get("/cases/emergency")
    submit(client, "/cases/emergency", **KNOWN)
    client.get(f"/cases/{scene.case.id}")
    assert client.get("/cases/emergency-looks").status_code == 404, "It is for the leader"
    look = session.exec(select(EmergencyLook)).one()
    sign_in(client, session, scene.leader)
    client.get("/today")
    assert "Looks in an emergency are overdue" not in Page(client.tree).parts
    look.opened_at -= timedelta(days=8)
    session.commit()
    client.get("/today")
    assert "Looks in an emergency are overdue" in Page(client.tree).parts
    client.get("/cases/emergency-looks")
    page = Page(client.tree)
    assert "Overdue" in page.words
    address = page.links["Winifred Canary"]
    client.get(address)
    words = Page(client.tree).words
    assert WHY in words
    assert "Ruth Breck" in words
    assert "1 page" in words
    assert submit(client, address, words=" ").status_code == 400
    assert type_into(client, address, "sign-off", [["words", "It was"]]).status_code == 204
    client.get(address)
    assert (Page(client.tree).field("words").text or "").strip() == "It was"
    assert submit(client, address, words="It was right.").status_code == 303
    assert list_drafts(session, scene.leader.id) == []
    client.get("/cases/emergency-looks")
    assert "Signed off by Lena Holme" in Page(client.tree).words
    client.get(address)
    assert "It was right." in Page(client.tree).words
    client.get("/today")
    assert "Looks in an emergency are overdue" not in Page(client.tree).parts


def test_a_look_at_another_teams_person_is_not_found(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    client.get("/cases/emergency")
    submit(client, "/cases/emergency", **KNOWN)
    look = session.exec(select(EmergencyLook)).one()
    stranger = sign_in_as(client, session, Role.TEAM_LEADER)
    make_team(session, "Fens", stranger)
    session.commit()
    assert client.get(f"/cases/emergency-looks/{look.id}").status_code == 404


def test_nobody_can_delete_a_look(app: Flask) -> None:
    methods = {
        method
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/cases/emergency-looks")
        for method in rule.methods or ()
    }
    assert methods <= {"GET", "HEAD", "OPTIONS", "POST"}
    endpoints = [r.endpoint for r in app.url_map.iter_rules() if "emergenc" in r.endpoint]
    assert sorted(endpoints) == [
        "emergencies.list_emergency_looks",
        "emergencies.open_in_emergency",
        "emergencies.sign_off",
    ]


def test_no_page_of_these_is_kept_by_a_browser_or_names_anybody_in_its_title(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    sign_in(client, session, scene.leader)
    for page in (
        f"/cases/{scene.case.id}/restriction",
        "/cases/emergency-looks",
        "/cases/emergency",
    ):
        answer = client.get(page)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Canary" not in Page(client.tree).title


def test_whoever_gives_a_restricted_case_away_is_led_to_their_list(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    scene.case.worker_id = scene.colleague.id
    session.commit()
    address = f"/cases/{scene.case.id}"
    assert client.get(address).status_code == 200
    assert submit(client, f"{address}/worker", worker="").location == "/cases"
    assert client.get(address).status_code == 404


def test_whoever_leaves_the_team_sees_it_no_more(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    sign_in(client, session, scene.leader)
    assert client.get(f"/cases/{scene.case.id}").status_code == 200
    teams.remove_member(session, scene.team, scene.leader.id, by=SYSTEM)
    session.commit()
    assert client.get(f"/cases/{scene.case.id}").status_code == 404


@pytest.mark.parametrize("page", ["/today", "/cases?of=team", "/cases/emergency-looks", "same"])
def test_a_list_with_restricted_people_costs_the_same_for_few_and_many(
    client: HouseClient, session: Session, scene: Scene, page: str
) -> None:
    sign_in(client, session, scene.leader)
    address = f"/cases/{scene.case.id}/same-person" if page == "same" else page
    counts = []
    for _ in range(2):
        for _ in range(4):
            case = make_case(session, scene.team, scene.leader)
            restrict(session, session.get_one(Client, case.client_id), "Why.", by=SYSTEM)
            now = clock.now()
            session.add(
                EmergencyLook(
                    client_id=case.client_id,
                    account_id=scene.colleague.id,
                    reason=WHY,
                    opened_at=now,
                    ends_at=now,
                )
            )
        session.commit()
        client.get(address)
        asked: list[str] = []

        def note(*event: object, asked: list[str] = asked) -> None:
            asked.append(str(event[2]))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        client.get(address)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_emergency_opens_nothing_that_is_kept_apart(
    client: HouseClient, session: Session, scene: Scene
) -> None:
    author = Actor(scene.leader.id)
    write_note(session, scene.case, NoteLayer.NAMED, "His brother came.", by=author)
    told = Told(EscalatedTo.GP, EscalatedHow.PHONE, "His brother came.")
    record_escalation(session, scene.case, told, by=author)
    make_team(session, "Fens", sign_in_as(client, session, Role.TEAM_LEADER))
    session.commit()
    client.get("/cases/emergency")
    submit(client, "/cases/emergency", **KNOWN)
    address = f"/cases/{scene.case.id}"
    for page in ("", "/notes", "/escalations", "/flags", "/timeline", "/plan"):
        answer = client.get(f"{address}{page}")
        assert answer.status_code == 200, page
        assert "brother" not in answer.get_data(as_text=True), page
    assert client.get(f"/safeguarding/{scene.case.id}").status_code == 404
