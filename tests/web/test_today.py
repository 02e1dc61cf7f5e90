"""Nobody is lost from Today: whoever has no helper, a no, a silence, a letter that came back."""

from datetime import timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts import teams
from lily.accounts.actions import disable_account, set_roles
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.accounts.queries import get_account
from lily.audit.actors import PUBLIC, SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions.closing import reopen_case
from lily.casework.actions.dealing import deal_with
from lily.casework.actions.flags import Warned, raise_flag
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.actions.onward import answer_onward, fall_silent
from lily.casework.actions.referrals import Asked, make_referral
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import (
    CountedFrom,
    DealtWith,
    FlagKind,
    NotTaken,
    OnwardKind,
    OnwardState,
    ReferrerKind,
    SaidBy,
)
from lily.casework.details import ReferrerDetails
from lily.casework.lists import MOST
from lily.casework.models import Case, Client, Cover, FollowUp, OnwardReferral, OnwardStep, Referral
from lily.casework.onward_policies import Answer
from lily.casework.queries.letters import find_latest_letter
from lily.casework.working_days import after_working_days
from lily.errors import Refused
from lily.post.choices import MessageState
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.casework import (
    close,
    close_with_letter,
    make_case,
    make_person,
    make_team,
    refer,
)
from tests.factories.directory import make_service
from tests.factories.onward import draft, refer_on
from tests.pages import Page, submit

NOBODYS = "Nobody looks after these"
ANSWERED, SILENT = "What services answered", "Nobody answered, or it is time to ask"
NOTHING = "It came to nothing: what next?"
NO = Answer(OnwardState.DECLINED, not_taken=NotTaken.FULL)
STOPPED = Answer(OnwardState.STOPPED, not_taken=NotTaken.OTHER)


class Desk(NamedTuple):
    """A link worker, signed in, a colleague, whoever leads, and their team."""

    me: Account
    colleague: Account
    leader: Account
    team: Team


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Desk:
    """Return a team of three; the link worker is signed in."""
    me = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    colleague = make_account(session, Role.LINK_WORKER, name="Sam Staithe")
    leader = make_account(session, Role.TEAM_LEADER, name="Lena Holme")
    team = make_team(session, "Coast", me, colleague, leader)
    session.commit()
    return Desk(me, colleague, leader, team)


def _today(client: HouseClient, session: Session) -> str:
    session.commit()
    client.get("/today")
    return Page(client.tree).words


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
    client: HouseClient, session: Session, desk: Desk
) -> None:
    words = _today(client, session)
    assert "Nothing waits for you today" in words
    for heading in ("New referrals", "Calls", "Nothing is planned", NOBODYS, "Overdue"):
        assert heading not in words


@pytest.mark.parametrize("lost", ["nobody", "disabled", "left", "other work", "another team's"])
def test_a_case_that_nobody_looks_after_stands_on_everybodys_page(
    client: HouseClient, session: Session, desk: Desk, lost: str
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
    words = _today(client, session)
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
    words = _today(client, session)
    assert NOBODYS not in words
    assert "Calls that are overdue" in words


def test_what_a_colleague_looks_after_cannot_be_taken(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.colleague)
    assert NOBODYS not in _today(client, session)
    client.get("/cases?of=team")
    taken = submit(client, "/cases/assign?of=team", case=[str(case.id)])
    assert taken.status_code == 409


def test_a_restricted_person_without_a_helper_is_seen_by_the_leader_alone(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team)
    restrict(session, session.get_one(Client, case.client_id), "He works here.", by=SYSTEM)
    assert "Canary" not in _today(client, session)
    sign_in(client, session, desk.leader)
    words = _today(client, session)
    assert words.index(NOBODYS) < words.index("Winifred Canary")
    assert "Share them out" in words


def test_another_teams_unowned_cases_are_not_shown(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    make_case(session, make_team(session, "Fens"))
    assert "Canary" not in _today(client, session)


def test_more_unowned_cases_than_there_is_room_for_are_counted(
    client: HouseClient, session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lily.web.casework.today.MOST_UNOWNED", 2)
    for _ in range(3):
        make_case(session, desk.team)
    assert "There are 3 in all." in _today(client, session)


def test_whoever_leads_sees_what_is_overdue_by_who_helps(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    mine = make_case(session, desk.team, desk.me, first_name="Maud")
    other = make_case(session, desk.team, desk.colleague, first_name="Nell")
    lost = make_case(session, desk.team, first_name="Olive")
    began = clock.today() - timedelta(weeks=4)
    plan_follow_ups(session, mine, CountedFrom.FIRST_HELP, began, by=SYSTEM)
    answered, silent = (refer_on(session, each, make_service(session)) for each in (other, lost))
    answer_onward(session, answered, None, NO, SaidBy.PROVIDER, by=SYSTEM)
    fall_silent(session, silent, "Nobody.", by=SYSTEM)
    assert "Overdue in your team" not in _today(client, session)
    assert client.get("/cases/overdue").status_code == 404, "It is for whoever leads"
    sign_in(client, session, desk.leader)
    words = _today(client, session)
    assert "1 check " in words
    assert "did not answer" not in words, "What came today is not overdue"
    _age(session, answered, silent)
    step = session.exec(select(OnwardStep).where(col(OnwardStep.is_read).is_(False))).one()
    _age(session, step)
    words = _today(client, session)
    for said in ("1 check", "1 answer that nobody has read", "1 service that did not answer"):
        assert said in words
    client.get(Page(client.tree).links["See them by who helps"])
    words = Page(client.tree).words
    order = [NOBODYS, "Olive", "Ruth Breck", "Maud", "Sam Staithe", "Nell"]
    places = [words.index(each, words.index(NOBODYS)) for each in order]
    assert places == sorted(places)


def test_calls_referrals_and_flags_that_are_late_are_overdue_too(
    client: HouseClient, session: Session, desk: Desk
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
    assert "1 call " in _today(client, session)
    client.get("/cases/overdue")
    page = Page(client.tree)
    assert "Ruth Breck Maud Canary To ring on" in page.words
    assert "Nell Canary" in page.words
    assert "Olive" not in page.words, "There is time for it still"
    assert "Flags to look at again" in page.parts


def test_a_refusal_stays_when_somebody_is_sent_on_for_another_goal(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.me)
    goals = uuid4(), uuid4()
    onward = refer_on(session, case, make_service(session, name="The choir"))
    onward.goal_id = goals[0]
    answer_onward(session, onward, None, STOPPED, SaidBy.PERSON, by=SYSTEM)
    other = draft(session, case, make_service(session, name="Benefits advice"))
    other.goal_id = goals[1]
    assert NOTHING in _today(client, session)
    other.goal_id = goals[0]
    assert NOTHING not in _today(client, session)


def test_nothing_overdue_says_so(client: HouseClient, session: Session, desk: Desk) -> None:
    sign_in(client, session, desk.leader)
    client.get("/cases/overdue")
    assert "Nothing is overdue" in Page(client.tree).words


@pytest.mark.parametrize("by_own_worker", [False, True])
def test_what_a_service_says_on_the_telephone_is_news_unless_the_worker_typed_it(
    client: HouseClient, session: Session, desk: Desk, by_own_worker: bool
) -> None:
    case = make_case(session, desk.team, desk.me)
    onward = refer_on(session, case, make_service(session))
    typed_by = desk.me if by_own_worker else make_account(session, Role.OPERATOR)
    answer = Answer(OnwardState.ACCEPTED)
    answer_onward(session, onward, None, answer, SaidBy.PHONE, by=Actor(typed_by.id))
    assert (ANSWERED in _today(client, session)) is not by_own_worker


@pytest.mark.parametrize("came", ["declined", "stopped", "silent", "not_attended"])
@pytest.mark.parametrize("follows", ["done", "not_wanted", "another"])
def test_what_came_to_nothing_stays_until_something_follows(
    client: HouseClient, session: Session, desk: Desk, came: str, follows: str
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
    _today(client, session)
    page = f"/cases/{case.id}/onward/{onward.id}"
    client.get(page)
    assert heading in _today(client, session), "One look does not take it away"
    if follows == "another":
        draft(session, case, make_service(session, name="The shed"))
        assert heading not in _today(client, session)
        return
    words = _press(client, f"{page}/dealt-with" + ("?how=not_wanted" * (follows == "not_wanted")))
    assert heading not in words
    session.refresh(onward)
    assert onward.dealt_with is DealtWith(follows)
    client.get(page)
    said = "Somebody has dealt with it." if follows == "done" else "does not want another."
    assert said in Page(client.tree).words


def test_help_that_was_chosen_before_does_not_follow(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.me)
    first, other = (refer_on(session, case, make_service(session, name=one)) for one in "ab")
    answer_onward(session, first, None, NO, SaidBy.PHONE, by=Actor(desk.me.id))
    assert NOTHING in _today(client, session)
    answer_onward(
        session, other, None, Answer(OnwardState.WITHDRAWN), SaidBy.TEAM, by=Actor(desk.me.id)
    )
    assert NOTHING in _today(client, session)


def test_what_is_said_afterwards_brings_it_back(session: Session, desk: Desk) -> None:
    onward = refer_on(session, make_case(session, desk.team, desk.me), make_service(session))
    with pytest.raises(Refused, match="something else"):
        deal_with(session, onward, DealtWith.DONE, by=SYSTEM)
    fall_silent(session, onward, "Nobody.", by=SYSTEM)
    deal_with(session, onward, DealtWith.DONE, by=SYSTEM)
    answer_onward(session, onward, None, NO, SaidBy.PHONE, by=SYSTEM)
    assert onward.dealt_with is None


def test_help_that_is_kept_for_later_is_on_today(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.me)
    draft(session, case, make_service(session, name="Heacham choir"))
    words = _today(client, session)
    assert words.index("Help that you chose: not sent yet") < words.index("Heacham choir")


def test_an_answer_on_a_closed_case_is_shown(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    mine, nobodys = make_case(session, desk.team, desk.me), make_case(session, desk.team)
    for case in (mine, nobodys):
        onward = refer_on(session, case, make_service(session))
        close(session, case)
        answer_onward(session, onward, None, NO, SaidBy.PROVIDER, by=SYSTEM)
    words = _today(client, session)
    assert ANSWERED in words
    assert "Their case is closed." in words
    assert "1 answer that nobody has read." in words, "Also where nobody looks after it"


def _lose(session: Session, referral: Referral, template: str) -> None:
    session.execute(
        sa.update(Message)
        .where(col(Message.about_id) == referral.id, col(Message.template) == template)
        .values(state=MessageState.BOUNCED)
    )


def test_a_letter_that_did_not_reach_the_referrer_is_a_task_of_the_team(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    referral = refer(session, desk.team, first_name="Nell", is_urgent=True)
    line = "We could not write to whoever referred"
    _lose(session, referral, "referral-urgent")
    assert line not in _today(client, session), "That letter was to the team"
    _lose(session, referral, "referral-received")
    words = _today(client, session)
    assert words.index(line) < words.index("From Dr Sedge, the surgery")
    assert line not in _press(client, f"/cases/referrals/{referral.id}/rang")
    queries.get_referral(session, referral.id, teams={desk.team.id})
    case_of = make_case(session, desk.team, desk.me, first_name="Olive")
    [later] = queries.list_referrals_of(session, case_of)
    _lose(session, later, "referral-news")
    assert "Olive Canary" in _today(client, session).partition(line)[2]


@pytest.mark.parametrize(("is_urgent", "days"), [(False, 2), (True, 1)])
def test_a_new_referral_that_waits_too_long_is_overdue_by_word(
    client: HouseClient, session: Session, desk: Desk, is_urgent: bool, days: int
) -> None:
    refer(session, desk.team, is_urgent=is_urgent)
    session.commit()
    last = after_working_days(clock.today(), days)
    for day, is_overdue in ((last, False), (last + timedelta(days=1), True)):
        with clock.moved_to(clock.now() + (day - clock.today())):
            sign_in(client, session, desk.me)
            assert ("Overdue" in _today(client, session)) is is_overdue


def test_calls_for_which_there_is_no_room_are_counted_and_one_press_away(
    client: HouseClient, session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.cases, "PAGE", 2)
    for name, days in (("Ann", -3), ("Bea", -2), ("Cis", -1), ("Dot", 0)):
        case = make_case(session, desk.team, desk.me, first_name=name)
        case.next_call_on = clock.today() + timedelta(days=days)
    words = _today(client, session)
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
    client: HouseClient, session: Session, desk: Desk
) -> None:
    sign_in(client, session, desk.leader)
    counts = []
    for _ in range(2):
        for _ in range(4):
            _fill(session, desk)
        _today(client, session)
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


def _age_letter(session: Session, case: Case) -> None:
    letter = find_latest_letter(session, case.id)
    assert letter
    letter.made_at -= timedelta(days=1)


def test_a_letter_that_nobody_has_sent_is_on_today_until_it_is_or_will_not_be(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    cases = [
        make_case(session, desk.team, desk.me, first_name=one) for one in ("Ann", "Bea", "Cis")
    ]
    for case in cases:
        close_with_letter(session, case)
    assert "Letters not sent yet" in _today(client, session)
    words = Page(client.tree).words
    assert "To their surgery. A letter to print." in words
    assert "Nothing waits for you" not in words
    client.get(Page(client.tree).links["Ann Canary"])
    today = clock.today().isoformat()
    sent = submit(client, f"/cases/{cases[0].id}/letter", sent_way="post", sent_on=today)
    assert sent.status_code == 303
    client.get(f"/cases/{cases[1].id}/letter")
    submit(client, f"/cases/{cases[1].id}/letter/keep-back")
    words = _today(client, session)
    assert [name in words for name in ("Ann", "Bea", "Cis")] == [False, False, True]
    reopen_case(session, cases[2], by=SYSTEM)
    assert "Letters not sent yet" not in _today(client, session)
    close(session, cases[2])
    assert "Letters not sent yet" not in _today(client, session), "It closed without a letter"


def test_a_letter_that_nobody_has_sent_is_on_the_page_of_who_covers(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    close_with_letter(session, make_case(session, desk.team, desk.colleague))
    assert "Letters not sent yet" not in _today(client, session)
    today = clock.today()
    cover = Cover(
        team_id=desk.team.id, away_id=desk.colleague.id, covering_id=desk.me.id,
        from_on=today, until_on=today,
    )  # fmt: skip
    session.add(cover)
    assert "Letters not sent yet" in _today(client, session)


def test_a_letter_that_waits_since_before_today_is_seen_by_whoever_leads(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    mine, nobodys = make_case(session, desk.team, desk.me), make_case(session, desk.team)
    for case in (mine, nobodys):
        close_with_letter(session, case)
    assert "1 letter that was not sent." in _today(client, session), "Nobody looks after it"
    sign_in(client, session, desk.leader)
    assert "Overdue in your team" not in _today(client, session)
    _age_letter(session, mine)
    assert "Overdue in your team 1 letter that was not sent" in _today(client, session)
    client.get("/cases/overdue")
    assert "To their surgery: the letter was not sent." in Page(client.tree).words
    assert f"/cases/{mine.id}/letter" in Page(client.tree).links.values()


def _fill(session: Session, desk: Desk) -> None:
    """Put one of all that can stand on Today there."""
    _lose(session, refer(session, desk.team), "referral-received")
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
        _age_letter(session, closed)


@pytest.mark.parametrize("kind", [ReferrerKind.PROFESSIONAL, ReferrerKind.SELF])
def test_a_no_that_we_cannot_write_is_told_by_somebody(
    client: HouseClient, session: Session, desk: Desk, kind: ReferrerKind
) -> None:
    referrer = ReferrerDetails(name="Dr Sedge", phone="01632 960981")
    asked, person = Asked(kind, "Company."), make_person()
    referral = make_referral(session, desk.team, person, referrer, asked, by=PUBLIC)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    assert submit(client, f"{address}/decline", reason="out_of_area").status_code == 303
    client.get("/today")
    page = Page(client.tree)
    assert "We cannot write to whoever referred: tell them yourself" in page.words
    assert "We could not write to whoever referred" in page.parts
    assert "01632 960981" in page.links
    assert submit(client, f"{address}/rang").status_code == 303
    client.get("/today")
    assert "We could not write to whoever referred" not in Page(client.tree).parts


@pytest.mark.parametrize(
    ("kind", "email", "is_to_be_told"),
    [
        (ReferrerKind.FAMILY, "", True),
        (ReferrerKind.FAMILY, "son@example.org", False),
        (ReferrerKind.SELF, "", False),
    ],
)
def test_who_accepts_reads_that_whoever_referred_is_to_be_told(
    client: HouseClient,
    session: Session,
    desk: Desk,
    kind: ReferrerKind,
    email: str,
    *,
    is_to_be_told: bool,
) -> None:
    referrer, asked = ReferrerDetails(email=email), Asked(kind, "Company.")
    referral = make_referral(session, desk.team, make_person(), referrer, asked, by=PUBLIC)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    case = submit(client, f"{address}/accept", person="new", worker="").location
    client.get(case)
    assert ("whoever referred: tell them" in Page(client.tree).words) is is_to_be_told


def test_an_operator_is_told_of_a_no_at_the_address_of_their_account(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    operator = make_account(session, Role.OPERATOR)
    asked, by = Asked(ReferrerKind.PHONE_LINE, "Company."), Actor(operator.id)
    referral = make_referral(session, desk.team, make_person(), ReferrerDetails(), asked, by=by)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    submit(client, f"{address}/decline", reason="out_of_area")
    letters = session.exec(select(Message).where(Message.about_id == referral.id)).all()
    assert [(each.template, each.recipient) for each in letters] == [
        ("referral-declined", operator.email)
    ]
    client.get("/today")
    assert "We could not write to whoever referred" not in Page(client.tree).parts


def test_a_list_that_is_cut_says_so(client: HouseClient, session: Session, desk: Desk) -> None:
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
