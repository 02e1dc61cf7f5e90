"""Counts by value: how many would be found with each value and all the other filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

import numpy as np

from lily.search.columns import Array
from lily.search.facts import DAYS, TIMES
from lily.search.filters import Filters, checked_within, when
from lily.search.labels import CHECKED_MONTHS, LABELS
from lily.search.request import SearchRequest
from lily.search.results import FacetValue
from lily.search.snapshot import Snapshot

_IN_OUR_ORDER = {"kind", "asset", "cost", "access", "delivery", "referral", "capacity"}


@dataclass(frozen=True)
class Counting:
    """What counts need. `answering` are the documents that answer the words and are in reach."""

    snapshot: Snapshot
    request: SearchRequest
    filters: Filters
    answering: Array
    today: date

    def found(self, facet: str) -> Array:
        """Return the documents found with every filter but the facet's own."""
        return self.filters.without(facet) & self.answering


def count(counting: Counting) -> dict[str, list[FacetValue]]:
    """Count every facet, each without its own filter."""
    return {
        facet: values
        for facet, values in (
            *_counted_values(counting),
            ("day", list(_days(counting))),
            ("time", list(_times(counting))),
            ("checked", list(_checked(counting))),
        )
        if values
    }


def _counted_values(counting: Counting) -> Iterator[tuple[str, list[FacetValue]]]:
    facts, filtered = counting.snapshot.facts, set(counting.filters.facets)
    shown = counting.snapshot.shown_columns
    everywhere = popcounts(facts.bits[:, :shown], counting.found(""))
    column = 0
    for facet, group in groupby(facts.values[:shown], key=lambda value: value[0]):
        values = list(group)
        columns = slice(column, column := column + len(values))
        counts = everywhere[columns]
        if facet in filtered:
            counts = popcounts(facts.bits[:, columns], counting.found(facet))
        yield facet, _in_order(facet, values, counts.tolist())


def popcounts(bits: Array, found: Array) -> Array:
    """Return how many of the documents found each column of bits holds."""
    rows = np.flatnonzero(found)
    if len(rows) * 2 < len(found):
        bits, found = bits[rows], found[rows]
    counts: Array = np.bitwise_count(bits & found[:, None]).sum(axis=0, dtype=np.int64)
    return counts


def _in_order(
    facet: str, values: list[tuple[str, str, str]], counts: list[int]
) -> list[FacetValue]:
    labels = LABELS.get(facet, {})
    found = [
        FacetValue(slug, label or labels.get(slug, slug), number)
        for (_, slug, label), number in zip(values, counts, strict=True)
    ]
    if facet in _IN_OUR_ORDER:
        order = list(labels)
        return sorted(found, key=lambda v: order.index(v.value) if v.value in labels else 99)
    return sorted(found, key=lambda value: (-value.count, value.label))


def _days(counting: Counting) -> Iterator[FacetValue]:
    snapshot, times = counting.snapshot, counting.request.times
    held = snapshot.memory.recall(
        ("days", times), lambda: np.stack([when(snapshot, (day,), times) for day in DAYS])
    )
    for day, total in zip(DAYS, _totals(counting.found("day"), held), strict=True):
        yield FacetValue(day, LABELS["day"][day], total)


def _times(counting: Counting) -> Iterator[FacetValue]:
    snapshot, days = counting.snapshot, counting.request.days
    held = snapshot.memory.recall(
        ("times", days), lambda: np.stack([when(snapshot, days, (time,)) for time in TIMES])
    )
    for time, total in zip(TIMES, _totals(counting.found("time"), held), strict=True):
        yield FacetValue(time, LABELS["time"][time], total)


def _checked(counting: Counting) -> Iterator[FacetValue]:
    snapshot, today = counting.snapshot, counting.today
    held = snapshot.memory.recall(("checked", today), partial(_checked_bits, snapshot, today))
    totals = _totals(counting.found("checked"), held)
    for months, total in zip(CHECKED_MONTHS, totals, strict=True):
        yield FacetValue(str(months), LABELS["checked"][str(months)], total)


def _checked_bits(snapshot: Snapshot, today: date) -> Array:
    return np.stack(
        [snapshot.pack(checked_within(snapshot, months, today)) for months in CHECKED_MONTHS]
    )


def _totals(found: Array, held: Array) -> list[int]:
    """Return how many of the documents found each row of bits holds."""
    totals: list[int] = np.bitwise_count(held & found).sum(axis=1, dtype=np.int64).tolist()
    return totals
