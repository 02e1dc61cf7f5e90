"""Filters, as one bit a document: any of these values, all of these features, an age, a date.

Each filter knows the facet it belongs to, so that a facet's counts can leave its own filter out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lily.search.columns import Array
from lily.search.facts import DAYS, TIMES, WHEN
from lily.search.request import SearchRequest
from lily.search.snapshot import Snapshot

MONTH_DAYS = 30.44


@dataclass(frozen=True)
class Filter:
    """One filter: the parameters of the address it comes from, and the documents that pass."""

    facets: tuple[str, ...]
    bits: Array


class Filters:
    """The filters of a request, together and each left out in turn."""

    def __init__(self, snapshot: Snapshot, filters: Sequence[Filter]) -> None:
        self.filters = filters
        self._live = snapshot.live_bits

    @property
    def facets(self) -> list[str]:
        """The facets that are filtered by."""
        return [each.facets[0] for each in self.filters if len(each.facets) == 1]

    def all(self) -> Array:
        """Return the live documents that pass every filter."""
        return self.without("")

    def without(self, facet: str) -> Array:
        """Return the live documents that pass every filter but those of the facet."""
        bits = self._live
        for each in self.filters:
            if facet not in each.facets:
                bits = bits & each.bits
        return bits


def make_filters(snapshot: Snapshot, request: SearchRequest, today: date) -> Filters:
    """Make the filters of a request."""
    return Filters(snapshot, list(_filters(snapshot, request, today)))


def _filters(snapshot: Snapshot, request: SearchRequest, today: date) -> Iterator[Filter]:
    yield from _of_values(snapshot, request)
    yield from _of_sessions(snapshot, request)
    if request.age is not None:
        yield Filter(("age",), snapshot.pack(of_age(snapshot, request.age)))
    if request.checked is not None:
        checked = checked_within(snapshot, request.checked, today)
        yield Filter(("checked",), snapshot.pack(checked))


def _of_values(snapshot: Snapshot, request: SearchRequest) -> Iterator[Filter]:
    for facet, slugs in (
        ("need", request.needs),
        ("audience", request.audiences),
        ("kind", request.kinds),
        ("asset", request.assets),
        ("cost", request.costs),
        ("delivery", request.deliveries),
        ("language", request.languages),
        ("referral", (request.referral,) if request.referral else ()),
        ("capacity", (request.capacity,) if request.capacity else ()),
    ):
        if slugs:
            yield Filter((facet,), any_of(snapshot, facet, slugs))
    if request.access:
        each = [any_of(snapshot, "access", (slug,)) for slug in request.access]
        yield Filter(("access",), np.bitwise_and.reduce(each))


def _of_sessions(snapshot: Snapshot, request: SearchRequest) -> Iterator[Filter]:
    if request.days:
        yield Filter(("day",), when(snapshot, request.days, ()))
    if request.times:
        yield Filter(("time",), when(snapshot, (), request.times))
    if request.days and request.times:
        yield Filter(("day", "time"), when(snapshot, request.days, request.times))


def any_of(snapshot: Snapshot, facet: str, slugs: Iterable[str]) -> Array:
    """Return the documents that have any of the values of a facet."""
    bits = np.zeros(len(snapshot.facts.bits), np.uint64)
    for slug in slugs:
        column = snapshot.columns.get((facet, slug))
        if column is not None:
            bits |= snapshot.facts.bits[:, column]
    return bits


def when(snapshot: Snapshot, days: Sequence[str], times: Sequence[str]) -> Array:
    """Return the documents with one session on any of the days at any of the times of day.

    None of either means any; a session without a time is at no time of day.
    """
    slugs = [f"{day}-{time}" for day in days or DAYS for time in times or TIMES]
    wanted = slugs if times else [*slugs, *(days or DAYS)]
    bits: Array = snapshot.memory.recall(
        (WHEN, *days, *times), lambda: any_of(snapshot, WHEN, wanted)
    )
    return bits


def of_age(snapshot: Snapshot, age: int) -> Array:
    """Return whether each document is for somebody of so many years, or sets no age."""
    facts = snapshot.facts
    fits: Array = (facts.minimum_ages <= age) & (facts.maximum_ages >= age)
    return fits


def checked_within(snapshot: Snapshot, months: int, today: date) -> Array:
    """Return whether each document was found to be right within so many months."""
    since = today - timedelta(days=round(months * MONTH_DAYS))
    checked: Array = snapshot.facts.assured_on >= since.toordinal()
    return checked
