"""What comes with the hits: reasons, ways out of a dead end, suggestions, what was understood."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lily.search.document import Catchment
from lily.search.suggesting import suggestions
from tests.search.listings import HEACHAM, Directory, listing, words


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    documents = [
        listing(
            "Lunch club", details="Hot meals for older people.", miles=1, needs=["lunch clubs"]
        ),
        listing("Luncheon at the Legion", details="A roast.", miles=12, cost="free"),
        listing("Memory caf\u00e9", summary="For people with dementia", miles=2, cost="free"),
        listing("Dementia line", details="Ring us", deliveries=("phone",)),
        listing(
            "Dementia day centre",
            miles=3,
            area=Catchment(codes=("E07000146",)),
            sessions=[datetime(2026, 11, 24, 10)],
            minimum_age=65,
        ),
    ]
    known = words(stops="for my", same=["dementia|alzheimers"])
    return Directory(tmp_path_factory.mktemp("index"), documents, known)


def test_reasons_say_where_the_words_are(directory: Directory) -> None:
    because = {hit.card.name: hit.because for hit in directory.ask("dementia").hits}
    assert because["Dementia line"] == ("Name says “dementia”",)
    assert because["Memory caf\u00e9"] == ("Summary says “dementia”",)


def test_reasons_say_which_other_word_was_found(directory: Directory) -> None:
    because = {hit.card.name: hit.because for hit in directory.ask("alzheimers").hits}
    assert because["Dementia line"] == ("Name says “dementia” for “alzheimers”",)


def test_reasons_hold_over_several_segments(directory: Directory, tmp_path: Path) -> None:
    parts = Directory(tmp_path, [listing("Yoga one")])
    parts.write(listing("Two", details="yoga"))
    because = {hit.card.name: hit.because for hit in parts.ask("yoga").hits}
    assert because == {
        "Yoga one": ("Name says “yoga”",),
        "Two": ("Description says “yoga”",),
    }


def gains(directory: Directory, text: str = "", **request: Any) -> dict[str, int]:
    return {each.label: each.gains for each in directory.ask(text, **request).relax}


def test_a_dead_end_shows_what_each_filter_costs(directory: Directory) -> None:
    assert gains(directory, "dementia", costs=("free",), days=("sun",)) == {"On any day": 1}
    either = gains(directory, costs=("free",), age=30, kinds=("advice",))
    assert either == {"Services, activities and advice of any kind": 2}


def test_looking_further_is_offered_with_what_it_adds(directory: Directory) -> None:
    found = directory.ask("luncheon", place=HEACHAM, within=8)
    assert found.total == 0
    wider = next(each for each in found.relax if each.label == "Within 16 miles")
    assert (wider.gains, wider.changes) == (1, {"within": "16"})
    everywhere = next(each for each in found.relax if each.label == "Anywhere")
    assert everywhere.changes == {"near": None, "within": None}


def test_each_thing_asked_for_is_offered_alone(directory: Directory) -> None:
    found = directory.ask('"roast memory"')
    assert found.total == 0
    found = directory.ask('"a roast" "memory cafe"')
    offered = {each.label: each.changes for each in found.relax}
    assert offered == {
        'Only “"a roast"”': {"q": '"a roast"'},
        'Only “"memory cafe"”': {"q": '"memory cafe"'},
    }


def test_every_gain_is_what_is_found_after_it(directory: Directory) -> None:
    fields = {"day": "days", "cost": "costs", "kind": "kinds", "age": "age", "q": "text"}
    asked: dict[str, Any] = {"text": "dementia", "costs": ("free",), "days": ("tue",), "age": 30}
    found = directory.ask(**asked)
    assert found.relax
    for each in found.relax:
        other = dict(asked)
        for parameter, value in each.changes.items():
            if value is None:
                other.pop(fields[parameter])
            else:
                other[fields[parameter]] = value
        assert directory.ask(**other).total == found.total + each.gains


def test_a_full_page_needs_no_way_out(tmp_path: Path) -> None:
    directory = Directory(tmp_path, [listing(f"Club {n}", cost="free") for n in range(8)])
    assert directory.ask(costs=("free",)).relax == []


def test_what_was_understood_is_told(directory: Directory) -> None:
    found = directory.ask("for my dementai")
    assert found.understood["text"] == "dementia"
    assert found.understood["corrected"] == {"dementai": "dementia"}
    assert found.understood["synonyms"] == {"dementia": ["alzheimers"]}
    assert found.did_you_mean == "for my dementia"


def test_typing_is_met_with_kinds_of_help_words_and_names(directory: Directory) -> None:
    assert suggestions(directory.answerer, "lun", 8) == [
        "Lunch clubs",
        "lunch",
        "luncheon",
        "Lunch club",
        "Luncheon at the Legion",
    ]
    assert suggestions(directory.answerer, "dementia d", 8) == ["Dementia day centre"]
    assert suggestions(directory.answerer, "lun", 2) == ["Lunch clubs", "lunch"]


@pytest.mark.parametrize("typed", ["", " ", "l", "!", "zzzz", "\U0001f600"])
def test_typing_that_leads_nowhere_is_met_with_nothing(directory: Directory, typed: str) -> None:
    assert suggestions(directory.answerer, typed, 8) == []
