"""Counts by value: how many would be found with each value and all the other filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

import numpy as np

from lily.search.columns import Array
from lily.search.facts import DAYS, TIMES, WHEN
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
    everywhere = popcounts(facts.bits, counting.found(""))
    column = 0
    for facet, group in groupby(facts.values, key=lambda value: value[0]):
        values = list(group)
        columns = slice(column, column := column + len(values))
        if facet == WHEN:
            continue
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
    found = counting.found("day")
    for day in DAYS:
        held = when(counting.snapshot, (day,), counting.request.times)
        yield FacetValue(day, LABELS["day"][day], _total(found & held))


def _times(counting: Counting) -> Iterator[FacetValue]:
    found = counting.found("time")
    for time in TIMES:
        held = when(counting.snapshot, counting.request.days, (time,))
        yield FacetValue(time, LABELS["time"][time], _total(found & held))


def _checked(counting: Counting) -> Iterator[FacetValue]:
    found = counting.found("checked")
    for months in CHECKED_MONTHS:
        held = counting.snapshot.memory.recall(
            ("checked", months, counting.today), partial(_checked_bits, counting, months)
        )
        value = str(months)
        yield FacetValue(value, LABELS["checked"][value], _total(found & held))


def _checked_bits(counting: Counting, months: int) -> Array:
    snapshot = counting.snapshot
    bits: Array = snapshot.pack(checked_within(snapshot, months, counting.today))
    return bits


def _total(bits: Array) -> int:
    return int(np.bitwise_count(bits).sum())
