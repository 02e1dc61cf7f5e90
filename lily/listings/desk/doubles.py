"""Which listings, or organisations, look like one: by names, places, numbers and addresses.

Only those that share something rare enough are compared (blocking), so that ten thousand take
seconds. Nothing here reads or writes the database.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from lily.geo.distance import miles
from lily.search.analysis import stem, words

NEAR_MILES = 0.125
"""About 200 metres."""
LEAST_SCORE = 0.6
LEAST_LIKENESS = 0.5
"""Names less alike than this are two, whatever else they share."""
MOST_IN_BLOCK = 60
"""What more things than this share (a council's switchboard) tells nothing."""
_CELL = 0.004
_SAY_LITTLE = frozenset(
    words("the and of for in at a an ltd limited cic cio charity group club service services uk")
)
Point = tuple[float, float]


@dataclass(frozen=True)
class Thing:
    """What is compared of a listing or organisation. `codes` are charity and company numbers."""

    id: UUID
    name: str
    owner_id: UUID | None = None
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    urls: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    points: tuple[Point, ...] = field(default=())

    @cached_property
    def stems(self) -> frozenset[str]:
        """The telling words of its name."""
        every = frozenset(map(stem, words(self.name)))
        return frozenset(map(stem, set(words(self.name)) - _SAY_LITTLE)) or every


@dataclass(frozen=True)
class Pair:
    """Two that look like one; `one` has the lesser identifier."""

    one: UUID
    other: UUID
    score: float
    reasons: tuple[str, ...]


def phone_key(number: str) -> str:
    """Return a number so that all ways of writing it are the same."""
    return re.sub(r"^(?:0044|44)", "0", re.sub(r"\(0\)|\D", "", number))


def url_key(address: str) -> str:
    """Return a web address so that all ways of writing it are the same; empty if it is none."""
    parts = urlsplit(address if "//" in address else f"//{address}")
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/').lower()}" if "." in host else ""


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much of two names' words is shared, from 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def find_pairs(things: Sequence[Thing]) -> list[Pair]:
    """Return the pairs that look like one, the likeliest first."""
    compared: set[tuple[UUID, UUID]] = set()
    found = []
    for block in _blocks(things):
        for one, other in combinations(block, 2):
            key = (min(one.id, other.id), max(one.id, other.id))
            if key in compared:
                continue
            compared.add(key)
            if pair := compare(one, other):
                found.append(pair)
    return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def _blocks(things: Sequence[Thing]) -> Iterable[list[Thing]]:
    common = Counter(word for thing in things for word in thing.stems)
    blocks: dict[Any, list[Thing]] = defaultdict(list)
    for thing in things:
        for key in _keys(thing, common):
            blocks[key].append(thing)
    return (block for block in blocks.values() if 1 < len(block) <= MOST_IN_BLOCK)


def _keys(thing: Thing, common: Counter[str]) -> Iterator[Any]:
    """Yield what a thing shares with others that it is compared with."""
    yield thing.stems
    yield from thing.phones
    yield from thing.emails
    yield from thing.urls
    yield from thing.codes
    rare = sorted(thing.stems, key=lambda word: (common[word], word))[:2]
    yield from rare
    for cell in {cell for point in thing.points for cell in _cells(point)}:
        yield from ((cell, word) for word in thing.stems)


def _cells(point: Point) -> Iterator[tuple[int, int]]:
    """Yield four cells of a grid, so that any two points within half a cell share one."""
    row, column = int(point[0] // _CELL), int(point[1] // (_CELL * 1.6))
    yield from ((row + down, column + across) for down in (0, 1) for across in (0, 1))


def compare(one: Thing, other: Thing) -> Pair | None:
    """Return the pair that two things are, or None where they are clearly two."""
    alike = likeness(one.stems, other.stems)
    shares_code = bool(one.codes & other.codes)
    if alike < LEAST_LIKENESS and not shares_code:
        return None
    parts = list(_reasons(one, other, alike))
    score = min(1.0, sum(weight for weight, _ in parts))
    if score < LEAST_SCORE:
        return None
    low, high = min(one.id, other.id), max(one.id, other.id)
    return Pair(low, high, round(score, 3), tuple(words for _, words in parts))


_SHARED = (
    ("codes", 0.6, "The same charity or company number"),
    ("phones", 0.2, "The same telephone number"),
    ("emails", 0.2, "The same e-mail address"),
    ("urls", 0.2, "The same website"),
)


def _reasons(one: Thing, other: Thing, alike: float) -> Iterator[tuple[float, str]]:
    if alike == 1:
        yield 0.5, "The same name"
    elif alike >= LEAST_LIKENESS:
        yield alike * 0.4, "Names that are alike"
    if _are_near(one, other):
        yield 0.25, "Within 200 metres of each other"
    elif one.points and other.points:
        yield -0.4, "In different places"
    for name, weight, said in _SHARED:
        if getattr(one, name) & getattr(other, name):
            yield weight, said
    if one.owner_id and one.owner_id == other.owner_id:
        yield 0.1, "Run by the same organisation"


def _are_near(one: Thing, other: Thing) -> bool:
    return any(
        miles(here[0], here[1], there[0], there[1]) <= NEAR_MILES
        for here in one.points
        for there in other.points
    )
