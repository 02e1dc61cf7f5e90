"""A list from a surgery on pages: sent, looked at, taken; nobody else ever sees it."""

import io

import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts import teams
from lily.accounts.choices import Role
from lily.accounts.drafts import list_drafts
from lily.audit.actors import SYSTEM
from lily.casework.models import Referral, ReferralBatch
from lily.http.typed import TidyRequest
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case
from tests.factories.desks import Desk
from tests.factories.drafts import type_into
from tests.pages import Page, submit

LIST = (
    "Name,DOB,Phone,Reason\n"
    "Winifred Canary,27/03/1941,01632 960555,Lonely\n"
    "Nell Reed,,01632 960556,Heating\n"
    "Olive Sedge,31/31/1950,,Company\n"
)


def _send(client: HouseClient, text: str = LIST) -> str:
    client.get("/refer/many")
    answer = submit(client, "/refer/many", who="Harbour Surgery", pasted=text, agrees="y")
    assert answer.status_code == 303
    return answer.location


def test_a_list_is_looked_at_and_then_taken(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    make_case(session, desk.team)
    session.commit()
    before = len(session.exec(select(Referral)).all())
    address = _send(client)
    client.get(address)
    words = Page(client.tree).words
    assert "2 of 3 can be, to Coast" in words
    assert "Winifred Canary We may know this person already." in words
    assert "Nell Reed Fine." in words
    assert "Left out: We cannot read the date of birth." in words
    answer = submit(client, f"{address}/take", with_known="y")
    assert answer.location == "/today"
    client.get("/today")
    words = Page(client.tree).words
    assert "2 people referred." in words
    assert "Nell Reed" in words
    session.expire_all()
    referred = session.exec(select(Referral)).all()
    assert len(referred) == before + 2
    assert sum(each.is_agreed for each in referred) == 2
    assert client.get(address).status_code == 404, "It is forgotten"


def test_a_file_is_taken_as_a_paste_is(client: HouseClient, session: Session, desk: Desk) -> None:
    client.get("/refer/many")
    token = Page(client.tree).field("csrf_token").get("value", "")
    sent = {"csrf_token": token, "team": str(desk.team.id), "who": "Surgery", "agrees": "y"}
    for content, status in (
        (LIST.encode(), 303),
        (b"PK\x03\x04", 400),
        (b"x" * 400_001, 400),
    ):
        file = (io.BytesIO(content), "list.csv")
        answer = client.post("/refer/many", data={**sent, "file": file})
        assert answer.status_code == status, content[:10]
    assert "too large" in "".join(Page(client.tree).mistakes)
    assert len(session.exec(select(ReferralBatch)).all()) == 1


def test_what_is_missing_is_said_and_what_was_pasted_stays(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get("/refer/many")
    assert submit(client, "/refer/many", who="", pasted=LIST).status_code == 400
    page = Page(client.tree)
    assert len(page.mistakes) == 2
    assert "Winifred" in (page.field("pasted").text or "")
    assert submit(client, "/refer/many", who="Surgery", pasted="x", agrees="y").status_code == 400
    assert "We found no people in this." in "".join(Page(client.tree).mistakes)
    assert session.exec(select(ReferralBatch)).all() == []


def test_a_surgery_that_gives_an_address_is_written_to(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    client.get("/refer/many")
    typed = {"who": "Harbour Surgery", "pasted": LIST, "agrees": "y"}
    assert submit(client, "/refer/many", **typed, email="nobody").status_code == 400
    sent = submit(client, "/refer/many", **typed, email="surgery@example.org")
    client.get(sent.location)
    submit(client, f"{sent.location}/take", with_known="y")
    letters = session.exec(select(Message)).all()
    assert {(each.template, each.recipient) for each in letters} == {
        ("referral-received", "surgery@example.org")
    }


def test_what_was_pasted_is_there_when_somebody_comes_back(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    typed = [["who", "Harbour Surgery"], ["pasted", LIST]]
    assert type_into(client, "/refer/many", "pasted-list", typed).status_code == 204
    client.get("/refer/many")
    assert (Page(client.tree).field("pasted").text or "").strip() == LIST.strip()
    _send(client)
    assert list_drafts(session, desk.worker.id) == []


def test_columns_are_put_right_by_hand(client: HouseClient, session: Session, desk: Desk) -> None:
    address = _send(client, "Wer,Was\nNell Reed,Company\n")
    client.get(address)
    assert "0 of 1 can be" in Page(client.tree).words
    submit(client, f"{address}/columns", column_0="name", column_1="reason")
    client.get(address)
    assert "1 of 1 can be" in Page(client.tree).words
    submit(client, f"{address}/drop")
    assert session.exec(select(ReferralBatch)).all() == []


def test_a_list_is_seen_by_its_author_alone(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    address = _send(client)
    teams.remove_member(session, desk.team, desk.worker.id, by=SYSTEM)
    session.commit()
    assert client.get(address).status_code == 404, "Who left the team has lost it"
    teams.add_member(session, desk.team, desk.worker.id, by=SYSTEM)
    other = sign_in_as(client, session, Role.TEAM_LEADER)
    teams.add_member(session, desk.team, other.id, by=SYSTEM)
    session.commit()
    assert client.get(address).status_code == 404
    client.get("/refer/many")
    token = {"csrf_token": Page(client.tree).field("csrf_token").get("value", "")}
    for press in ("take", "drop", "columns"):
        assert client.post(f"{address}/{press}", data=token).status_code == 404


def test_a_look_costs_the_same_for_few_and_many(
    client: HouseClient, session: Session, desk: Desk
) -> None:
    counts = []
    for rows in (5, 50):
        people = "".join(f"Ann Reed{number},Company\n" for number in range(rows))
        address = _send(client, f"Name,Reason\n{people}")
        client.get(address)
        asked: list[str] = []

        def note(*event: object, asked: list[str] = asked) -> None:
            asked.append(str(event[2]))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        client.get(address)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_file_that_is_sent_is_held_in_memory_alone() -> None:
    stream = TidyRequest({})._get_file_stream(999_999, "text/csv", "list.csv", 999_999)
    assert isinstance(stream, io.BytesIO)
