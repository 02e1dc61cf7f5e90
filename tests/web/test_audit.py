"""The audit is read by those who may, in words, and by nobody else."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from lily.accounts.choices import Role
from lily.accounts.permissions import Permission, permissions_of
from lily.audit.actions import Changes, record
from lily.audit.actors import SYSTEM, Actor
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in_as
from tests.pages import Page


def test_it_is_told_in_words_with_names_newest_first(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.ADMINISTRATOR)
    editor = make_account(session, Role.MODERATOR, name="Tom Reed")
    thing = uuid4()
    changes: Changes = {
        "name": ("Lunch", "Lunch club"),
        "is_open": (None, True),
        "days": ([], ["mon"]),
    }
    record(
        session,
        "rename_service",
        by=Actor(editor.id),
        kind="service",
        subject_id=thing,
        changes=changes,
    )
    record(session, "forget_old", by=SYSTEM, kind="service")
    session.commit()
    client.get("/audit")
    words = Page(client.tree).words
    assert words.index("Forget old LILY itself") < words.index("Rename service Tom Reed")
    assert "Name Lunch → became Lunch club" in words
    assert "Is open nothing → became yes" in words
    assert "Days nothing → became mon" in words


def test_it_is_narrowed_by_action_kind_account_and_subject(
    client: HouseClient, session: Session
) -> None:
    sign_in_as(client, session, Role.ADMINISTRATOR)
    editor, thing = make_account(session, Role.MODERATOR), uuid4()
    record(session, "first_deed", by=Actor(editor.id), kind="plum", subject_id=thing)
    record(session, "other_deed", by=SYSTEM, kind="pear")
    session.commit()
    for query in (f"account={editor.id}", f"subject={thing}", "action=first_deed", "kind=plum"):
        client.get(f"/audit?{query}")
        page = Page(client.tree)
        assert page.words.count("First deed") >= 1
        assert "Row" in page.words
        assert "1 row" in page.words, query
    client.get("/audit?account=nonsense&page=nonsense")
    assert "Other deed" in Page(client.tree).words


def test_it_comes_in_pages(client: HouseClient, session: Session) -> None:
    sign_in_as(client, session, Role.ADMINISTRATOR)
    for number in range(60):
        record(session, "deed", by=SYSTEM, kind="plum", changes={"number": (None, number)})
    session.commit()
    client.get("/audit?kind=plum")
    page = Page(client.tree)
    assert "60 rows" in page.words
    following = next(at for at in page.links.values() if "page=2" in at)
    assert "kind=plum" in following
    client.get(following)
    assert "became 0" in Page(client.tree).words


@pytest.mark.parametrize("role", Role)
def test_only_those_who_may_read_it(client: HouseClient, session: Session, role: Role) -> None:
    sign_in_as(client, session, role)
    may = Permission.READ_AUDIT in permissions_of([role])
    assert client.get("/audit").status_code == (200 if may else 404)
