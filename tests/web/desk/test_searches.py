"""From a search that finds nothing to the editor who teaches LILY the word."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.listings.desk.counting import Counted, bring_counts
from lily.listings.desk.empty_searches import add_counts
from lily.listings.models import EmptySearch
from lily.search import catch_up
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.directory import make_service
from tests.pages import Page
from tests.web.desk.forms import press

HEACHAM_WARD = "E05012345"


def _stored(engine: sa.Engine) -> dict[str, tuple[str, int]]:
    bring_counts(engine)
    with Session(engine) as session:
        return {row.words: (row.ward_code, row.count) for row in session.exec(select(EmptySearch))}


def test_only_a_search_that_finds_nothing_is_counted(
    client: HouseClient, engine: sa.Engine, session: Session
) -> None:
    make_service(session, name="Chair yoga")
    session.commit()
    catch_up(engine)
    for address in ("/search?q=yoga", "/search?day=mon", "/search.json?q=yoga", "/search"):
        client.get(address)
    assert _stored(engine) == {}
    client.get("/search?q=Xylophone")
    client.get("/search.json?q=xylophone")
    assert _stored(engine) == {"xylophone": ("", 2)}


@pytest.mark.parametrize(
    ("where", "is_placed"),
    [("PE31 7EX", True), ("Heacham", True), ("52.91,+0.49", False), ("", False)],
)
def test_a_ward_is_counted_where_somebody_named_a_place_and_never_a_device(
    client: HouseClient, engine: sa.Engine, where: str, is_placed: bool
) -> None:
    client.get(f"/search?q=xylophone&near={where}")
    ward = _stored(engine)["xylophone"][0]
    assert ward.startswith("E05") is is_placed
    assert "7EX" not in ward


def test_a_grave_search_is_counted_without_its_ward(client: HouseClient, engine: sa.Engine) -> None:
    client.get("/search?q=he+hits+me+xylophone&near=PE31+7EX")
    assert _stored(engine) == {"he hits me xylophone": ("", 1)}


def test_personal_data_in_a_search_never_reaches_the_database(
    client: HouseClient, engine: sa.Engine
) -> None:
    for text in ("ida@example.org", "943+476+5919", "xylophone+PE31+7EX", "01632+960123"):
        client.get(f"/search?q={text}")
    assert _stored(engine) == {}


def test_a_search_that_finds_nothing_writes_nothing_itself(
    app: Flask, client: HouseClient, engine: sa.Engine
) -> None:
    client.get("/search?q=warm")
    said: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *event: said.append(str(event[2])))
    client.get("/search?q=xylophone")
    assert not [each for each in said if not each.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert _stored(engine)["xylophone"] == ("", 1)


def _count(session: Session, words: str, count: int, ward: str = "", weeks_ago: int = 0) -> None:
    monday = clock.today() - timedelta(days=clock.today().weekday(), weeks=weeks_ago)
    add_counts(session, {Counted(words, ward, monday): count})
    session.commit()


def test_an_editor_sees_what_was_asked_for_most(client: HouseClient, session: Session) -> None:
    _count(session, "pottery", 2)
    _count(session, "walking football", 7, weeks_ago=1)
    sign_in_as(client, session, Role.MODERATOR)
    client.get("/desk/searches")
    page = Page(client.tree)
    assert page.words.index("walking football") < page.words.index("pottery")
    assert "Asked for 7 times" in page.words
    at = page.links["Add as a synonym of walking football"]
    assert at == "/desk/words/synonyms/new?words=walking%20football"


def test_it_says_what_has_been_found_since(
    client: HouseClient, session: Session, engine: sa.Engine
) -> None:
    _count(session, "walking football", 7)
    make_service(session, name="Walking football")
    session.commit()
    catch_up(engine)
    sign_in_as(client, session, Role.MODERATOR)
    client.get("/desk/searches")
    assert "finds 1 now" in Page(client.tree).words


def test_what_is_not_for_us_goes_and_can_come_back(
    client: HouseClient, session: Session, engine: sa.Engine
) -> None:
    _count(session, "pizza delivery", 7)
    sign_in_as(client, session, Role.MODERATOR)
    answer = press(client, "/desk/searches", "/desk/searches/ignore", words="pizza delivery")
    assert answer.status_code == 303
    client.get("/search?q=pizza+delivery")
    assert _stored(engine) == {}
    client.get("/desk/searches")
    assert "Not for us: 1 search" in Page(client.tree).words
    press(client, "/desk/searches", "/desk/searches/count-again", words="pizza delivery")
    client.get("/search?q=pizza+delivery")
    assert _stored(engine) == {"pizza delivery": ("", 1)}


def test_a_press_without_its_token_changes_nothing(client: HouseClient, session: Session) -> None:
    _count(session, "pizza", 7)
    sign_in_as(client, session, Role.MODERATOR)
    assert client.post("/desk/searches/ignore", data={"words": "pizza"}).status_code == 400
    client.get("/desk/searches")
    assert "Asked for 7 times" in Page(client.tree).words


def test_somebody_who_only_rings_cannot_see_what_was_searched_for(
    client: HouseClient, session: Session
) -> None:
    sign_in_as(client, session, Role.CHAMPION)
    assert client.get("/desk/searches").status_code == 404
