"""The pages of post: who may see them, what they show, and what they never show."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session

from lily.accounts.choices import Role
from lily.app import create_app
from lily.config import Config
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.post.templates import TEMPLATES
from lily.web.post import at_words
from tests.client import HouseClient, words_of
from tests.factories.accounts import sign_in_as
from tests.factories.post import make_message
from tests.pages import submit


@pytest.fixture
def admin(client: HouseClient, session: Session) -> HouseClient:
    sign_in_as(client, session, Role.ADMINISTRATOR)
    return client


def put(session: Session, state: MessageState = MessageState.WAITING) -> Message:
    message = make_message(session, to="canary@example.org", fields={"link": "/t/CANARY"})
    message.state = state
    session.commit()
    session.refresh(message)
    return message


def test_only_those_who_manage_accounts_see_the_post(client: HouseClient, session: Session) -> None:
    assert client.get("/desk/post").status_code == 302
    sign_in_as(client, session, Role.EDITOR, Role.MODERATOR)
    message = put(session)
    for path in ("", "/templates", "/templates/reset", f"/{message.id}"):
        assert client.get(f"/desk/post{path}").status_code == 404


def test_an_empty_outbox_says_so(admin: HouseClient) -> None:
    page = admin.get("/desk/post").get_data(as_text=True)
    assert "No post yet" in page
    assert "This is a demonstration" in page


def test_the_list_names_no_address(admin: HouseClient, session: Session) -> None:
    for state in (MessageState.WAITING, MessageState.BOUNCED, MessageState.SENT):
        put(session, state)
    page = admin.get("/desk/post").get_data(as_text=True)
    assert "Waiting." in page
    assert "Lost: somebody should look" in page
    assert "canary" not in page.lower()


def test_a_lost_message_is_seen_to(admin: HouseClient, session: Session) -> None:
    message = put(session, MessageState.DEAD)
    admin.get("/desk/post")
    answer = submit(admin, f"/desk/post/{message.id}/seen")
    assert (answer.status_code, answer.location) == (303, "/desk/post")
    session.refresh(message)
    assert message.acknowledged_at is not None
    assert "Lost" not in admin.get("/desk/post").get_data(as_text=True)


def test_a_lost_message_is_not_seen_to_without_the_token_of_the_form(
    admin: HouseClient, session: Session
) -> None:
    message = put(session, MessageState.DEAD)
    assert admin.post(f"/desk/post/{message.id}/seen").status_code == 400
    session.refresh(message)
    assert message.acknowledged_at is None


def test_in_a_demonstration_what_waits_is_read_and_its_link_followed(
    admin: HouseClient, session: Session
) -> None:
    message = put(session)
    admin.get(f"/desk/post/{message.id}")
    links = [link.attrib["href"] for link in admin.tree.iter("a")]
    assert any(link.endswith("/t/CANARY") for link in links)
    assert "canary@example.org" in words_of(admin.tree.find("body"))


def test_in_a_real_service_nobody_reads_a_message(
    config: Config, engine: sa.Engine, session: Session
) -> None:
    keys = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    app: Flask = create_app(replace(config, env="production", field_keys=keys), engine)
    app.testing, app.test_client_class = True, HouseClient
    message = put(session)
    with app.test_client() as client:
        sign_in_as(client, session, Role.ADMINISTRATOR)
        page = client.get(f"/desk/post/{message.id}").get_data(as_text=True)
        assert "sealed" in page
        assert "canary" not in page.lower()
        assert "Some post has no way out" in client.get("/desk/post").get_data(as_text=True)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_kind_of_message_can_be_looked_at(admin: HouseClient, name: str) -> None:
    assert admin.get(f"/desk/post/templates/{name}").status_code == 200
    assert f"/desk/post/templates/{name}" in admin.get("/desk/post/templates").text
    answer = admin.get(f"/desk/post/templates/{name}/page")
    assert answer.status_code == (404 if name == "claim-code" else 200)
    assert "script-src" not in answer.headers["Content-Security-Policy"] or name == "claim-code"


def test_a_kind_that_is_none_is_not_found(admin: HouseClient) -> None:
    assert admin.get("/desk/post/templates/layout").status_code == 404
    assert admin.get("/desk/post?page=0").status_code == 400


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 11, 24, 16, 15, tzinfo=UTC), "Tuesday 24 November, 4.15pm"),
        (datetime(2026, 7, 1, 23, 5, tzinfo=UTC), "Thursday 2 July, 12.05am"),
    ],
)
def test_an_instant_is_said_in_the_time_of_the_country(instant: datetime, words: str) -> None:
    assert at_words(instant) == words


def test_the_list_asks_the_same_of_the_database_however_long_it_is(
    admin: HouseClient, session: Session, engine: sa.Engine
) -> None:
    def count() -> int:
        asked: list[str] = []

        def hear(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            asked.append(statement)

        sa.event.listen(engine, "before_cursor_execute", hear)
        admin.get("/desk/post")
        sa.event.remove(engine, "before_cursor_execute", hear)
        return len(asked)

    put(session)
    count()
    few = count()
    for _ in range(20):
        put(session)
    assert count() == few
