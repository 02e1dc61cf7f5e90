"""The guided conversation on its page, the plan, and how a team works."""

import re
from datetime import time, timedelta

import pytest
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.casework.actions.conversations import hold_conversation
from lily.casework.actions.onward import answer_onward
from lily.casework.choices import NotTaken, OnwardState, SaidBy, Way
from lily.casework.models import Case, CaseContact, Conversation
from lily.casework.onward_policies import Answer
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.talk import Talk
from lily.directory.choices import ServiceStatus
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import close, make_case, make_team
from tests.factories.directory import (
    make_location,
    make_phone,
    make_schedule,
    make_service,
    place_service,
)
from tests.factories.onward import WHY, draft, refer_on
from tests.pages import Page, submit

TODAY = str(clock.today())
TYPED: dict[str, str | list[str]] = {
    "matters": "Singing, and her cat.",
    "going_well": "Her neighbour looks in.",
    "barriers": ["fear", "transport"],
    "statements-0-words": "I know whom to ring.",
    "goals-0-words": "I go to the choir.",
    "goals-0-importance": "9",
    "goals-0-confidence": "4",
    "goals-0-actions-0-what": "Ring the choir.",
    "goals-0-actions-0-who": "Ruth",
    "goals-0-actions-0-by_on": "2026-12-01",
    "way": "home",
    "held_on": TODAY,
}


@pytest.fixture
def case(client: HouseClient, session: Session) -> Case:
    """Return a case of the team of a link worker, who is signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER)
    made = make_case(session, make_team(session, "Coast", worker), worker)
    session.commit()
    return made


def test_a_conversation_becomes_a_plan(client: HouseClient, session: Session, case: Case) -> None:
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    assert "What does a good day look like for you?" in Page(client.tree).words
    done = submit(client, address, **TYPED)
    assert done.location == f"/cases/{case.id}/plan"
    client.get(done.location)
    words = Page(client.tree).words
    for said in (
        "Singing, and her cat.",
        "1. I go to the choir.",
        "Ring the choir. (Ruth, by Tuesday 1 December)",
        "I know whom to ring.",
    ):
        assert said in words
    client.get(address)
    page = Page(client.tree)
    assert page.field("goals-0-actions-1-what").get("value", "") == "", "There is room for one more"
    submit(client, address, **{"goals-0-actions-1-what": "Find a lift."})
    session.expire_all()
    talk = talk_of(find_conversation(session, case.id))
    assert [each.what for each in talk.goals[0].actions] == ["Ring the choir.", "Find a lift."]
    client.get(f"{address}/versions")
    words = Page(client.tree).words
    assert words.index("As it is now") < words.index("As it was")
    assert "Fear, Getting there" in words


def test_what_a_colleague_wrote_meanwhile_is_shown_beside_what_was_typed(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    hold_conversation(
        session,
        case,
        Talk(matters="Her garden."),
        held_on=clock.today(),
        way=Way.HOME,
        version=0,
        by=SYSTEM,
    )
    session.commit()
    refused = submit(client, address, **TYPED)
    assert refused.status_code == 409
    page = Page(client.tree)
    assert "Her garden." in page.words
    assert "Singing" in (page.field("matters").text or "")
    assert page.field("goals-0-words").get("value") == "I go to the choir."
    assert submit(client, address, **TYPED).status_code == 303


def test_whatever_a_colleague_changed_meanwhile_is_shown(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    submit(client, address, **TYPED)
    client.get(address)
    tree = client.tree
    theirs: dict[str, str | list[str]] = {
        "goals-0-actions-0-is_done": "y",
        "days": ["tue"],
        "language": "pl",
        "way": "video",
        "held_on": str(clock.today() - timedelta(days=1)),
    }
    assert submit(client, address, **theirs).status_code == 303
    client.tree = tree
    assert submit(client, address).status_code == 409
    words = Page(client.tree).words
    for said in (
        "Ring the choir., Ruth, by Tuesday 1 December 2026, done",
        "Which days suit",
        "Tuesday",
        "Polish",
        "How you met",
        "By video",
        "The day that you talked",
    ):
        assert said in words
    client.get(f"{address}/versions")
    for said in ("Which days suit", "Tuesday", "Their language", "Polish"):
        assert said in Page(client.tree).words


def test_where_both_wrote_the_same_it_says_so(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    tree = client.tree
    submit(client, address, **TYPED)
    client.tree = tree
    assert submit(client, address, **TYPED).status_code == 409
    assert "It now says the same as what you typed." in Page(client.tree).words


def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(
    client: HouseClient, case: Case
) -> None:
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    typed = TYPED | {
        "goals-0-words": "",
        "goals-1-actions-0-who": "Jo",
        "held_on": str(clock.today() + timedelta(days=1)),
    }
    assert submit(client, address, **typed).status_code == 400
    page = Page(client.tree)
    assert any("still to come" in each for each in page.mistakes)
    assert page.field("goals-0-actions-0-what").get("value") == "Ring the choir."
    typed["held_on"] = TODAY
    assert submit(client, address, **typed).status_code == 400
    assert "Goal 1: write the goal down, in their own words." in Page(client.tree).mistakes
    assert Page(client.tree).field("goals-0-words").get("aria-invalid") == "true"


def test_a_conversation_in_which_nothing_was_said_is_no_visit(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    assert Page(client.tree).ticked("way") == [], "Nobody is at home before somebody says so"
    nothing = submit(client, address, version="0", held_on=TODAY, way="home")
    assert nothing.status_code == 400
    assert any("Write down something" in each for each in Page(client.tree).mistakes)
    assert session.exec(select(CaseContact)).all() == []


def test_what_is_kept_without_a_change_is_no_new_version(
    client: HouseClient, session: Session, case: Case
) -> None:
    address = f"/cases/{case.id}/conversation"
    for _ in range(2):
        client.get(address)
        typed = TYPED | {"version": Page(client.tree).field("version").get("value", "")}
        ids = {
            each.get("name", ""): each.get("value", "")
            for each in client.tree.iter("input")
            if each.get("name", "").endswith("-id")
        }
        assert submit(client, address, **(typed | ids)).status_code == 303
    assert len(session.exec(select(Conversation)).all()) == 1


def test_each_mistake_says_of_which_line_it_is(client: HouseClient, case: Case) -> None:
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    long = "x" * 301
    typed = {"statements-1-words": long, "goals-0-words": long, "goals-1-actions-0-what": long}
    assert submit(client, address, **TYPED | typed).status_code == 400
    said = "that is too long. Use at most 300 characters."
    wanted = [f"I statement 2: {said}", f"Goal 1: {said}", f"Goal 2, step 1: {said}"]
    assert sorted(Page(client.tree).mistakes) == sorted(wanted)


def test_the_plan_says_only_where_somebody_truly_goes(
    client: HouseClient, session: Session, case: Case
) -> None:
    hold_conversation(
        session,
        case,
        Talk(matters="Singing."),
        held_on=clock.today(),
        way=Way.HOME,
        version=0,
        by=SYSTEM,
    )
    draft(session, case, make_service(session, name="Kept club"))
    refer_on(session, case, make_service(session, name="Sure choir"))
    no = Answer(OnwardState.DECLINED, not_taken=NotTaken.FULL)
    for name, answer, by in (
        ("Full shed", no, SaidBy.PHONE),
        ("Withdrawn walk", Answer(OnwardState.WITHDRAWN), SaidBy.TEAM),
    ):
        onward = refer_on(session, case, make_service(session, name=name))
        answer_onward(session, onward, None, answer, by, by=SYSTEM)
    session.commit()
    client.get(f"/cases/{case.id}/plan")
    words = Page(client.tree).words
    assert "Sure choir" in words
    assert WHY not in words, "That was written to the service"
    for name in ("Kept club", "Full shed", "Withdrawn walk"):
        assert name not in words


def test_the_plan_says_when_where_and_whom_to_ring(
    client: HouseClient, session: Session, case: Case
) -> None:
    client.get(f"/cases/{case.id}/conversation")
    submit(client, f"/cases/{case.id}/conversation", **TYPED)
    service = make_service(session, name="Sure choir")
    make_phone(session, service)
    place_service(session, service, make_location(session, name="The old chapel"))
    make_schedule(session, service=service, byday="TH", opens_at=time(10), closes_at=time(12))
    stopped = make_service(session, name="Gone walk")
    make_phone(session, stopped, "01632 960124")
    for each in (service, stopped):
        refer_on(session, case, each)
    stopped.status = ServiceStatus.DEFUNCT
    session.commit()
    client.get(f"/cases/{case.id}/plan")
    words = Page(client.tree).words
    assert re.search(
        r"Sure choir: next Thursday .+, 10am to 12 noon; The old chapel.*; ring 01632 960123", words
    )
    assert "Gone walk" in words
    assert "01632 960124" not in words


def test_the_plan_of_a_closed_case_is_read_alone(
    client: HouseClient, session: Session, case: Case
) -> None:
    client.get(f"/cases/{case.id}/conversation")
    submit(client, f"/cases/{case.id}/conversation", **TYPED)
    client.get(f"/cases/{case.id}/plan")
    assert "Go on with the conversation" in Page(client.tree).links
    close(session, case)
    session.commit()
    client.get(f"/cases/{case.id}/plan")
    assert "Singing, and her cat." in Page(client.tree).words
    assert "Go on with the conversation" not in Page(client.tree).links


def test_without_a_conversation_the_plan_says_where_it_comes_from(
    client: HouseClient, case: Case
) -> None:
    client.get(f"/cases/{case.id}/plan")
    assert "No plan yet" in Page(client.tree).words


def test_no_page_of_another_team_s_case_is_found(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Fens"))
    session.commit()
    for page in ("conversation", "conversation/versions", "plan"):
        assert client.get(f"/cases/{case.id}/{page}").status_code == 404


def test_a_leader_sets_how_the_team_works(client: HouseClient, session: Session) -> None:
    leader = sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", leader)
    other = make_team(session, "Fens")
    case = make_case(session, team)
    session.commit()
    address = f"/teams/{team.id}/practice"
    client.get("/cases?of=team")
    assert Page(client.tree).links["How Coast works"] == address
    client.get(address)
    assert submit(client, address, nation="WLS", visits="0").status_code == 400
    assert "Give a number from 1 to 50." in Page(client.tree).mistakes
    done = submit(
        client, address, nation="WLS", counted_from="conversation", visits="4", matters="Why?"
    )
    assert done.status_code == 303
    client.get(f"/cases/{case.id}/conversation")
    words = Page(client.tree).words
    assert "Why?" in words
    assert "What does a good day look like for you?" not in words
    assert client.get(f"/teams/{other.id}/practice").status_code == 404
