"""Feeds whose every value may be junk: nothing stops them, every listing is counted."""

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily.imports.apply import apply
from lily.imports.oruk.reader import read_oruk
from lily.imports.report import Report
from lily.imports.vocabulary import Vocabulary
from tests.imports.feeds import SOURCE
from tests.imports.test_oruk_reader import VERSION_1, VERSION_3

JUNK: list[Any] = [
    *(None, "", 0, -1, 1e308, float("nan"), 10**30, True, [], {}, [[]], [None], {"id": 1}),
    *("x" * 5000, "\x00\x01", "\ud800", "\U0001f4a5" * 50, "<script>", "javascript:x"),
    *("9999-99-99", "1899-01-01", "2026-01-01", "25:61", "24:00", "00:00", "12:00"),
    *("MO,TU", "1MO", "WEEKLY", "MONTHLY", "DAILY", "130", "131", "-5.5"),
    *("01724 296000", "E06000013", "PE31 7EX", [{"id": None}]),
]
LISTINGS = 20
Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], (*path, name))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from leaves(part, (*path, at))


def spoilt(chance: random.Random, number: int) -> dict[str, Any]:
    item: dict[str, Any] = deepcopy(chance.choice([VERSION_1, VERSION_3])) | {"id": f"s{number}"}
    for _ in range(chance.randint(1, 6)):
        *path, last = chance.choice(list(leaves(item)))
        within: Any = item
        for part in path:
            within = within[part]
        within[last] = deepcopy(chance.choice(JUNK))
    return item


def brought(session: Session, items: list[Any]) -> Report:
    report = apply(session, SOURCE, read_oruk(items, Vocabulary(), source="test-feed"))
    session.commit()
    session.expunge_all()
    return report


@pytest.mark.parametrize("seed", range(0, 15, 5))
def test_junk_anywhere_stops_nothing_and_is_repeatable(any_engine: sa.Engine, seed: int) -> None:
    with Session(any_engine) as session:
        for number in range(seed, seed + 5):
            chance = random.Random(number)
            items = [spoilt(chance, at) for at in range(LISTINGS)]
            first = brought(session, items).listings
            counted = first.made + first.changed + first.unchanged + first.refused + first.repeated
            assert first.read == LISTINGS == counted, number
            again = brought(session, items)
            for tally in (again.listings, again.organisations, again.places, again.terms):
                assert (tally.made, tally.changed) == (0, 0), number
