"""Suggestions while typing: each is a text that resolves."""

import pytest

from lily.geo import places
from lily.geo.place import Place


def test_names_near_home_come_first(home: Place) -> None:
    assert places.suggest("hea", home=home)[0] == "Heacham"
    assert places.suggest("gay", home=home)[:2] == ["Gaywood", "Gayton, PE32"]


def test_large_towns_come_first_without_a_home() -> None:
    assert places.suggest("nor", home=None)[0] == "Northampton"


def test_a_later_word_is_suggested_too(home: Place) -> None:
    assert "King's Lynn" in places.suggest("lynn", home=home)


def test_postcodes_are_suggested_from_their_beginning(home: Place) -> None:
    assert places.suggest("pe3", home=home)[0] == "PE3"
    assert "PE31" in places.suggest("pe3", home=home, limit=30)
    assert places.suggest("PE31", home=home)[:2] == ["PE31", "PE31 6"]
    assert places.suggest("PE31 7", home=home) == ["PE31 7"]


@pytest.mark.parametrize("typed", ["", " ", "🙂", "zzzzzz", "a" * 500, "'; --", "\x00", "''", "1"])
def test_nothing_is_suggested_for_what_begins_no_place(typed: str, home: Place) -> None:
    assert places.suggest(typed, home=home) == []


@pytest.mark.parametrize("typed", ["n", "new", "sw", "st", "pe", "E1", "ki", "nort", "bt1"])
@pytest.mark.parametrize("has_home", [True, False])
def test_every_suggestion_resolves_to_one_place(typed: str, has_home: bool, home: Place) -> None:
    given = home if has_home else None
    found = places.suggest(typed, home=given)
    assert 0 < len(found) <= 8
    assert len(set(found)) == len(found)
    for text in found:
        assert isinstance(places.resolve(text, home=given), Place), text
