"""Nobody is lost from Today: a no, a silence, help that was kept for later."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions.dealing import deal_with
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.actions.onward import answer_onward, fall_silent
from lily.casework.choices import (
    CountedFrom,
    DealtWith,
    NotTaken,
    OnwardKind,
    OnwardState,
    SaidBy,
)
from lily.casework.lists import MOST
from lily.casework.models import FollowUp, OnwardReferral, OnwardStep
from lily.casework.onward_policies import Answer
from lily.errors import Refused
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in
from tests.factories.casework import (
    close,
    close_with_letter,
    make_case,
    refer,
)
from tests.factories.desks import Staff, make_staff, read_today
from tests.factories.directory import make_service
from tests.factories.letters import age_letter, lose_letter
from tests.factories.onward import draft, refer_on
from tests.pages import Page, submit

NOBODYS = "Nobody looks after these"
ANSWERED, SILENT = "What services answered", "Nobody answered, or it is time to ask"
NOTHING = "It came to nothing: what next?"
NO = Answer(OnwardState.DECLINED, not_taken=NotTaken.FULL)
STOPPED = Answer(OnwardState.STOPPED, not_taken=NotTaken.OTHER)


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Staff:
    """Return a team of three; the link worker is signed in."""
    return make_staff(client, session)


def _press(client: HouseClient, address: str) -> str:
    client.get("/today")
    assert submit(client, address).status_code == 303
    client.get("/today")
    return Page(client.tree).words


def _age(session: Session, *rows: OnwardReferral | OnwardStep, days: int = 3) -> None:
    for row in rows:
        table = type(row)
        when = clock.now() - timedelta(days=days)
        session.execute(
            sa.update(table).where(col(table.id) == row.id).values(made_at=when, changed_at=when)
        )
        session.refresh(row)


def test_a_page_with_nothing_to_do_shows_nothing_empty(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    words = read_today(client, session)
    assert "Nothing waits for you today" in words
    for heading in ("New referrals", "Calls", "Nothing is planned", NOBODYS, "Overdue"):
        assert heading not in words


def test_a_refusal_stays_when_somebody_is_sent_on_for_another_goal(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    case = make_case(session, desk.team, desk.me)
    goals = uuid4(), uuid4()
    onward = refer_on(session, case, make_service(session, name="The choir"))
    onward.goal_id = goals[0]
    answer_onward(session, onward, None, STOPPED, SaidBy.PERSON, by=SYSTEM)
    other = draft(session, case, make_service(session, name="Benefits advice"))
    other.goal_id = goals[1]
    assert NOTHING in read_today(client, session)
    other.goal_id = goals[0]
    assert NOTHING not in read_today(client, session)


@pytest.mark.parametrize("by_own_worker", [False, True])
def test_what_a_service_says_on_the_telephone_is_news_unless_the_worker_typed_it(
    client: HouseClient, session: Session, desk: Staff, by_own_worker: bool
) -> None:
    case = make_case(session, desk.team, desk.me)
    onward = refer_on(session, case, make_service(session))
    typed_by = desk.me if by_own_worker else make_account(session, Role.OPERATOR)
    answer = Answer(OnwardState.ACCEPTED)
    answer_onward(session, onward, None, answer, SaidBy.PHONE, by=Actor(typed_by.id))
    assert (ANSWERED in read_today(client, session)) is not by_own_worker


@pytest.mark.parametrize("came", ["declined", "stopped", "silent", "not_attended"])
@pytest.mark.parametrize("follows", ["done", "not_wanted", "another"])
def test_what_came_to_nothing_stays_until_something_follows(
    client: HouseClient, session: Session, desk: Staff, came: str, follows: str
) -> None:
    case, service = make_case(session, desk.team, desk.me), make_service(session, name="The choir")
    onward = refer_on(session, case, service)
    if came == "silent":
        fall_silent(session, onward, "Nobody.", by=SYSTEM)
    elif came == "not_attended":
        answer = Answer(OnwardState.NOT_ATTENDED)
        answer_onward(session, onward, None, answer, SaidBy.PERSON, by=SYSTEM)
    else:
        is_no = came == "declined"
        said_by = SaidBy.PROVIDER if is_no else SaidBy.PERSON
        answer_onward(session, onward, None, NO if is_no else STOPPED, said_by, by=SYSTEM)
    heading = SILENT if came == "silent" else NOTHING
    read_today(client, session)
    page = f"/cases/{case.id}/onward/{onward.id}"
    client.get(page)
    assert heading in read_today(client, session), "One look does not take it away"
    if follows == "another":
        draft(session, case, make_service(session, name="The shed"))
        assert heading not in read_today(client, session)
        return
    words = _press(client, f"{page}/dealt-with" + ("?how=not_wanted" * (follows == "not_wanted")))
    assert heading not in words
    session.refresh(onward)
    assert onward.dealt_with is DealtWith(follows)
    client.get(page)
    said = "Somebody has dealt with it." if follows == "done" else "does not want another."
    assert said in Page(client.tree).words


def test_help_that_was_chosen_before_does_not_follow(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    case = make_case(session, desk.team, desk.me)
    first, other = (refer_on(session, case, make_service(session, name=one)) for one in "ab")
    answer_onward(session, first, None, NO, SaidBy.PHONE, by=Actor(desk.me.id))
    assert NOTHING in read_today(client, session)
    answer_onward(
        session, other, None, Answer(OnwardState.WITHDRAWN), SaidBy.TEAM, by=Actor(desk.me.id)
    )
    assert NOTHING in read_today(client, session)


def test_what_is_said_afterwards_brings_it_back(session: Session, desk: Staff) -> None:
    onward = refer_on(session, make_case(session, desk.team, desk.me), make_service(session))
    with pytest.raises(Refused, match="something else"):
        deal_with(session, onward, DealtWith.DONE, by=SYSTEM)
    fall_silent(session, onward, "Nobody.", by=SYSTEM)
    deal_with(session, onward, DealtWith.DONE, by=SYSTEM)
    answer_onward(session, onward, None, NO, SaidBy.PHONE, by=SYSTEM)
    assert onward.dealt_with is None


def test_help_that_is_kept_for_later_is_on_today(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    case = make_case(session, desk.team, desk.me)
    draft(session, case, make_service(session, name="Heacham choir"))
    words = read_today(client, session)
    assert words.index("Help that you chose: not sent yet") < words.index("Heacham choir")


def test_an_answer_on_a_closed_case_is_shown(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    mine, nobodys = make_case(session, desk.team, desk.me), make_case(session, desk.team)
    for case in (mine, nobodys):
        onward = refer_on(session, case, make_service(session))
        close(session, case)
        answer_onward(session, onward, None, NO, SaidBy.PROVIDER, by=SYSTEM)
    words = read_today(client, session)
    assert ANSWERED in words
    assert "Their case is closed." in words
    assert "1 answer that nobody has read." in words, "Also where nobody looks after it"


def test_calls_for_which_there_is_no_room_are_counted_and_one_press_away(
    client: HouseClient, session: Session, desk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.cases, "PAGE", 2)
    for name, days in (("Ann", -3), ("Bea", -2), ("Cis", -1), ("Dot", 0)):
        case = make_case(session, desk.team, desk.me, first_name=name)
        case.next_call_on = clock.today() + timedelta(days=days)
    words = read_today(client, session)
    overdue, _, due = words.partition("Calls of today")
    assert "There is 1 more here." in overdue
    assert "There is 1 more here." in due
    assert "Cis" not in words
    assert "/cases?planned=today" in Page(client.tree).links.values()
    client.get("/cases?planned=overdue")
    words = Page(client.tree).words
    assert "3 cases" in words
    assert "Dot Canary" not in words


def test_today_costs_the_same_for_few_and_many(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    sign_in(client, session, desk.leader)
    counts = []
    for _ in range(2):
        for _ in range(4):
            _fill(session, desk)
        read_today(client, session)
        asked: list[str] = []

        def note(*event: object, asked: list[str] = asked) -> None:
            asked.append(str(event[2]))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        client.get("/today")
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
        client.get("/cases/overdue")
    assert session.exec(select(FollowUp)).all()
    assert counts[0] == counts[1]


def _fill(session: Session, desk: Staff) -> None:
    """Put one of all that can stand on Today there."""
    lose_letter(session, refer(session, desk.team), "referral-received")
    for worker in (desk.leader, None):
        case = make_case(session, desk.team, worker)
        case.next_call_on = clock.today()
        began = clock.today() - timedelta(weeks=4)
        plan_follow_ups(session, case, CountedFrom.FIRST_HELP, began, by=SYSTEM)
        for answer, said_by in (
            (NO, SaidBy.PROVIDER), (STOPPED, SaidBy.PERSON), (None, SaidBy.LILY)
        ):  # fmt: skip
            onward = refer_on(session, case, make_service(session))
            if answer:
                answer_onward(session, onward, None, answer, said_by, by=SYSTEM)
            else:
                fall_silent(session, onward, "Nobody.", by=SYSTEM)
        draft(session, case, make_service(session))
        closed = make_case(session, desk.team, worker)
        close_with_letter(session, closed)
        age_letter(session, closed)


def test_a_list_that_is_cut_says_so(client: HouseClient, session: Session, desk: Staff) -> None:
    service, case = make_service(session), make_case(session, desk.team, desk.me)
    more = "There may be more: they come up here as these are done."
    for count, is_said in ((MOST - 1, False), (2, True)):
        for _ in range(count):
            session.add(
                OnwardReferral(
                    case_id=case.id,
                    kind=OnwardKind.SIGNPOSTED,
                    service_id=service.id,
                    reference=str(uuid4())[:8],
                )
            )
        session.commit()
        client.get("/today")
        page = Page(client.tree)
        assert (f"These are the first {MOST}. {more}" in page.words) is is_said
    assert page.words.count("Winifred Canary") == MOST
