"""Who sees a person on a page, and that every look is written down."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.teams import add_member
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.choices import RecordKind
from lily.casework.models import RecordView, Referral
from tests.client import HouseClient, words_of
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import make_case, make_team, refer
from tests.factories.desks import Desk
from tests.pages import Page

PLACES = (
    *("/cases/referrals/{referral}", "/cases/{case}", "/cases/{case}/views"),
    *("/cases/{case}/person", "/cases/{case}/consents"),
    *("/cases/{case}/close", "/cases/{case}/letter"),
)
PRESSED = (
    *("/cases/{case}/consents/{case}/withdraw", "/cases/{case}/reopen"),
    "/cases/{case}/letter/keep-back",
    *("/cases/referrals/{referral}/accept", "/cases/referrals/{referral}/decline"),
    "/cases/referrals/{referral}/complete",
    *("/cases/{case}/contacts", "/cases/{case}/worker"),
)


@pytest.mark.parametrize("role", [Role.LINK_WORKER, Role.TEAM_LEADER])
def test_what_is_another_teams_is_not_found(
    client: HouseClient, session: Session, role: Role
) -> None:
    account = sign_in_as(client, session, role)
    make_team(session, "Coast", account)
    fens = make_team(session, "Fens")
    referral, case = refer(session, fens, first_name="Nell"), make_case(session, fens)
    session.commit()
    known = {"referral": referral.id, "case": case.id}
    client.get("/account")
    token = Page(client.tree).field("csrf_token").get("value", "")
    for place in (*PLACES, *PRESSED):
        address = place.format(**known)
        answer = (
            client.post(address, data={"csrf_token": token})
            if place in PRESSED
            else client.get(address)
        )
        assert answer.status_code == 404, address
    for page in ("/today", "/cases", "/cases?of=team"):
        client.get(page)
        assert "Canary" not in Page(client.tree).words
    assert session.exec(select(RecordView)).all() == []
    tried = session.exec(select(AuditEvent).where(AuditEvent.action == "refuse_look")).all()
    assert {each.subject_id for each in tried} == {referral.id, case.id}
    assert {each.account_id for each in tried} == {account.id}


def test_whoever_leaves_the_team_sees_nothing_at_the_next_request(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team)
    session.commit()
    assert client.get(f"/cases/{case.id}").status_code == 200
    teams.remove_member(session, desk.team, desk.worker.id, by=SYSTEM)
    session.commit()
    assert client.get(f"/cases/{case.id}").status_code == 404


@pytest.mark.parametrize(
    "role", [Role.EDITOR, Role.MODERATOR, Role.CHAMPION, Role.OPERATOR, Role.COMMISSIONER]
)
def test_other_roles_see_no_person(client: HouseClient, session: Session, role: Role) -> None:
    account = sign_in_as(client, session, role)
    case = make_case(session, make_team(session, "Coast", account))
    session.commit()
    for address in ("/today", "/cases", f"/cases/{case.id}"):
        assert client.get(address).status_code == 404


def test_an_administrator_sees_no_person(client: HouseClient, session: Session) -> None:
    account = sign_in_as(client, session, Role.ADMINISTRATOR)
    case = make_case(session, make_team(session, "Coast", account))
    session.commit()
    assert client.get(f"/cases/{case.id}").status_code == 404
    client.get("/audit")
    assert "Canary" not in Page(client.tree).words


def test_every_look_at_a_person_is_written_down_for_the_leader(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case, referral = make_case(session, desk.team), refer(session, desk.team)
    leader = make_account(session, Role.TEAM_LEADER)
    teams.add_member(session, desk.team, leader.id, by=SYSTEM)
    session.commit()
    client.get(f"/cases/{case.id}")
    client.get(f"/cases/referrals/{referral.id}")
    seen = session.exec(select(RecordView)).all()
    assert {(each.record_id, each.account_id) for each in seen} == {
        (case.id, desk.worker.id),
        (referral.id, desk.worker.id),
    }
    assert client.get(f"/cases/{case.id}/views").status_code == 404, "It is for the leader"
    sign_in(client, session, leader)
    client.get(f"/cases/{case.id}/views")
    assert "Ruth Breck" in Page(client.tree).words
    client.get(f"/cases/referrals/{referral.id}/views")
    assert "Ruth Breck" in Page(client.tree).words
    assert "2 times" not in Page(client.tree).words


def test_who_looked_stands_once_a_day_with_how_often(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    leader = make_account(session, Role.TEAM_LEADER, name="Sam Staithe")
    add_member(session, desk.team, leader.id, by=SYSTEM)
    case = make_case(session, desk.team, desk.worker)
    kind, worker = RecordKind.CASE, desk.worker.id
    for day, hour, minute in ((1, 8, 15), (1, 14, 30), (1, 22, 30), (1, 23, 30), (2, 8, 0)):
        at = datetime(2026, 7, day, hour, minute, tzinfo=UTC)
        session.add(RecordView(kind=kind, record_id=case.id, account_id=worker, seen_at=at))
    session.commit()
    sign_in(client, session, leader)
    client.get(f"/cases/{case.id}/views")
    said = [words for each in client.tree.iter("li") if "Ruth" in (words := words_of(each))]
    assert said == [
        "Ruth Breck, Thursday 2 July, 9am: 2 times on that day, first at 12.30am",
        "Ruth Breck, Wednesday 1 July, 11.30pm: 3 times on that day, first at 9.15am",
    ]


def test_no_page_of_a_person_is_kept_by_a_browser_or_told_to_another_site(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case, referral = make_case(session, desk.team, desk.worker), refer(session, desk.team)
    session.commit()
    for address in ("/today", "/cases", f"/cases/{case.id}", f"/cases/referrals/{referral.id}"):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Canary" in answer.text
        assert "Canary" not in Page(client.tree).title
    assert session.exec(select(Referral)).all()
