"""The link in a reminder: opening it writes nothing; a press writes once; all else is one page."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from lily import clock
from lily.audit.models import AuditEvent
from lily.directory.choices import Capacity, EvidenceHow, FieldGroup, ServiceStatus
from lily.directory.evidence import EVERY_GROUP, list_evidence
from lily.directory.models import CostOption, Phone, Schedule, Service
from lily.listings.choices import ProposalState
from lily.listings.desk.choices import DeskKind
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.ladder import climb
from lily.listings.models import DeskItem, ReviewLink
from lily.listings.models.proposals import Proposal
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.directory import (
    make_cost,
    make_location,
    make_phone,
    make_schedule,
    make_service,
    place_service,
)
from tests.factories.reviews import review_of
from tests.pages import Page

pytestmark = pytest.mark.usefixtures("engine")


def due_listing(session: Session, name: str = "Tuesday lunch club") -> Service:
    service = make_service(session, name=name, assured_on=clock.today() - timedelta(days=100))
    service.email = "club@example.org"
    at = place_service(session, service, make_location(session))
    make_schedule(session, at=at)
    make_cost(session, service)
    make_phone(session, service)
    session.commit()
    return service


def letter_link(session: Session, engine: sa.Engine, service: Service) -> str:
    """Let the reminder go into the outbox, and return the link that it holds."""
    climb(engine)
    letter = session.exec(
        select(Message).where(Message.about_id == service.id).order_by(col(Message.made_at).desc())
    ).first()
    assert letter is not None
    link: str = json.loads(letter.fields)["link"]
    return link


def press(client: HouseClient, address: str, **data: str) -> int:
    """Press a button of the page that is shown now; return the status of the last answer."""
    fields = {each.get("name"): each.get("value") for each in client.tree.iter("input")}
    answer = client.post(
        address, data={"csrf_token": fields["csrf_token"], **data}, follow_redirects=True
    )
    return answer.status_code


def rows(session: Session) -> dict[str, list[str]]:
    """Return every row of every table."""
    session.rollback()
    return {
        table.name: sorted(repr(tuple(row)) for row in session.execute(sa.select(table)))
        for table in SQLModel.metadata.sorted_tables
    }


def test_opening_a_link_twenty_times_by_head_and_get_writes_nothing(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    link = letter_link(session, engine, due_listing(session))
    before = rows(session)
    for _ in range(20):
        for method in (client.head, client.get):
            answer = method(link)
            assert answer.status_code == 302
            assert answer.headers["Location"] == "/still-right"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
            shown = method("/still-right")
            assert shown.status_code == 200
            assert shown.headers["Referrer-Policy"] == "no-referrer"
            assert shown.headers["Cache-Control"] == "no-store"
        for page in ("change", "stopped", "wrong-person"):
            assert client.get(f"/still-right/{page}").status_code == 200
    assert rows(session) == before


def test_two_presses_confirm_the_listing_and_the_page_says_when_we_ask_again(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    client.get(letter_link(session, engine, service), follow_redirects=True)
    page = Page(client.tree)
    assert page.heading == "Is this still right?"
    for words in ("Tuesday lunch club", "St Mary's Hall", "12 noon", "£4.50", "01632 960123"):
        assert words in page.words
    assert press(client, "/still-right/yes") == 200
    page = Page(client.tree)
    assert page.heading == "Thank you"
    assert "We ask again about" in page.words
    session.expire_all()
    evidence = list_evidence(session, service.id)
    assert {row.group for row in evidence} == EVERY_GROUP
    assert {row.how for row in evidence} == {EvidenceHow.LINK}
    assert not any(row.is_ours for row in evidence)
    assert service.assured_on == clock.today()
    assert review_of(session, service).due_on == clock.today() + timedelta(days=90)


def test_a_link_writes_once_and_is_useless_afterwards(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    link = letter_link(session, engine, service)
    client.get(link, follow_redirects=True)
    press(client, "/still-right/yes")
    before = rows(session)
    assert client.get(link, follow_redirects=True).status_code == 404
    assert press_useless(client) == 404
    assert rows(session) == before


def press_useless(client: HouseClient) -> int:
    """Press “yes” as somebody would who has the page open still."""
    with client.session_transaction() as cookie:
        token = cookie.get("csrf_token")
    client.get("/sign-in")
    fields = {each.get("name"): each.get("value") for each in client.tree.iter("input")}
    assert token is None or token
    return client.post(
        "/still-right/yes", data={"csrf_token": fields["csrf_token"]}, follow_redirects=True
    ).status_code


def test_every_useless_link_gets_one_and_the_same_page(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    used, expired, foreign = (due_listing(session, name) for name in ("Used", "Old", "Foreign"))
    climb(engine)
    links = {
        letter.about_id: json.loads(letter.fields)["link"]
        for letter in session.exec(select(Message))
    }
    client.get(links[used.id], follow_redirects=True)
    press(client, "/still-right/yes")
    old = session.exec(select(ReviewLink).where(ReviewLink.service_id == expired.id)).one()
    old.expires_at = clock.now() - timedelta(seconds=1)
    session.commit()
    review_of(session, foreign).round = 2
    session.commit()
    addresses = [*links.values(), "/still-right/guessed", f"/still-right/{'x' * 5000}"]
    answers = {client.get(address, follow_redirects=True).data for address in addresses}
    with client.session_transaction() as cookie:
        cookie.pop("still_right", None)
    answers.add(client.get("/still-right").data)
    answers.add(client.get("/still-right/change").data)
    answers.add(client.get("/still-right/stopped").data)
    assert len(answers) == 1
    assert client.get("/still-right").status_code == 404
    assert "ring us" in Page(client.tree).words


def test_a_press_without_the_pages_own_token_writes_nothing(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    client.get(letter_link(session, engine, due_listing(session)), follow_redirects=True)
    before = rows(session)
    for address in ("yes", "change", "stopped", "wrong-person"):
        client.post(f"/still-right/{address}", data={"csrf_token": "forged"})
        client.post(f"/still-right/{address}")
    assert rows(session) == before


def _filled(client: HouseClient) -> dict[str, str]:
    """Return the form as the browser would send it."""
    filled = {}
    for each in client.tree.iter():
        name = each.get("name")
        if each.tag == "textarea" and name:
            filled[name] = each.text or ""
        is_chosen = each.get("type") != "radio" or "checked" in each.attrib
        if each.tag == "input" and name and is_chosen:
            filled[name] = each.get("value", "")
    return filled


def _change(client: HouseClient, **changes: str) -> int:
    client.get("/still-right/change")
    filled = _filled(client) | changes
    return client.post("/still-right/change", data=filled, follow_redirects=True).status_code


def test_times_cost_phone_and_room_are_live_at_once(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    client.get(letter_link(session, engine, service), follow_redirects=True)
    status = _change(
        client,
        times="Every Thursday 10am to 12 noon",
        cost="A meal: £5",
        phone="01632 960777",
        capacity="full",
        capacity_words="Until Easter",
    )
    assert status == 200
    assert "is on its page now" in Page(client.tree).words
    session.expire_all()
    (schedule,) = session.exec(select(Schedule)).all()
    assert (schedule.byday, schedule.words) == ("TH", "Every Thursday 10am to 12 noon")
    (cost,) = session.exec(select(CostOption)).all()
    assert (cost.option, str(cost.amount)) == ("A meal", "5.00")
    assert [phone.number for phone in session.exec(select(Phone))] == ["01632 960777"]
    assert (service.capacity, service.capacity_words) == (Capacity.FULL, "Until Easter")
    ours = {row.group for row in list_evidence(session, service.id) if row.is_ours}
    assert ours == {FieldGroup.TIMES, FieldGroup.COST, FieldGroup.CONTACT, FieldGroup.CAPACITY}
    assert service.assured_on == clock.today()


def test_a_place_and_an_address_wait_and_the_old_address_is_told(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    client.get(letter_link(session, engine, service), follow_redirects=True)
    assert _change(client, place="The chapel", email="new@example.org") == 200
    assert "before it goes on its page" in Page(client.tree).words
    session.expire_all()
    assert service.email == "club@example.org"
    (proposal,) = session.exec(select(Proposal)).all()
    assert (proposal.state, proposal.how) == (ProposalState.WAITING, EvidenceHow.LINK)
    told = session.exec(select(Message).where(Message.template == "contact-asked")).one()
    assert told.recipient == "club@example.org"
    confirmed = {row.group for row in list_evidence(session, service.id)}
    assert confirmed == EVERY_GROUP - {FieldGroup.PLACES, FieldGroup.CONTACT}
    assert review_of(session, service).paused_until == clock.today() + timedelta(days=14)


def test_times_that_we_cannot_read_keep_their_words_and_wait_at_the_desk(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    client.get(letter_link(session, engine, service), follow_redirects=True)
    before = [row.words for row in session.exec(select(Schedule))]
    assert _change(client, times="When the moon is full, ask Jean") == 400
    page = Page(client.tree)
    assert any("send it again to keep your words" in each for each in page.mistakes)
    session.expire_all()
    assert [row.words for row in session.exec(select(Schedule))] == before, "Nothing is lost yet"
    again = client.post("/still-right/change", data=_filled(client), follow_redirects=True)
    assert again.status_code == 200
    session.expire_all()
    assert [row.words for row in session.exec(select(Schedule))] == [
        "When the moon is full, ask Jean"
    ]
    kinds = [item.kind for item in session.exec(select(DeskItem))]
    assert kinds == [DeskKind.TIMES]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "ask Jean"}, "phone"),
        ({"postcode": "ZZ99 9ZZ"}, "postcode"),
        ({}, "times"),
        ({"email": "not an address"}, "email"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_the_link_still_works(
    session: Session,
    engine: sa.Engine,
    client: HouseClient,
    changes: dict[str, str],
    field: str,
) -> None:
    client.get(letter_link(session, engine, due_listing(session)), follow_redirects=True)
    before = rows(session)
    assert _change(client, **changes) == 400
    assert Page(client.tree).mistakes
    assert any(each.get("id") == f"f-{field}" for each in client.tree.iter())
    assert rows(session) == before
    assert client.get("/still-right").status_code == 200


def test_that_it_has_stopped_waits_for_a_moderator(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    client.get(letter_link(session, engine, service), follow_redirects=True)
    client.get("/still-right/stopped")
    assert press(client, "/still-right/stopped", note="The cook retired.") == 200
    session.expire_all()
    assert service.status is ServiceStatus.ACTIVE
    (proposal,) = session.exec(select(Proposal)).all()
    assert (proposal.kind, proposal.note) == ("close", "The cook retired.")


def test_the_wrong_person_is_left_alone_and_somebody_rings(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    link = letter_link(session, engine, service)
    client.get(link, follow_redirects=True)
    client.get("/still-right/wrong-person")
    assert press(client, "/still-right/wrong-person", email="right@example.org") == 200
    review = review_of(session, service)
    assert review.call_reason is CallReason.WRONG_PERSON
    assert climb(engine, today=clock.today() + timedelta(days=10)) == {}
    assert service.email == "club@example.org"
    told = session.exec(select(Message).where(Message.template == "contact-asked")).one()
    assert told.recipient == "club@example.org"
    assert client.get(link, follow_redirects=True).status_code == 404
    said = " ".join(event.changes for event in session.exec(select(AuditEvent)))
    assert "club@example.org" not in said.replace(json.dumps(["club@example.org"]), "")


def test_the_times_that_are_shown_can_be_sent_back_and_read(
    session: Session, engine: sa.Engine, client: HouseClient
) -> None:
    service = due_listing(session)
    client.get(letter_link(session, engine, service), follow_redirects=True)
    client.get("/still-right/change")
    shown = _filled(client)["times"]
    assert shown == "Every Tuesday, 12 noon to 1.30pm"
    assert _change(client, times=f"{shown}, not in August") == 200
    session.expire_all()
    (schedule,) = session.exec(select(Schedule)).all()
    assert (schedule.byday, schedule.service_at_location_id is not None) == ("TU", True)
    assert session.exec(select(DeskItem)).all() == []
