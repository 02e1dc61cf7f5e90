"""Nobody is lost whom nobody looks after, and who leads sees what has waited too long."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts import teams
from lily.accounts.actions import disable_account, set_roles
from lily.accounts.choices import Role
from lily.accounts.queries import get_account
from lily.audit.actors import SYSTEM
from lily.casework.actions.flags import Warned, raise_flag
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.actions.onward import answer_onward, fall_silent
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import (
    CountedFrom,
    FlagKind,
    NotTaken,
    OnwardState,
    SaidBy,
)
from lily.casework.models import Case, Client, OnwardReferral, OnwardStep
from lily.casework.onward_policies import Answer
from tests.client import HouseClient
from tests.factories.accounts import sign_in
from tests.factories.casework import (
    make_case,
    make_team,
    refer,
)
from tests.factories.desks import Staff, make_staff, read_today
from tests.factories.directory import make_service
from tests.factories.onward import refer_on
from tests.pages import Page, submit

NOBODYS = "Nobody looks after these"
NO = Answer(OnwardState.DECLINED, not_taken=NotTaken.FULL)


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Staff:
    """Return a team of three; the link worker is signed in."""
    return make_staff(client, session)


def _age(session: Session, *rows: OnwardReferral | OnwardStep, days: int = 3) -> None:
    for row in rows:
        table = type(row)
        when = clock.now() - timedelta(days=days)
        session.execute(
            sa.update(table).where(col(table.id) == row.id).values(made_at=when, changed_at=when)
        )
        session.refresh(row)


@pytest.mark.parametrize("lost", ["nobody", "disabled", "left", "other work", "another team's"])
def test_a_case_that_nobody_looks_after_stands_on_everybodys_page(
    client: HouseClient, session: Session, desk: Staff, lost: str
) -> None:
    case = make_case(session, desk.team, None if lost == "nobody" else desk.colleague)
    make_case(session, desk.team, desk.leader, first_name="Safe")
    case.next_call_on = clock.today() - timedelta(days=2)
    plan_follow_ups(
        session, case, CountedFrom.FIRST_HELP, clock.today() - timedelta(weeks=4), by=SYSTEM
    )
    onward = refer_on(session, case, make_service(session))
    answer_onward(session, onward, None, NO, SaidBy.PROVIDER, by=SYSTEM)
    if lost == "disabled":
        disable_account(session, get_account(session, desk.colleague.id), by=SYSTEM)
    elif lost == "other work":
        roles = {Role.CHAMPION}
        set_roles(session, get_account(session, desk.colleague.id), roles, by=SYSTEM)
    elif lost != "nobody":
        teams.remove_member(session, desk.team, desk.colleague.id, by=SYSTEM)
    if lost == "another team's":
        make_team(session, "Fens", desk.colleague)
    words = read_today(client, session)
    assert NOBODYS in words
    assert "Winifred Canary" in words
    assert (". Nobody helps." if lost == "nobody" else ". Sam Staithe can no longer help.") in words
    assert "1 check is due. 1 answer that nobody has read." in words
    assert "Safe Canary" not in words
    assert "Share them out" not in words
    listed = Page(client.tree).links["Take some of them"]
    client.get(listed)
    taken = submit(client, "/cases/assign?of=team&worker=nobody", case=[str(case.id)])
    assert taken.status_code == 303
    session.expire_all()
    assert session.get_one(Case, case.id).worker_id == desk.me.id
    words = read_today(client, session)
    assert NOBODYS not in words
    assert "Calls that are overdue" in words


def test_what_a_colleague_looks_after_cannot_be_taken(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    case = make_case(session, desk.team, desk.colleague)
    assert NOBODYS not in read_today(client, session)
    client.get("/cases?of=team")
    taken = submit(client, "/cases/assign?of=team", case=[str(case.id)])
    assert taken.status_code == 409


def test_a_restricted_person_without_a_helper_is_seen_by_the_leader_alone(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    case = make_case(session, desk.team)
    restrict(session, session.get_one(Client, case.client_id), "He works here.", by=SYSTEM)
    assert "Canary" not in read_today(client, session)
    sign_in(client, session, desk.leader)
    words = read_today(client, session)
    assert words.index(NOBODYS) < words.index("Winifred Canary")
    assert "Share them out" in words


def test_another_teams_unowned_cases_are_not_shown(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    make_case(session, make_team(session, "Fens"))
    assert "Canary" not in read_today(client, session)


def test_more_unowned_cases_than_there_is_room_for_are_counted(
    client: HouseClient, session: Session, desk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lily.web.casework.today.MOST_UNOWNED", 2)
    for _ in range(3):
        make_case(session, desk.team)
    assert "There are 3 in all." in read_today(client, session)


def test_whoever_leads_sees_what_is_overdue_by_who_helps(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    mine = make_case(session, desk.team, desk.me, first_name="Maud")
    other = make_case(session, desk.team, desk.colleague, first_name="Nell")
    lost = make_case(session, desk.team, first_name="Olive")
    began = clock.today() - timedelta(weeks=4)
    plan_follow_ups(session, mine, CountedFrom.FIRST_HELP, began, by=SYSTEM)
    answered, silent = (refer_on(session, each, make_service(session)) for each in (other, lost))
    answer_onward(session, answered, None, NO, SaidBy.PROVIDER, by=SYSTEM)
    fall_silent(session, silent, "Nobody.", by=SYSTEM)
    assert "Overdue in your team" not in read_today(client, session)
    assert client.get("/cases/overdue").status_code == 404, "It is for whoever leads"
    sign_in(client, session, desk.leader)
    words = read_today(client, session)
    assert "1 check " in words
    assert "did not answer" not in words, "What came today is not overdue"
    _age(session, answered, silent)
    step = session.exec(select(OnwardStep).where(col(OnwardStep.is_read).is_(False))).one()
    _age(session, step)
    words = read_today(client, session)
    for said in ("1 check", "1 answer that nobody has read", "1 service that did not answer"):
        assert said in words
    client.get(Page(client.tree).links["See them by who helps"])
    words = Page(client.tree).words
    order = [NOBODYS, "Olive", "Ruth Breck", "Maud", "Sam Staithe", "Nell"]
    places = [words.index(each, words.index(NOBODYS)) for each in order]
    assert places == sorted(places)


def test_calls_referrals_and_flags_that_are_late_are_overdue_too(
    client: HouseClient, session: Session, desk: Staff
) -> None:
    mine = make_case(session, desk.team, desk.me, first_name="Maud")
    mine.next_call_on = clock.today() - timedelta(days=20)
    late = refer(session, desk.team, first_name="Nell")
    refer(session, desk.team, first_name="Olive")
    late.made_at = clock.now() - timedelta(days=9)
    warned = Warned(FlagKind.HEALTH, "She sings.", clock.today())
    flag = raise_flag(session, mine, warned, by=SYSTEM)
    flag.review_on = clock.today() - timedelta(days=1)
    session.commit()
    sign_in(client, session, desk.leader)
    assert "1 call " in read_today(client, session)
    client.get("/cases/overdue")
    page = Page(client.tree)
    assert "Ruth Breck Maud Canary To ring on" in page.words
    assert "Nell Canary" in page.words
    assert "Olive" not in page.words, "There is time for it still"
    assert "Flags to look at again" in page.parts


def test_nothing_overdue_says_so(client: HouseClient, session: Session, desk: Staff) -> None:
    sign_in(client, session, desk.leader)
    client.get("/cases/overdue")
    assert "Nothing is overdue" in Page(client.tree).words
