"""The three-week check in three presses, and the six-week follow-up."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.casework.actions.conversations import hold_conversation
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.choices import ContactOutcome, FollowUpState, OnwardState, Result, Way
from lily.casework.models import Case, CaseContact, FollowUp, Judgement, OnwardReferral
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.talk import Goal, Statement, Talk
from lily.directory.models import Service
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.queries import get_review
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_service
from tests.factories.onward import refer_on
from tests.pages import Page, submit

TALK = Talk(goals=(Goal(words="I sing."),), statements=(Statement(words="I know whom to ring."),))


class Desk(NamedTuple):
    """A case whose checks are due, and the addresses of both."""

    case: Case
    three: str
    six: str


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Desk:
    """Return a case of a link worker, who is signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    case = make_case(session, make_team(session, "Coast", worker), worker)
    held = clock.today() - timedelta(weeks=7)
    hold_conversation(session, case, TALK, held_on=held, way=Way.HOME, version=0, by=SYSTEM)
    refer_on(session, case, make_service(session, name="Heacham choir"))
    session.delete(session.exec(select(FollowUp)).first())
    session.flush()
    for row in session.exec(select(FollowUp)).all():
        session.delete(row)
    session.flush()
    plan_follow_ups(session, case, None, held, by=SYSTEM)
    three, six = (
        f"/cases/{case.id}/follow-ups/{each.id}" for each in list_follow_ups(session, case.id)
    )
    session.commit()
    return Desk(case, three, six)


def test_three_presses_do_the_three_week_check(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get("/today")
    page = Page(client.tree)
    assert "Checks that are due" in page.words
    assert "The three-week check, overdue" in page.words
    client.get(desk.three)
    page = Page(client.tree)
    onward = session.exec(select(OnwardReferral)).one()
    assert "Did they get there: Heacham choir?" in page.words, "Of one place one question is asked"
    done = submit(client, desk.three, got_there="once")
    assert done.location == f"/cases/{desk.case.id}"
    session.expire_all()
    check = session.exec(select(FollowUp).where(FollowUp.got_there == "once")).one()
    assert check.state is FollowUpState.DONE
    assert session.get_one(OnwardReferral, onward.id).state is OnwardState.ATTENDED
    client.get(desk.three)
    assert "Did they get there? Once, and not again" in Page(client.tree).words


@pytest.mark.parametrize("day", ["2026-11-20", "3026-01-01", "20260-1", "2026-02-31"])
def test_a_day_that_cannot_be_is_said_beside_its_field(
    client: HouseClient, session: Session, desk: Desk, day: str
) -> None:
    client.get(desk.three)
    assert submit(client, desk.three, got_there="yes", ring_on=day).status_code == 400
    page = Page(client.tree)
    assert page.field("ring_on").get("aria-invalid") == "true"
    assert not any("valid" in each for each in page.mistakes), "In words of ours"
    assert page.ticked("got_there") == ["yes"]
    assert session.exec(select(FollowUp).where(FollowUp.state == FollowUpState.DONE)).all() == []


def test_a_follow_up_at_home_is_a_visit(client: HouseClient, session: Session, desk: Desk) -> None:
    client.get(desk.six)
    assert Page(client.tree).ticked("way") == ["phone"]
    assert submit(client, desk.six, what_next="go_on", way="home").status_code == 303
    contacts = session.exec(select(CaseContact).order_by(col(CaseContact.made_at))).all()
    assert contacts[-1].way is Way.HOME


def test_of_several_places_it_is_said_where_they_have_been(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    went = refer_on(session, session.get_one(Case, desk.case.id), make_service(session, name="B"))
    session.commit()
    client.get(desk.three)
    assert "Where did they go?" in Page(client.tree).words
    submit(client, desk.three, got_there="yes", went_to=[str(went.id)])
    session.expire_all()
    states = {each.id: each.state for each in session.exec(select(OnwardReferral)).all()}
    assert states.pop(went.id) is OnwardState.ATTENDED
    assert list(states.values()) == [OnwardState.SENT]


@pytest.mark.parametrize("said", ["no", "not_yet"])
def test_who_did_not_get_there_has_not_been_there(
    client: HouseClient, session: Session, desk: Desk, said: str
) -> None:
    client.get(desk.three)
    submit(client, desk.three, got_there=said)
    session.expire_all()
    assert session.exec(select(OnwardReferral)).one().state is OnwardState.SENT


def test_why_it_ends_is_chosen_already_where_that_was_said_at_six_weeks(
    client: HouseClient, desk: Desk
) -> None:
    close = f"/cases/{desk.case.id}/close"
    client.get(close)
    assert Page(client.tree).ticked("reason") == []
    client.get(desk.six)
    client.get(submit(client, desk.six, what_next="close").location)
    assert Page(client.tree).ticked("reason") == ["finished"]


def test_from_the_measures_one_press_leads_back_to_a_check_that_is_due(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    measures, words = f"/cases/{desk.case.id}/readings", "Go on with the six-week follow-up"
    client.get(measures)
    assert Page(client.tree).links[words] == desk.six
    six = session.exec(select(FollowUp).where(FollowUp.kind == "six_weeks")).one()
    six.due_on = clock.today() + timedelta(days=1)
    session.commit()
    client.get(measures)
    assert words not in Page(client.tree).links


def test_without_an_answer_nothing_is_written_and_nothing_is_lost(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(desk.three)
    assert submit(client, desk.three, words="She rang me.").status_code == 400
    page = Page(client.tree)
    assert "Choose whether they got there." in page.mistakes
    assert "She rang me." in (page.field("words").text or "")
    assert session.exec(select(FollowUp).where(FollowUp.state == "done")).all() == []


def test_at_six_weeks_the_person_judges_what_they_wanted(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(desk.six)
    page = Page(client.tree)
    assert "“I sing.” Did it come true?" in page.words
    goal, statement = TALK.goals[0].id, TALK.statements[0].id
    told = {f"result-{goal}": "met", f"result-{statement}": "partly"}
    refused = submit(client, desk.six, **told, quote="I feel alive.", may_quote="y")
    assert refused.status_code == 400
    assert "Choose what happens next." in Page(client.tree).mistakes
    assert "met" in Page(client.tree).ticked(f"result-{goal}")
    done = submit(client, desk.six, **told, quote="I feel alive.", may_quote="y", what_next="close")
    assert done.location == f"/cases/{desk.case.id}/close"
    said = {row.subject_id: row.result for row in session.exec(select(Judgement)).all()}
    assert said == {goal: Result.MET, statement: Result.PARTLY}


def test_a_result_that_nobody_offers_is_refused(client: HouseClient, desk: Desk) -> None:
    client.get(desk.six)
    told = {f"result-{TALK.goals[0].id}": "wonderful", "what_next": "go_on"}
    assert submit(client, desk.six, **told).status_code == 400


def test_nobody_answered_counts_once_though_it_is_pressed_twice(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(desk.three)
    tree = client.tree
    for _ in range(2):
        client.tree = tree
        assert submit(client, f"{desk.three}/try").location == "/today"
    session.expire_all()
    check = session.exec(select(FollowUp).where(FollowUp.kind == "three_weeks")).one()
    assert check.attempts == 1
    outcomes = [each.outcome for each in session.exec(select(CaseContact)).all()]
    assert outcomes.count(ContactOutcome.NO_ANSWER) == 1


def test_nobody_answers_it_is_moved_or_left(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get(desk.three)
    for tries in range(3):
        assert submit(client, f"{desk.three}/try").location == "/today", tries
        client.get(desk.three)
    assert "You have tried often enough" in Page(client.tree).words
    assert submit(client, f"{desk.three}/move", due_on="2020-01-01").status_code == 400
    client.get(desk.three)
    later = clock.today() + timedelta(days=20)
    assert submit(client, f"{desk.three}/move", due_on=str(later)).status_code == 303
    client.get(desk.three)
    assert submit(client, f"{desk.three}/leave").status_code == 400
    assert submit(client, f"{desk.three}/leave", reason="not_reached").status_code == 303
    client.get(f"/cases/{desk.case.id}")
    assert "not done. We cannot reach them" in Page(client.tree).words


def test_visits_beyond_what_was_agreed_are_said_and_nobody_is_stopped(
    client: HouseClient, desk: Desk
) -> None:
    address = f"/cases/{desk.case.id}"
    for _ in range(6):
        client.get(address)
        assert submit(client, f"{address}/contacts", outcome="spoke", way="met").status_code == 303
    client.get(address)
    assert "7 visits: 6 were agreed" in Page(client.tree).words


def test_another_team_finds_no_check(client: HouseClient, session: Session, desk: Desk) -> None:
    sign_in_as(client, session, Role.LINK_WORKER)
    assert client.get(desk.three).status_code == 404


def test_what_we_told_them_was_wrong_opens_a_check_of_the_listing(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    [service] = session.exec(select(Service)).all()
    client.get(desk.three)
    assert "What was wrong is the listing of:" not in Page(client.tree).words, "There is but one"
    said = ["cost", "wrong_information"]
    assert submit(client, desk.three, got_there="no", in_the_way=said).status_code == 303
    session.expire_all()
    review = get_review(session, service.id)
    assert review is not None
    assert review.call_reason is CallReason.REPORTED


def test_of_several_listings_the_one_that_was_wrong_is_checked(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    wrong, right = make_service(session, name="Short walks"), make_service(session, name="Tea")
    for each in (wrong, right):
        refer_on(session, desk.case, each)
    session.commit()
    client.get(desk.three)
    typed: dict[str, str | list[str]] = {"got_there": "no", "in_the_way": ["wrong_information"]}
    assert submit(client, desk.three, **typed).status_code == 400
    assert any("Choose which listing was wrong" in each for each in Page(client.tree).mistakes)
    done = submit(client, desk.three, **typed, wrong_about=[str(wrong.id)])
    assert done.status_code == 303
    session.expire_all()
    review = get_review(session, wrong.id)
    assert review is not None
    assert review.call_reason is CallReason.REPORTED
    other = get_review(session, right.id)
    assert other is None or other.call_reason is None


@pytest.mark.parametrize("said", [[], ["cost", "full"]])
def test_a_listing_that_was_right_is_not_checked(
    client: HouseClient, session: Session, desk: Desk, said: list[str]
) -> None:
    client.get(desk.three)
    assert submit(client, desk.three, got_there="no", in_the_way=said).status_code == 303
    review = get_review(session, session.exec(select(Service)).one().id)
    assert review is None or review.call_reason is None
