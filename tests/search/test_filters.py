"""Filters and their counts: each count is what a search with that value alone would find."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from lily.search import SearchRequest
from lily.search.document import Document
from lily.search.fitting import fit_of
from tests.search.listings import NOW, Directory, listing, named

FIELDS = {
    "need": "needs",
    "audience": "audiences",
    "kind": "kinds",
    "cost": "costs",
    "access": "access",
    "delivery": "deliveries",
    "language": "languages",
    "day": "days",
    "time": "times",
}
TUESDAY_MORNING, TUESDAY_EVENING = datetime(2026, 11, 24, 10), datetime(2026, 11, 24, 18)
FRIDAY_MORNING = datetime(2026, 11, 27, 10)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    documents = [
        listing("Lunch club", needs=["food"], cost="paid", sessions=[TUESDAY_MORNING]),
        listing(
            "Yoga",
            needs=["fitness"],
            audiences=["older-people"],
            kind="activity",
            cost="free",
            access=("step-free", "hearing-loop"),
            sessions=[TUESDAY_EVENING, FRIDAY_MORNING],
            minimum_age=50,
        ),
        listing("Chair yoga", needs=["fitness"], cost="donation", access=("step-free",)),
        listing("Helpline", kind="advice", deliveries=("phone",), languages=("pl",)),
        listing("Day centre", referral="needed", capacity="full", cost="paid"),
        listing("Drop in", referral="either", capacity="short_wait", maximum_age=25),
        listing("Old news", assured_on=date(2026, 1, 1)),
        listing("No news", assured_on=None),
    ]
    return Directory(tmp_path_factory.mktemp("index"), documents)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({"needs": ("food",)}, {"Lunch club"}),
        ({"needs": ("food", "fitness")}, {"Lunch club", "Yoga", "Chair yoga"}),
        ({"needs": ("no-such-need",)}, set()),
        ({"audiences": ("older-people",)}, {"Yoga"}),
        ({"kinds": ("activity", "advice")}, {"Yoga", "Helpline"}),
        ({"costs": ("free", "donation")}, {"Yoga", "Chair yoga"}),
        ({"access": ("step-free",)}, {"Yoga", "Chair yoga"}),
        ({"access": ("step-free", "hearing-loop")}, {"Yoga"}),
        ({"deliveries": ("phone",)}, {"Helpline"}),
        ({"languages": ("pl",)}, {"Helpline"}),
        ({"days": ("tue",)}, {"Lunch club", "Yoga"}),
        ({"days": ("fri", "sat")}, {"Yoga"}),
        ({"times": ("morning",)}, {"Lunch club", "Yoga"}),
        ({"days": ("tue",), "times": ("morning",)}, {"Lunch club"}),
        ({"days": ("tue",), "times": ("evening",)}, {"Yoga"}),
        ({"referral": "self"}, {"Drop in"}),
        ({"referral": "needed"}, {"Day centre"}),
        ({"capacity": "open"}, {"Drop in"}),
        ({"needs": ("fitness",), "costs": ("free",)}, {"Yoga"}),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_filter_leaves_what_has_the_values(
    directory: Directory, request_: dict[str, Any], expected: set[str]
) -> None:
    assert set(directory.names(**request_)) == expected


@pytest.mark.parametrize(
    ("age", "missing"),
    [(10, {"Yoga"}), (30, {"Yoga", "Drop in"}), (50, {"Drop in"}), (25, {"Yoga"})],
)
def test_an_age_leaves_out_what_is_not_for_it(
    directory: Directory, age: int, missing: set[str]
) -> None:
    everything = set(directory.names(size=100))
    assert everything - set(directory.names(age=age, size=100)) == missing


def test_checked_within_months_leaves_out_the_stale_and_the_unknown(directory: Directory) -> None:
    everything = set(directory.names(size=100))
    assert everything - set(directory.names(checked=6, size=100)) == {"Old news", "No news"}
    assert everything - set(directory.names(checked=12, size=100)) == {"No news"}


REQUESTS: list[dict[str, Any]] = [
    {},
    {"text": "yoga"},
    {"needs": ("fitness",)},
    {"needs": ("fitness",), "costs": ("free",)},
    {"days": ("tue",)},
    {"times": ("morning",)},
    {"days": ("tue",), "times": ("evening",)},
    {"access": ("step-free",), "kinds": ("activity",)},
    {"text": "yoga", "days": ("fri",), "age": 60},
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_every_count_is_what_its_value_alone_would_find(
    directory: Directory, request_: dict[str, Any]
) -> None:
    facets = directory.ask(**request_).facets
    assert set(facets) >= {"need", "kind", "cost", "day", "time", "checked"}
    for facet, values in facets.items():
        for value in values:
            if facet in FIELDS:
                other = {**request_, FIELDS[facet]: (value.value,)}
            else:
                taken: Any = int(value.value) if facet == "checked" else value.value
                other = {**request_, facet: taken}
            assert directory.ask(**other).total == value.count, (facet, value)


@pytest.mark.parametrize("request_", [each for each in REQUESTS if "text" not in each], ids=str)
def test_what_fails_no_filter_is_what_a_search_finds(
    directory: Directory, request_: dict[str, Any]
) -> None:
    every = {UUID(hit.card.id): hit.card.name for hit in directory.ask(size=100).hits}
    snapshot = directory.answerer.snapshot
    fits = fit_of(snapshot, [*every, uuid4()], SearchRequest(**request_), NOW.date())
    assert {each: fits[each].card.name for each in fits} == every
    kept = {fit.card.name for fit in fits.values() if not fit.fails}
    assert kept == set(directory.names(size=100, **request_))


def test_what_a_listing_fails_is_named(directory: Directory) -> None:
    wishes = SearchRequest(age=30, days=("fri",), access=("step-free", "lift"), languages=("pl",))
    ids = [UUID(named(name)) for name in ("Yoga", "Helpline", "Drop in")]
    fits = fit_of(directory.answerer.snapshot, ids, wishes, NOW.date())
    assert [set(fits[each].fails) for each in ids] == [
        {"age", "access", "language"},
        {"access", "day"},
        {"age", "access", "day", "language"},
    ]


def test_a_search_that_finds_nothing_still_counts(directory: Directory) -> None:
    counts = directory.count("cost", needs=("fitness",), kinds=("advice",))
    assert counts == {"free": 0, "donation": 0, "paid": 0}


def test_counts_hold_after_changes(directory: Directory, tmp_path: Path) -> None:
    changing = Directory(tmp_path, [listing(f"Club {n}", cost="free") for n in range(100)])
    extra: list[Document] = [listing("New", cost="paid", needs=["food"])]
    changing.write(*extra, gone=[listing("Club 7").card.id])
    assert changing.count("cost") == {"free": 99, "paid": 1}
    assert changing.count("need") == {"food": 1}
    assert changing.count("cost", needs=("food",)) == {"free": 0, "paid": 1}


def test_labels_are_words_for_people(directory: Directory) -> None:
    facets = directory.ask().facets
    labels = {facet: [value.label for value in values] for facet, values in facets.items()}
    assert labels["need"] == ["Fitness", "Food"]
    assert labels["language"] == ["Polish"]
    assert labels["access"] == ["Step-free", "Hearing loop"]
    assert labels["day"][0] == "Monday"
    assert not any("_" in label for each in labels.values() for label in each)
