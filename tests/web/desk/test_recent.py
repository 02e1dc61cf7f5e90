"""What was lately changed is told in words, and nothing of it is about people."""

from sqlmodel import Session

from lily.accounts.choices import Role
from lily.audit.actions import record
from lily.audit.actors import Actor
from tests.client import HouseClient
from tests.factories import directory as make
from tests.factories.accounts import make_account, sign_in_as
from tests.pages import Page


def test_who_changed_what_is_told_without_the_values(client: HouseClient, session: Session) -> None:
    moderator = sign_in_as(client, session, Role.MODERATOR, name="Tom Reed")
    service = make.make_service(session, name="Soup club")
    changes = {"email": ("ida@example.org", "club@example.org")}
    record(
        session,
        "approve_proposal",
        by=Actor(moderator.id),
        kind="service",
        subject_id=service.id,
        changes=changes,
    )
    session.commit()
    client.get("/desk/recent")
    page = Page(client.tree)
    assert "Approve proposal: Soup club Tom Reed" in page.words
    assert "What changed: email" in page.words
    assert "example.org" not in page.words
    assert page.links["Soup club"] == f"/services/{service.slug}"


def test_what_is_about_accounts_is_not_for_the_desk(client: HouseClient, session: Session) -> None:
    make_account(session, Role.EDITOR, name="Ida Marsh")
    sign_in_as(client, session, Role.MODERATOR)
    for query in ("", "?kind=account", "?kind=taxonomy_term"):
        client.get(f"/desk/recent{query}")
        assert "Open account" not in Page(client.tree).words
        assert "0 changes by people" in Page(client.tree).words


def test_every_listing_that_changed_stands_once_the_latest_first(
    client: HouseClient, session: Session
) -> None:
    sign_in_as(client, session, Role.MODERATOR)
    first = make.make_service(session, name="Soup club")
    session.commit()
    make.make_service(session, name="Chair yoga")
    session.commit()
    first.summary = "Soup, and a quiz."
    session.commit()
    client.get("/desk/recent?by=anything")
    words = Page(client.tree).words
    assert "2 listings changed" in words
    assert words.index("Soup club") < words.index("Chair yoga")
    assert words.count("Soup club") == 1


def test_only_moderators_look(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.LINK_WORKER)
    assert client.get("/desk/recent").status_code == 404
