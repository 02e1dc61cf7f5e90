"""Where link workers work: today, a referral, a case."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts import teams
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions.cases import log_contact
from lily.casework.actions.notes import write_note
from lily.casework.choices import ContactOutcome, NoteLayer
from lily.casework.models import Case, CaseContact, Client, Referral
from lily.casework.working_days import after_working_days
from tests.client import HouseClient
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, refer
from tests.factories.desks import Desk
from tests.factories.directory import make_service
from tests.factories.onward import refer_on
from tests.pages import Page, submit


def test_today_shows_what_is_to_be_done(client: HouseClient, session: Session, desk: Desk) -> None:
    refer(session, desk.team, first_name="Nell", is_urgent=True)
    for name, days in (("Overdue", -1), ("Now", 0), ("Later", 3), ("Unplanned", None)):
        case = make_case(session, desk.team, desk.worker, first_name=name)
        case.next_call_on = None if days is None else clock.today() + timedelta(days=days)
    session.commit()
    client.get("/today")
    words = Page(client.tree).words
    new, overdue, due = (words.index(each) for each in ("New ref", "Calls that", "Calls of"))
    assert new < words.index("Nell Canary") < words.index("Urgent") < overdue
    assert overdue < words.index("Overdue Canary") < due < words.index("Now Canary")
    assert words.index("Nothing is planned") < words.index("Unplanned Canary")
    assert "Later" not in words


def test_a_referral_is_accepted_and_the_first_contact_written_down(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    referral = refer(session, desk.team)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    assert "Lonely since her sister died." in Page(client.tree).words
    accepted = submit(
        client, f"{address}/accept", person="new", worker=str(desk.worker.id)
    ).location
    client.get(accepted)
    page = Page(client.tree)
    assert page.title.startswith("A case")
    assert "Winifred Canary, born 1941" in page.words
    assert "Ruth Breck helps" in page.words
    done = submit(client, f"{accepted}/contacts", outcome="no_answer", next_call_on="")
    assert done.status_code == 303
    case = session.exec(select(Case)).one()
    assert case.next_call_on == after_working_days(clock.today(), 2)
    client.get(accepted)
    assert "Nobody answered" in Page(client.tree).words


def test_somebody_who_is_known_is_shown_and_chosen(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    known = make_case(session, desk.team)
    referral = refer(session, desk.team)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    words = Page(client.tree).words
    assert "Winifred Canary, born 1941: the same name and date of birth and number" in words
    token = Page(client.tree).field("csrf_token").get("value", "")
    unsaid = client.post(f"{address}/accept", data={"csrf_token": token, "worker": ""})
    assert unsaid.status_code == 400, "It is for a person to say who it is"
    submit(client, f"{address}/accept", person=str(known.client_id), worker="")
    assert len(session.exec(select(Client)).all()) == 1
    assert len(session.exec(select(Case)).all()) == 2


def test_a_number_that_staff_add_shows_who_it_may_be(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    make_case(session, desk.team, nhs_number="999 000 0018")
    referral = refer(session, desk.team, first_name="Win", birth_on=None, phone="")
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    opened, same = client.tree, "Winifred Canary, born 1941: the same NHS number"
    assert same not in Page(client.tree).words
    typed = {"birth_on": "28 March 1941", "nhs_number": "999 000 0019"}
    assert submit(client, f"{address}/complete", **typed).status_code == 400
    page = Page(client.tree)
    assert any("no NHS number" in each for each in page.mistakes)
    assert page.field("birth_on").get("value") == "28 March 1941"
    assert submit(client, f"{address}/complete", nhs_number="9990000018").status_code == 303
    client.get(address)
    page = Page(client.tree)
    assert same in page.words
    assert page.ticked("person") == [], "It is for a person to say who it is"
    assert page.field("nhs_number").get("value") == "999 000 0018"
    latest, client.tree = client.tree, opened
    assert submit(client, f"{address}/complete", birth_on="3 May 1942").status_code == 409
    page = Page(client.tree)
    assert page.field("birth_on").get("value") == "3 May 1942"
    assert "28 March 1941" in page.words, "What it says now stands above"
    assert "Somebody changed it while you had it open" in page.words
    both = {"birth_on": "3 May 1942", "nhs_number": "9990000018"}
    assert submit(client, f"{address}/complete", **both).status_code == 303
    client.tree = latest
    accepted = submit(client, f"{address}/accept", person="new", worker="").location
    client.get(f"{accepted}/person")
    page = Page(client.tree)
    assert page.field("birth_on").get("value") == "3 May 1942"
    assert page.field("nhs_number").get("value") == "999 000 0018"
    client.tree = latest
    assert submit(client, f"{address}/complete", birth_on="").status_code == 409


@pytest.mark.parametrize("seen", ["x", "", "2026-11-27", "2026-11-27T09:00:00"])
def test_a_page_that_says_no_moment_changes_nothing(
    client: HouseClient, session: Session, desk: Desk, seen: str
) -> None:
    referral = refer(session, desk.team)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    assert submit(client, f"{address}/complete", birth_on="", seen=seen).status_code == 409
    session.expire_all()
    assert queries.person_of(referral).birth_on


def test_a_referral_is_declined_with_a_reason(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    referral = refer(session, desk.team)
    session.commit()
    address = f"/cases/referrals/{referral.id}"
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    assert client.post(f"{address}/decline", data={"csrf_token": token}).status_code == 400
    assert "Choose why." in "".join(Page(client.tree).mistakes)
    data = {"csrf_token": token, "reason": "out_of_area", "words": "Try the Fens."}
    assert client.post(f"{address}/decline", data=data).status_code == 303
    again = client.post(f"{address}/decline", data=data)
    assert again.status_code == 409, "It was decided"
    client.get(address)
    assert "Declined: The person lives outside our area." in Page(client.tree).words


def test_a_contact_without_an_outcome_keeps_what_was_typed(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team)
    session.commit()
    address = f"/cases/{case.id}"
    client.get(address)
    token = Page(client.tree).field("csrf_token").get("value", "")
    typed = {"csrf_token": token, "note": "She sings in the choir."}
    assert client.post(f"{address}/contacts", data=typed).status_code == 400
    assert "She sings in the choir." in (Page(client.tree).field("note").text or "")
    assert session.exec(select(CaseContact)).all() == []


def test_a_case_goes_to_a_colleague(client: HouseClient, session: Session, desk: Desk) -> None:
    colleague = make_account(session, Role.LINK_WORKER, name="Sam Staithe")
    teams.add_member(session, desk.team, colleague.id, by=SYSTEM)
    case = make_case(session, desk.team, desk.worker)
    session.commit()
    client.get(f"/cases/{case.id}")
    submit(client, f"/cases/{case.id}/worker", worker=str(colleague.id))
    client.get("/cases")
    assert "Nobody yet" in Page(client.tree).words
    client.get("/cases?of=team")
    assert "Sam Staithe helps" in Page(client.tree).words


def test_a_long_caseload_comes_in_pages(
    client: HouseClient, session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries.cases, "PAGE", 2)
    for name in ("First", "Second", "Third"):
        case = make_case(session, desk.team, desk.worker, first_name=name)
        case.next_call_on = clock.today() + timedelta(days=len(name))
    session.commit()
    client.get("/cases")
    page = Page(client.tree)
    assert "3 cases" in page.words
    assert "Second Canary" not in page.words
    client.get(page.links["Page 2"])
    assert "Second Canary" in Page(client.tree).words


@pytest.mark.parametrize("page", ["/today", "/cases", "/cases?of=team"])
def test_a_list_costs_the_same_for_few_and_many(
    client: HouseClient, session: Session, desk: Desk, page: str
) -> None:
    counts = []
    for _ in range(2):
        for number in range(5):
            made = make_case(session, desk.team, desk.worker, first_name=f"Ann{number}")
            made.next_call_on = clock.today()
            refer(session, desk.team)
        session.commit()
        client.get(page)
        asked: list[str] = []

        def note(*event: object, asked: list[str] = asked) -> None:
            asked.append(str(event[2]))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        client.get(page)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_contact_that_is_pressed_twice_is_written_down_once(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.worker)
    session.commit()
    address = f"/cases/{case.id}"
    client.get(address)
    tree = client.tree
    for _ in range(2):
        client.tree = tree
        done = submit(client, f"{address}/contacts", outcome="spoke", note="She sings.")
        assert done.status_code == 303
    client.tree = tree
    submit(client, f"{address}/contacts", outcome="spoke", note="She sings no more.")
    notes = [each.note for each in session.exec(select(CaseContact)).all()]
    assert sorted(notes) == ["She sings no more.", "She sings."], "Other words are kept too"


def test_a_list_has_no_page_beyond_all_numbers(client: HouseClient, desk: Desk) -> None:
    assert client.get(f"/cases?of=team&page={'9' * 30}").status_code == 200


@pytest.mark.parametrize(
    ("told", "planned"),
    [
        ({"outcome": "spoke"}, "later"),
        ({"outcome": "spoke", "next_call_on": "soon"}, "soon"),
        ({"outcome": "wrong_number"}, ""),
    ],
)
def test_a_call_that_is_planned_stays_unless_there_is_another(
    client: HouseClient, session: Session, desk: Desk, told: dict[str, str], planned: str
) -> None:
    days = {"later": clock.today() + timedelta(days=20), "soon": clock.today() + timedelta(days=2)}
    case = make_case(session, desk.team, desk.worker)
    case.next_call_on = days["later"]
    session.commit()
    address = f"/cases/{case.id}"
    client.get(address)
    typed = {name: str(days.get(value, value)) for name, value in told.items()}
    assert submit(client, f"{address}/contacts", **typed).status_code == 303
    session.expire_all()
    assert session.get_one(Case, case.id).next_call_on == days.get(planned)


def test_nobody_takes_what_a_colleague_helps_with(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    colleague = make_account(session, Role.LINK_WORKER)
    teams.add_member(session, desk.team, colleague.id, by=SYSTEM)
    theirs = make_case(session, desk.team, colleague)
    session.commit()
    address = f"/cases/{theirs.id}"
    client.get(address)
    assert submit(client, f"{address}/worker", worker=str(desk.worker.id)).status_code == 409
    teams.remove_member(session, desk.team, colleague.id, by=SYSTEM)
    session.commit()
    client.get(address)
    taken = submit(client, f"{address}/worker", worker=str(desk.worker.id))
    assert taken.status_code == 303, "Whoever left looks after nobody"
    teams.add_member(session, desk.team, colleague.id, by=SYSTEM)
    mine = make_case(session, desk.team, desk.worker)
    session.commit()
    client.get(f"/cases/{mine.id}")
    given = submit(client, f"/cases/{mine.id}/worker", worker=str(colleague.id))
    assert given.status_code == 303


def test_a_referral_of_somebody_with_an_open_case_may_join_it(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.worker)
    case.next_call_on = None
    again = refer(session, desk.team, is_urgent=True)
    session.commit()
    address = f"/cases/referrals/{again.id}"
    client.get(address)
    assert "Add this to their open case (Ruth Breck helps)" in Page(client.tree).words
    done = submit(client, f"{address}/accept", person=f"case:{case.id}", worker=str(desk.worker.id))
    assert done.location == f"/cases/{case.id}"
    session.expire_all()
    assert session.exec(select(Case)).one().next_call_on == after_working_days(clock.today(), 0)
    assert session.get_one(Referral, again.id).case_id == case.id
    client.get(f"/referral-status/{again.token}")
    assert "Somebody helps" in Page(client.tree).words


def test_the_status_says_in_contact_only_once_somebody_spoke(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.worker)
    log_contact(session, case, ContactOutcome.NO_ANSWER, by=SYSTEM)
    assert not queries.has_contact(session, case.id)
    log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM)
    assert queries.has_contact(session, case.id)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_is_a_slip_of_the_finger_is_refused(
    client: HouseClient, session: Session, desk: Desk, day: str
) -> None:
    case = make_case(session, desk.team, desk.worker)
    session.commit()
    address = f"/cases/{case.id}"
    client.get(address)
    told = {"outcome": "spoke", "next_call_on": day}
    assert submit(client, f"{address}/contacts", **told).status_code == 400
    client.get(f"{address}/conversation")
    told = {"matters": "Song.", "way": "home", "held_on": day}
    assert submit(client, f"{address}/conversation", **told).status_code == 400


def test_a_case_and_a_search_cost_the_same_for_little_and_much(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    case = make_case(session, desk.team, desk.worker)
    counts = []
    for _ in range(2):
        for number in range(4):
            make_case(session, desk.team, desk.worker, last_name=f"Canary{number}")
            log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, note="She sings.")
            refer_on(session, case, make_service(session))
            write_note(session, case, NoteLayer.RECORD, "She sings.", by=Actor(desk.worker.id))
        session.commit()
        client.get("/cases/search")
        asked: list[str] = []

        def note(*event: object, asked: list[str] = asked) -> None:
            asked.append(str(event[2]))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        assert submit(client, "/cases/search", term="Winifred").status_code == 200
        client.get(f"/cases/{case.id}")
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]
