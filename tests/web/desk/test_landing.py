"""The desk shows what waits, to those who may see it."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import COMMAND
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind, DeskState
from lily.listings.freshness.choices import ReportKind
from lily.listings.freshness.reports import report_problem
from lily.listings.models import DeskItem
from lily.post.choices import Channel, MessageState
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.directory import make_service
from tests.pages import Page
from tests.web.desk.forms import press, token_of


@pytest.fixture
def asked(engine: sa.Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*event: object) -> None:
        statements.append(str(event[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def _open(session: Session, kind: DeskKind, key: str, **more: object) -> DeskItem:
    item = desk_items.open_desk_item(
        session,
        kind=kind,
        key=key,
        words=f"About {key}.",
        **more,  # type: ignore[arg-type]
    )
    session.commit()
    return item


def test_a_visitor_is_sent_to_sign_in(client: HouseClient) -> None:
    answer = client.get("/desk")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=%2Fdesk")


def test_a_moderator_sees_a_card_for_what_waits(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.MODERATOR)
    client.get("/desk")
    assert "Nothing waits" in Page(client.tree).words
    _open(session, DeskKind.REPORT, "report 1")
    client.get("/desk")
    page = Page(client.tree)
    assert "Problems reported 1" in page.words
    assert page.links["Problems reported"] == "/reports"


def test_somebody_who_rings_sees_theirs_and_nothing_else(
    client: HouseClient, session: Session
) -> None:
    report = _open(session, DeskKind.REPORT, "report 1")
    call = _open(session, DeskKind.NO_REPLY, "call 1")
    sign_in_as(client, session, Role.CHAMPION)
    client.get("/desk")
    words = Page(client.tree).words
    assert "No reply 1" in words
    assert "Problems reported" not in words
    assert "Audit" not in words
    assert client.get(f"/desk/items/{report.id}").status_code == 404
    assert client.get("/desk/items?kind=report").status_code == 404
    assert client.get("/desk/items?kind=nonsense").status_code == 404
    assert client.get(f"/desk/items/{call.id}").status_code == 200
    assert client.get("/desk/searches").status_code == 404


def test_an_editor_of_one_organisation_has_no_desk(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.EDITOR)
    assert client.get("/desk").status_code == 404


def test_lost_post_is_at_the_desk_of_those_who_may_look_at_it(
    client: HouseClient, session: Session
) -> None:
    sign_in_as(client, session, Role.MODERATOR)
    client.get("/desk")
    assert "Post that did not arrive" not in Page(client.tree).words
    lost = Message(
        key="k",
        channel=Channel.EMAIL,
        template="invitation",
        recipient="",
        fields="{}",
        state=MessageState.DEAD,
        made_at=clock.now(),
    )
    session.add(lost)
    sign_in_as(client, session, Role.MODERATOR, Role.ADMINISTRATOR)
    client.get("/desk")
    page = Page(client.tree)
    assert "Post that did not arrive 1" in page.words
    assert page.links["Post that did not arrive"] == "/desk/post"


def test_a_report_that_waits_is_answered_on_its_own_page(
    client: HouseClient, session: Session
) -> None:
    service = make_service(session)
    report = report_problem(session, service, kind=ReportKind.TIMES, words="It is on Mondays.")
    session.commit()
    item = desk_items.find_desk_item(session, f"report/{report.id}")
    assert item
    sign_in_as(client, session, Role.MODERATOR)
    answer = client.get(f"/desk/items/{item.id}")
    assert (answer.status_code, answer.location) == (303, f"/reports/{report.id}")
    assert client.get(answer.location).status_code == 200


def test_an_item_is_closed_with_words(client: HouseClient, session: Session) -> None:
    service = make_service(session, name="Chair yoga")
    item = _open(session, DeskKind.REPORT, "report 1", service_id=service.id)
    sign_in_as(client, session, Role.MODERATOR, name="Ida Marsh")
    page = f"/desk/items/{item.id}"
    assert press(client, page, outcome=" ").status_code == 400
    assert "Say in a few words" in Page(client.tree).words
    answer = press(client, page, outcome="Rang them: it is right now.")
    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(DeskItem, item.id).state is DeskState.DONE
    client.get(page)
    assert "Rang them: it is right now. Ida Marsh" in Page(client.tree).words
    client.get("/desk/items?state=done")
    assert "Rang them" in Page(client.tree).words


def test_closing_twice_says_that_somebody_did(client: HouseClient, session: Session) -> None:
    item = _open(session, DeskKind.REPORT, "report 1")
    sign_in_as(client, session, Role.MODERATOR)
    client.get(f"/desk/items/{item.id}")
    desk_items.close_desk_item(session, item, "Done by another.", by=COMMAND)
    session.commit()

    sent = {"outcome": "Mine.", "csrf_token": token_of(client)}
    answer = client.post(f"/desk/items/{item.id}", data=sent)
    assert answer.status_code == 409
    assert "Somebody has dealt with this already" in Page(client.tree).words


def test_a_list_asks_as_much_for_one_as_for_fifty(
    client: HouseClient, session: Session, asked: list[str]
) -> None:
    service = make_service(session)
    sign_in_as(client, session, Role.MODERATOR)
    _open(session, DeskKind.REPORT, "report 0", service_id=service.id)
    client.get("/desk/items")
    asked.clear()
    client.get("/desk/items")
    few = len(asked)
    for number in range(1, 60):
        other = make_service(session)
        _open(session, DeskKind.REPORT, f"report {number}", service_id=other.id)
    asked.clear()
    client.get("/desk/items")
    assert len(asked) == few
    asked.clear()
    client.get("/desk")
    assert len(asked) <= 4
