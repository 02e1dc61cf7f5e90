"""A team's list narrowed and shared out, labels, invited lists, cover, search, lawful basis."""

from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.actions.caseload import make_tag, sort_case
from lily.casework.actions.cohorts import invite_cases, make_cohort
from lily.casework.actions.covers import Away, set_cover
from lily.casework.choices import CohortStatus, Priority
from lily.casework.models import (
    Case,
    CaseTag,
    CohortMember,
    Cover,
    RecordBasis,
    RecordView,
)
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.casework import make_case, make_team, refer
from tests.pages import Page, submit

TEAM_LIST = "/cases?of=team"


class Desk(NamedTuple):
    """Somebody who is signed in, a colleague, and the team of both."""

    me: Account
    colleague: Account
    team: Team


def _desk(client: HouseClient, session: Session, role: Role) -> Desk:
    me = sign_in_as(client, session, role, name="Ruth Breck")
    colleague = make_account(session, Role.LINK_WORKER, name="Sam Staithe")
    team = make_team(session, "Coast", me, colleague)
    session.commit()
    return Desk(me, colleague, team)


@pytest.fixture
def worker(client: HouseClient, session: Session) -> Desk:
    """Return a link worker's desk."""
    return _desk(client, session, Role.LINK_WORKER)


@pytest.fixture
def leader(client: HouseClient, session: Session) -> Desk:
    """Return a team leader's desk."""
    return _desk(client, session, Role.TEAM_LEADER)


def _case(session: Session, desk: Desk, name: str, worker: Account | None = None) -> Case:
    made = make_case(session, desk.team, worker, first_name=name)
    session.commit()
    return made


def test_the_team_list_is_narrowed_with_counts(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    tag = make_tag(session, leader.team.id, "Carer", by=SYSTEM)
    late = _case(session, leader, "Maud", leader.colleague)
    _case(session, leader, "Nell")
    late.next_call_on = clock.today() - timedelta(days=1)
    sort_case(session, late, Priority.SOON, [tag], by=SYSTEM)
    session.commit()
    client.get(TEAM_LIST)
    words = Page(client.tree).words
    for said in ("Sam Staithe (1)", "Nobody (1)", "Soon (1)", "Carer (1)", "Overdue (1)"):
        assert said in words
    assert "Sam Staithe: 1 open case" in words
    for asked in ("worker=nobody", "priority=routine", "priority=urgent", "planned=nothing"):
        client.get(f"{TEAM_LIST}&{asked}")
        assert "Maud Canary" not in Page(client.tree).words, asked
    for asked in (
        f"worker={leader.colleague.id}",
        "priority=soon",
        f"tag={tag.id}",
        "planned=overdue",
    ):
        client.get(f"{TEAM_LIST}&{asked}")
        words = Page(client.tree).words
        assert "Maud Canary" in words, asked
        assert "Nell Canary" not in words, asked
    client.get(f"{TEAM_LIST}&worker=x&priority=x&tag=x&planned=x&page=x")
    assert "2 cases" in Page(client.tree).words, "What is not in our lists is left out"


def test_a_leader_gives_many_with_one_press(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    cases = [_case(session, leader, name) for name in ("Maud", "Nell", "Olive")]
    client.get(f"{TEAM_LIST}&worker=nobody")
    chosen = [str(case.id) for case in cases[:2]]
    answer = submit(
        client,
        "/cases/assign?of=team&worker=nobody",
        case=chosen,
        worker=str(leader.colleague.id),
    )
    assert answer.location == "/cases?of=team&worker=nobody"
    client.get(answer.location)
    assert "2 cases changed hands." in Page(client.tree).words
    session.expire_all()
    assert [case.worker_id for case in cases] == [leader.colleague.id] * 2 + [None]


def test_nothing_ticked_is_said_and_the_list_stays(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    _case(session, leader, "Maud")
    client.get(TEAM_LIST)
    answer = submit(client, "/cases/assign?of=team", worker=str(leader.colleague.id))
    assert answer.status_code == 400
    page = Page(client.tree)
    assert page.mistakes == ["Tick the cases that you mean."]
    assert "Maud Canary" in page.words


def test_nobody_is_chosen_on_purpose_alone(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    case, address = _case(session, leader, "Maud", leader.colleague), "/cases/assign?of=team"
    client.get(TEAM_LIST)
    assert submit(client, address, case=str(case.id), worker="").status_code == 400
    page = Page(client.tree)
    assert page.mistakes == ["Choose who helps with them."]
    assert page.ticked("case") == [str(case.id)], "What was ticked stays ticked"
    assert submit(client, address, case=str(case.id), worker="nobody").status_code == 303
    session.refresh(case)
    assert case.worker_id is None


def test_a_link_worker_takes_what_nobody_has_and_nothing_else(
    client: HouseClient, session: Session, worker: Desk
) -> None:
    free, taken = _case(session, worker, "Maud"), _case(session, worker, "Nell", worker.colleague)
    client.get(TEAM_LIST)
    address = "/cases/assign?of=team"
    both = [str(free.id), str(taken.id)]
    assert submit(client, address, case=both).status_code == 409
    client.get(TEAM_LIST)
    answer = submit(client, address, case=[both[0]], worker=str(worker.colleague.id))
    assert answer.status_code == 303
    session.expire_all()
    assert free.worker_id == worker.me.id, "They take it themselves, whoever is named"
    assert taken.worker_id == worker.colleague.id


def test_a_case_of_another_team_cannot_be_ticked(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    mine, foreign = _case(session, leader, "Maud"), make_case(session, make_team(session, "Fens"))
    session.commit()
    client.get(TEAM_LIST)
    ticked = [str(mine.id), str(foreign.id)]
    answer = submit(client, "/cases/assign?of=team", case=ticked, worker=str(leader.me.id))
    assert answer.status_code == 404
    session.expire_all()
    assert mine.worker_id is None
    refused = select(AuditEvent).where(AuditEvent.action == "refuse_look")
    assert session.exec(refused).one().subject_id == foreign.id


def test_how_soon_and_labels_are_put_on_a_case(
    client: HouseClient, session: Session, worker: Desk
) -> None:
    tag = make_tag(session, worker.team.id, "Carer", by=SYSTEM)
    make_tag(session, make_team(session, "Fens").id, "Foreign", by=SYSTEM)
    case = _case(session, worker, "Maud", worker.me)
    address = f"/cases/{case.id}/sorting"
    client.get(address)
    assert "Foreign" not in Page(client.tree).words
    assert submit(client, address, priority="urgent", tags=[str(tag.id)]).status_code == 303
    client.get("/cases")
    words = Page(client.tree).words
    assert "Urgent" in words
    assert "Carer" in words
    client.get(address)
    assert submit(client, address, priority="soonest").status_code == 400
    client.get(address)
    assert Page(client.tree).ticked("tags") == [str(tag.id)]
    assert session.exec(select(RecordView)).first()


def test_a_leader_makes_and_retires_labels(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    address = "/cases/labels"
    client.get(address)
    assert "Never a person’s name" in Page(client.tree).words  # noqa: RUF001
    assert submit(client, address, name="Carer").status_code == 303
    client.get(address)
    assert submit(client, address, name="carer").status_code == 400
    assert "There is a label of that name." in "".join(Page(client.tree).mistakes)
    tag = session.exec(select(CaseTag)).one()
    client.get(address)
    submit(client, f"{address}/{tag.id}/retire")
    client.get(address)
    assert "None yet." in Page(client.tree).words


def test_an_invited_list_is_filled_from_the_caseload(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    case = _case(session, leader, "Maud")
    client.get("/cohorts")
    shown = submit(client, "/cohorts", name="Autumn talks").location
    client.get(TEAM_LIST)
    token = Page(client.tree).field("csrf_token").get("value", "")
    sent = {"csrf_token": token, "case": str(case.id), "cohort": shown.rpartition("/")[2]}
    assert client.post("/cohorts/invite?of=team", data=sent).location == TEAM_LIST
    client.get(shown)
    assert "Invited: 1." in Page(client.tree).words
    member = session.exec(select(CohortMember)).one()
    submit(client, f"{shown}/members/{member.id}?page=1", status="answered_yes")
    session.refresh(member)
    assert member.status is CohortStatus.ANSWERED_YES
    client.get(shown)
    words = Page(client.tree).words
    assert "Maud Canary" in words
    assert "Said yes: 1." in words
    submit(client, f"{shown}/close")
    client.get(TEAM_LIST)
    assert "Put them on this list" not in Page(client.tree).words


def test_an_invited_list_of_another_team_is_not_found(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    other = make_team(session, "Fens")
    foreign = make_cohort(session, other.id, "Spring walks", by=SYSTEM)
    invite_cases(session, foreign, [make_case(session, other)], by=SYSTEM)
    member = session.exec(select(CohortMember)).one()
    mine = make_cohort(session, leader.team.id, "Winter", by=SYSTEM)
    session.commit()
    client.get("/cohorts")
    assert "Spring walks" not in Page(client.tree).words
    token = {"csrf_token": Page(client.tree).field("csrf_token").get("value", "")}
    assert client.get(f"/cohorts/{foreign.id}").status_code == 404
    for address in (
        f"/cohorts/{foreign.id}/members/{member.id}",
        f"/cohorts/{mine.id}/members/{member.id}",
        f"/cohorts/{foreign.id}/close",
    ):
        assert client.post(address, data={**token, "status": "seen"}).status_code == 404
    sent = {**token, "cohort": str(foreign.id), "case": str(member.case_id)}
    assert client.post("/cohorts/invite", data=sent).status_code == 404


def test_who_covers_has_the_cases_on_today_and_in_the_list(
    client: HouseClient, session: Session, worker: Desk
) -> None:
    case = _case(session, worker, "Maud", worker.colleague)
    case.next_call_on = clock.today()
    until = clock.today() + timedelta(days=7)
    away = Away(worker.colleague.id, worker.me.id, clock.today(), until)
    set_cover(session, worker.team.id, away, by=SYSTEM)
    session.commit()
    for address in ("/today", "/cases"):
        client.get(address)
        words = Page(client.tree).words
        assert "Maud Canary" in words
        assert f"For Sam Staithe, who is away until {until:%A} {until.day} {until:%B}" in words
    cover = session.exec(select(Cover)).one()
    cover.ended_at = clock.now()
    session.commit()
    for address in ("/today", "/cases"):
        client.get(address)
        assert "Maud Canary" not in Page(client.tree).words


def test_a_link_worker_sets_and_ends_their_own_leave_alone(
    client: HouseClient, session: Session, worker: Desk
) -> None:
    today = clock.today()
    days = {"from_on": today.isoformat(), "until_on": (today + timedelta(days=3)).isoformat()}
    client.get("/cover")
    other, me = str(worker.colleague.id), str(worker.me.id)
    assert submit(client, "/cover", away=other, covering=me, **days).status_code == 400
    client.get("/cover")
    assert submit(client, "/cover", away=me, covering=other, **days).status_code == 303
    client.get("/cover")
    assert "Sam Staithe covers for Ruth Breck" in Page(client.tree).words
    assert submit(client, "/cover", away=me, covering=other, **days).status_code == 400
    assert "They are covered already" in "".join(Page(client.tree).mistakes)
    cover = session.exec(select(Cover)).one()
    client.get("/cover")
    assert submit(client, f"/cover/{cover.id}/end").status_code == 303
    away = Away(worker.colleague.id, worker.me.id, today, today)
    foreign = set_cover(session, worker.team.id, away, by=SYSTEM)
    session.commit()
    client.get("/cover")
    page = Page(client.tree)
    assert "End it now" not in page.words
    token = page.field("csrf_token").get("value", "")
    ended = client.post(f"/cover/{foreign.id}/end", data={"csrf_token": token})
    assert ended.status_code == 409


def test_a_leader_sets_anybodys_leave(client: HouseClient, session: Session, leader: Desk) -> None:
    today = clock.today().isoformat()
    client.get("/cover")
    done = submit(
        client,
        "/cover",
        away=str(leader.colleague.id),
        covering=str(leader.me.id),
        from_on=today,
        until_on=today,
    )
    assert done.status_code == 303
    assert session.exec(select(Cover)).one().away_id == leader.colleague.id


def test_a_person_is_found_and_no_name_stands_in_an_address(
    client: HouseClient, session: Session, worker: Desk
) -> None:
    _case(session, worker, "Winifred", worker.me)
    other = make_team(session, "Fens")
    make_case(session, other, first_name="Winifred", last_name="Foreign")
    session.commit()
    client.get("/cases/search")
    answer = submit(client, "/cases/search", term="winif")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    page = Page(client.tree)
    assert "Winifred Canary, born 1941" in page.words
    assert "Ruth Breck helps" in page.words
    assert "Foreign" not in page.words
    assert page.parts == ["1 person"]
    submit(client, "/cases/search", term="Nobody Known")
    assert "We found nobody" in Page(client.tree).words
    assert submit(client, "/cases/search", term="!").status_code == 400
    client.get(f"/cases/search?term={quote('Winifred')}")
    assert "Canary" not in Page(client.tree).words, "An address searches nothing"
    rows = session.exec(select(AuditEvent).where(AuditEvent.action == "search_people")).all()
    assert len(rows) == 2
    assert "inif" not in "".join(row.changes for row in rows)


def test_a_search_says_that_there_are_more(
    client: HouseClient, session: Session, worker: Desk
) -> None:
    for number in range(51):
        make_case(session, worker.team, first_name="Ann", last_name=f"Reed{number}")
    session.commit()
    client.get("/cases/search")
    submit(client, "/cases/search", term="Ann")
    words = Page(client.tree).words
    assert "50 people, and there are more" in words
    assert "We show 50 at most" in words


def test_the_lawful_basis_is_shown_apart_from_agreement(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    before = _case(session, leader, "Maud")
    client.get(f"/cases/{before.id}/consents")
    assert "Nobody has said yet." in Page(client.tree).words
    address = f"/team/{leader.team.id}/basis"
    client.get(address)
    submit(client, address, lawful="public_task", special="health_or_care")
    client.get(address)
    assert "It now stands for 1 more person." in Page(client.tree).words
    after = _case(session, leader, "Nell")
    for case in (before, after):
        client.get(f"/cases/{case.id}/consents")
        words = Page(client.tree).words
        assert "It is our public task (Article 6(1)(e))" in words
        assert "health or social care (Article 9(2)(h))" in words
    client.get(f"/cases/{after.id}/basis")
    submit(client, f"/cases/{after.id}/basis", lawful="consent", special="safeguarding")
    client.get(address)
    submit(client, address, lawful="contract", special="health_or_care")
    held = {row.client_id: row.lawful_basis for row in session.exec(select(RecordBasis))}
    assert held == {before.client_id: "public_task", after.client_id: "consent"}
    assert client.get(f"/team/{make_team(session, 'Fens').id}/basis").status_code == 404


def test_a_link_worker_reads_the_basis_and_changes_none(
    client: HouseClient, session: Session, worker: Desk
) -> None:
    case = _case(session, worker, "Maud")
    client.get(f"/cases/{case.id}/consents")
    assert "Change why we may hold it" not in Page(client.tree).words
    for address in (f"/cases/{case.id}/basis", "/cohorts", "/cases/labels"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "page", ["/today", "/cases", TEAM_LIST, "cohort", "/cover", "/cases/labels", "search"]
)
def test_a_page_costs_the_same_for_five_and_fifty(
    client: HouseClient, session: Session, leader: Desk, page: str
) -> None:
    cohort = make_cohort(session, leader.team.id, "Autumn talks", by=SYSTEM)
    tag = make_tag(session, leader.team.id, "Carer", by=SYSTEM)
    until = clock.today() + timedelta(days=3)
    away = Away(leader.colleague.id, leader.me.id, clock.today(), until)
    set_cover(session, leader.team.id, away, by=SYSTEM)
    counts = []
    for rows in (5, 45):
        for number in range(rows):
            helper = leader.me if number % 2 else leader.colleague
            case = make_case(session, leader.team, helper, first_name="Ann")
            case.next_call_on = clock.today()
            sort_case(session, case, Priority.SOON, [tag], by=SYSTEM)
            invite_cases(session, cohort, [case], by=SYSTEM)
        refer(session, leader.team)
        session.commit()
        counts.append(_statements(client, session, page, f"/cohorts/{cohort.id}"))
    assert counts[0] == counts[1]


def _statements(client: HouseClient, session: Session, page: str, cohort: str) -> int:
    """Return how many statements a page asks, the second time that it is opened."""
    asked: list[str] = []

    def note(*event: object) -> None:
        asked.append(str(event[2]))

    address = {"cohort": cohort, "search": "/cases/search"}.get(page, page)
    for _ in range(2):
        client.get(address)
        asked.clear()
        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        if page == "search":
            submit(client, address, term="Ann")
        else:
            client.get(address)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
    return len(asked)


def test_cases_of_a_colleague_who_left_are_counted_as_nobodys(
    client: HouseClient, session: Session, leader: Desk
) -> None:
    _case(session, leader, "Maud", leader.colleague)
    teams.remove_member(session, leader.team, leader.colleague.id, by=SYSTEM)
    session.commit()
    client.get(TEAM_LIST)
    assert "Nobody: 1 open case" in Page(client.tree).words
    client.get(f"{TEAM_LIST}&worker=nobody")
    assert "Sam Staithe can no longer help." in Page(client.tree).words
