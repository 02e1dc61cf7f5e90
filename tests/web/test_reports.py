"""Reporting a problem: no account, an item at the desk, an answer, and then forgetting."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.audit.models import AuditEvent
from lily.directory.models import Service
from lily.listings.desk.choices import DeskKind, DeskState
from lily.listings.freshness.choices import CallReason
from lily.listings.models import DeskItem, ProblemReport
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.directory import make_phone, make_service
from tests.factories.reviews import review_of
from tests.pages import Page
from tests.web.test_verification import send


@pytest.fixture
def service(session: Session, engine: sa.Engine) -> Service:
    service = make_service(session)
    make_phone(session, service)
    session.commit()
    return service


def report(client: HouseClient, service: Service, **data: str) -> int:
    client.get(f"/services/{service.slug}/report")
    return send(client, f"/services/{service.slug}/report", **data)


def test_the_page_of_a_listing_leads_to_the_report(service: Service, client: HouseClient) -> None:
    client.get(f"/services/{service.slug}")
    assert Page(client.tree).links["Report a problem"] == f"/services/{service.slug}/report"


def test_a_report_waits_at_the_desk_and_somebody_rings(
    session: Session, service: Service, client: HouseClient
) -> None:
    words = "It begins at noon, Jean Crowe told me."
    assert report(client, service, kind="times", words=words, reply_to="ann@example.org") == 200
    assert Page(client.tree).heading == "Thank you for telling us"
    (item,) = session.exec(select(DeskItem)).all()
    assert (item.kind, item.service_id, item.state) == (
        DeskKind.REPORT,
        service.id,
        DeskState.OPEN,
    )
    assert review_of(session, service).call_reason is CallReason.REPORTED
    said = item.words + " ".join(event.changes for event in session.exec(select(AuditEvent)))
    for secret in ("Jean", "noon", "ann@"):
        assert secret not in said
    stored = session.execute(sa.text("SELECT words, reply_to FROM problem_report")).one()
    assert "noon" not in stored[0]
    assert "ann@" not in stored[1]


def test_an_answer_goes_out_and_the_address_is_forgotten(
    session: Session, service: Service, client: HouseClient
) -> None:
    report(client, service, kind="times", words="Noon.", reply_to="ann@example.org")
    sign_in_as(client, session, Role.MODERATOR)
    client.get("/reports")
    assert "1 report waits" in Page(client.tree).words
    (made,) = session.exec(select(ProblemReport)).all()
    client.get(f"/reports/{made.id}")
    assert "Noon." in Page(client.tree).words
    assert send(client, f"/reports/{made.id}", answer="") == 400
    assert send(client, f"/reports/{made.id}", answer="You were right. It is noon.") == 200
    session.expire_all()
    assert (made.reply_to, made.answer) == ("", "You were right. It is noon.")
    letter = session.exec(select(Message)).one()
    assert (letter.template, letter.recipient) == ("report-answered", "ann@example.org")
    assert session.exec(select(DeskItem)).one().state is DeskState.DONE
    assert client.get("/reports?show=answered").status_code == 200
    assert "1 report answered" in Page(client.tree).words


def test_a_number_is_taken_for_an_answer_by_telephone(
    session: Session, service: Service, client: HouseClient
) -> None:
    assert report(client, service, kind="phone", reply_to="01632 960444") == 200
    sign_in_as(client, session, Role.MODERATOR)
    (made,) = session.exec(select(ProblemReport)).all()
    client.get(f"/reports/{made.id}")
    assert "01632 960444" in Page(client.tree).links
    send(client, f"/reports/{made.id}", answer="We rang and said so.")
    session.expire_all()
    assert made.reply_to == ""
    assert session.exec(select(Message)).all() == []


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "other"},
        {"kind": "harm", "words": "  "},
        {"kind": "times", "reply_to": "me"},
        {"kind": "times", "words": "x" * 2001},
        {"kind": "nonsense"},
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_is_kept(
    session: Session, service: Service, client: HouseClient, data: dict[str, str]
) -> None:
    assert report(client, service, **data) == 400
    assert Page(client.tree).mistakes
    assert session.exec(select(ProblemReport)).all() == []


def test_a_machine_that_fills_every_field_is_thanked_and_ignored(
    session: Session, service: Service, client: HouseClient
) -> None:
    assert report(client, service, kind="times", leave_empty="https://spam.example.org") == 200
    assert session.exec(select(ProblemReport)).all() == []


def test_nobody_can_report_without_end(
    session: Session, service: Service, client: HouseClient
) -> None:
    codes = [report(client, service, kind="times") for _ in range(7)]
    assert codes[0] == 200
    assert codes[-1] == 429
    assert len(session.exec(select(ProblemReport)).all()) < 7


def test_harm_is_not_rung_about_and_wants_words(
    session: Session, service: Service, client: HouseClient
) -> None:
    assert report(client, service, kind="harm", words="She was shouted at.") == 200
    assert session.exec(select(DeskItem)).one().kind is DeskKind.REPORT
    assert session.execute(sa.text("SELECT count(*) FROM review")).scalar_one() == 0
