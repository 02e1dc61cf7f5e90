"""Why a listing is among the results, in a few short words a reason."""

from collections.abc import Sequence

import numpy as np

from lily.geo.place import Place
from lily.search.columns import Array
from lily.search.facts import Flag
from lily.search.matches import addresses_of, phrase_addresses
from lily.search.question import Clause, Hint, Question, Way
from lily.search.segment import Segment
from lily.search.snapshot import Snapshot
from lily.search.zones import ZONES

_MOST = 3
PLACED, NATIONAL, REMOTE = int(Flag.PLACED), int(Flag.NATIONAL), int(Flag.REMOTE)


def of_words(snapshot: Snapshot, question: Question, documents: Array) -> list[list[str]]:
    """Return, for each document, where it says what was asked: “Name says “lunch club””."""
    reasons: list[list[str]] = [[] for _ in documents]
    numbers = documents.astype(np.int64)
    telling = [clause for clause in question.clauses if not clause.is_filler]
    asked: list[Hint | Clause] = [*question.hints, *telling]
    for each in asked:
        told = np.zeros(len(documents), bool)
        for way in sorted(each.ways, key=lambda way: -way.weight):
            zones = _zones(snapshot, way, numbers)
            for place in np.flatnonzero((zones >= 0) & ~told):
                reasons[place].append(_reason(int(zones[place]), way, each.said))
            told |= zones >= 0
            if told.all():
                break
    return [list(dict.fromkeys(each))[:_MOST] for each in reasons]


def _reason(zone: int, way: Way, asked: str) -> str:
    said = f"{ZONES[zone].said} says “{way.said}”"
    return said if way.weight == 1 or way.said == asked else f"{said} for “{asked}”"


def _zones(snapshot: Snapshot, way: Way, documents: Array) -> Array:
    """Return the first zone in which each document says it that way, or -1."""
    zones = np.full(len(documents), -1)
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
        inside = np.flatnonzero((documents >= base) & (documents < base + segment.documents))
        if len(inside):
            zones[inside] = _zones_in(segment, way, documents[inside] - base)
    return zones


def _zones_in(segment: Segment, way: Way, documents: Array) -> Array:
    text = segment.text
    if way.is_together:
        every = (
            addresses_of(text, way.stems[0])
            if len(way.stems) == 1
            else phrase_addresses(text, way.stems)
        )
        return _first_zones(every, text.zone_starts, documents)
    found = [_first_zones(addresses_of(text, s), text.zone_starts, documents) for s in way.stems]
    zones: Array = np.where(np.min(found, axis=0) < 0, -1, np.max(found, axis=0))
    return zones


def _first_zones(addresses: Array, zone_starts: Array, documents: Array) -> Array:
    """Return the zone of the first of the addresses that lies in each document, or -1."""
    zones = np.full(len(documents), -1)
    if not len(addresses):
        return zones
    starts = zone_starts[documents * len(ZONES)]
    ends = zone_starts[(documents + 1) * len(ZONES)]
    first = np.minimum(np.searchsorted(addresses, starts), len(addresses) - 1)
    at = addresses[first]
    inside = (at >= starts) & (at < ends)
    cells = np.searchsorted(zone_starts, at[inside], "right") - 1
    zones[inside] = cells % len(ZONES)
    return zones


def of_place(
    snapshot: Snapshot, documents: Array, place: Place, is_near: Sequence[bool]
) -> list[list[str]]:
    """Return, for each document, why it is shown for a place other than that it is close by."""
    flags: list[int] = snapshot.facts.flags[documents].tolist()
    serves = f"Serves {place.district_name or place.name}"
    return [_of_place(each, serves, near) for each, near in zip(flags, is_near, strict=True)]


def _of_place(flags: int, serves: str, is_near: bool) -> list[str]:
    if is_near:
        return [] if flags & PLACED else [serves]
    if flags & NATIONAL:
        return ["For people everywhere"]
    if flags & REMOTE:
        return ["By phone or online"]
    return ["No place is given"]
