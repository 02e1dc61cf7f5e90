"""Orders that hold from page to page, and what sinks."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from lily.search.ordering import page_of
from tests.search.listings import HEACHAM, NOW, TODAY, Directory, listing, words


def test_pages_neither_repeat_nor_miss_anything(tmp_path: Path) -> None:
    documents = [listing("Same name", id=f"{n:032}", details="oak") for n in range(95)]
    directory = Directory(tmp_path, documents[:50])
    directory.write(*documents[50:])
    for text in ("", "oak"):
        for sort in ("best", "name", "soonest", "checked", "distance"):
            pages = [directory.ask(text, sort=sort, page=n, size=10) for n in range(1, 11)]
            ids = [hit.card.id for page in pages for hit in page.hits]
            assert ids == [f"{n:032}" for n in range(95)], (text, sort)


def test_a_page_past_the_end_is_empty_with_the_right_total(tmp_path: Path) -> None:
    directory = Directory(tmp_path, [listing("Yoga")])
    for page in (2, 9999, 10**30):
        found = directory.ask("yoga", page=page)
        assert (found.total, found.hits) == (1, [])


@pytest.mark.parametrize(("page", "size"), [(0, 20), (-5, 20), (1, 0), (1, -1)])
def test_odd_pages_and_sizes_are_taken_kindly(tmp_path: Path, page: int, size: int) -> None:
    directory = Directory(tmp_path, [listing("Yoga")])
    assert len(directory.ask(page=page, size=size).hits) == 1


def test_a_page_holds_a_hundred_at_most(tmp_path: Path) -> None:
    directory = Directory(tmp_path, [listing(f"Club {n}") for n in range(120)])
    assert len(directory.ask(size=1000).hits) == 100


def test_names_are_in_the_order_of_a_telephone_book(tmp_path: Path) -> None:
    names = ["zumba", "\u00c9lan", "\u201cA\u201d team", "Age UK", "age concern", "Yoga"]
    directory = Directory(tmp_path, [listing(name) for name in names])
    ordered = ["\u201cA\u201d team", "age concern", "Age UK", "\u00c9lan", "Yoga", "zumba"]
    assert directory.names(sort="name") == ordered


def test_the_soonest_session_comes_first_and_one_that_runs_is_not_over(tmp_path: Path) -> None:
    directory = Directory(
        tmp_path,
        [
            listing("Tomorrow", sessions=[NOW + timedelta(days=1)]),
            listing("Now", sessions=[NOW - timedelta(minutes=30), NOW + timedelta(days=7)]),
            listing("Over", sessions=[NOW - timedelta(hours=2), NOW + timedelta(days=3)]),
            listing("Never"),
        ],
    )
    assert directory.names(sort="soonest") == ["Now", "Tomorrow", "Over", "Never"]
    sessions = {hit.card.name: hit.next_session for hit in directory.ask().hits}
    assert sessions["Never"] is None
    assert sessions["Now"] is not None
    assert sessions["Now"].starts_at == NOW - timedelta(minutes=30)
    assert sessions["Now"].ends_at == NOW + timedelta(minutes=30)
    assert sessions["Over"] is not None
    assert sessions["Over"].starts_at == NOW + timedelta(days=3)


def test_recently_checked_comes_first(tmp_path: Path) -> None:
    directory = Directory(
        tmp_path,
        [
            listing("Long ago", assured_on=date(2024, 1, 1)),
            listing("Lately", assured_on=date(2026, 11, 1)),
            listing("Unknown", assured_on=None),
        ],
    )
    assert directory.names(sort="checked") == ["Lately", "Long ago", "Unknown"]


def test_what_is_stale_full_or_closed_sinks_and_stays(tmp_path: Path) -> None:
    directory = Directory(
        tmp_path,
        [
            listing("Yoga E", status="temporarily closed"),
            listing("Yoga D", capacity="closed"),
            listing("Yoga B", assured_on=date(2026, 1, 1)),
            listing("Yoga C", capacity="full"),
            listing("Yoga F"),
            listing("Yoga H", sunk_on=TODAY, doubted_on=TODAY),
            listing("Yoga G", capacity="closed", closed_until=TODAY - timedelta(days=1)),
        ],
    )
    names = [f"Yoga {letter}" for letter in "FGBHCDE"]
    assert directory.names("yoga") == names
    assert directory.names() == names


def test_a_stale_listing_still_beats_a_poor_match(tmp_path: Path) -> None:
    documents = [
        listing("Yoga", assured_on=None),
        listing("Social group", details="Some weeks we do yoga, or knit, or go for a walk."),
    ]
    assert Directory(tmp_path, documents).names("yoga")[0] == "Yoga"


def test_all_that_was_asked_beats_a_part_however_good(tmp_path: Path) -> None:
    documents = [
        listing("Yoga"),
        listing("Village hall", details="Bowls, whist and, on Fridays, yoga for beginners"),
        listing("Beginners"),
    ]
    known = words(stops="for")
    directory = Directory(tmp_path, documents, known)
    assert directory.names("yoga for beginners")[0] == "Village hall"


def test_an_order_that_was_asked_for_is_kept_whatever_the_words(tmp_path: Path) -> None:
    documents = [
        listing("Carers caf\u00e9", miles=1),
        listing("Dementia carers", miles=3),
        listing("Dementia choir", miles=2),
        *(listing(f"Club {n}", miles=1) for n in range(20)),
    ]
    directory = Directory(tmp_path, documents)
    assert directory.names("dementia carers", place=HEACHAM)[0] == "Dementia carers"
    found = directory.ask("dementia carers", place=HEACHAM, sort="distance").hits
    assert [hit.card.name for hit in found] == [
        "Carers caf\u00e9",
        "Dementia choir",
        "Dementia carers",
    ]
    assert directory.names("dementia carers", sort="name") == sorted(h.card.name for h in found)


def test_the_top_of_many_is_the_top_of_all_sorted() -> None:
    import numpy as np

    keys = np.random.default_rng(3).permutation(5000).astype(np.int64)
    whole = np.argsort(-keys)
    for first in (0, 20, 480, 4990, 5000, 9000):
        assert page_of(keys, first, 20).tolist() == whole[first : first + 20].tolist()


def test_sessions_without_a_time_last_their_day(tmp_path: Path) -> None:
    from dataclasses import replace

    from lily.directory.sessions import Session

    midnight = datetime(2026, 11, 23)
    bare = replace(listing("Fair"), sessions=(Session(midnight, None, has_time=False),))
    directory = Directory(tmp_path, [bare])
    (hit,) = directory.ask().hits
    assert hit.next_session == Session(midnight, None, has_time=False)
    assert directory.names(days=("mon",)) == ["Fair"]
    assert directory.names(days=("mon",), times=("morning",)) == []
