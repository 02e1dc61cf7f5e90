"""A page of results asks the database the same few questions, however much it shows."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from lily.http.sessions import ENGINE
from tests.client import HouseClient
from tests.pages import Page

MOST = 6


@pytest.fixture
def asked(demonstration_app: Flask) -> Iterator[list[str]]:
    """Return the statements that are asked while the test runs."""
    statements: list[str] = []

    def note(*event: object) -> None:
        statements.append(str(event[2]))

    engine = demonstration_app.extensions[ENGINE]
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def test_results_cost_the_same_for_one_and_for_twenty(
    visitor: HouseClient, asked: list[str]
) -> None:
    counted = {}
    for address in (
        "/search?q=Tuesday+lunch+club&near=Heacham&within=1&day=tue&cost=paid",
        "/search?near=King's+Lynn",
        "/search?near=King's+Lynn&page=3",
        "/search",
        "/search?near=Heacham&map=1",
    ):
        visitor.get(address)
        asked.clear()
        visitor.get(address)
        counted[len(Page(visitor.tree).results)] = len(asked)
    assert min(counted) < 6
    assert max(counted) == 20
    assert max(counted.values()) <= MOST
    assert max(counted.values()) - min(counted.values()) <= 1  # search looks for changes at times


def test_filters_by_terms_cost_one_question_more(visitor: HouseClient, asked: list[str]) -> None:
    visitor.get("/search?need=food&need=company&audience=carers")
    assert len(asked) <= MOST
