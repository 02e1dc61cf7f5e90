"""Which of several places of one name somebody means: by the home area, then by population.

A place is clearly meant when it is the only one near home, or by far the largest. Otherwise we ask.
"""

from collections.abc import Sequence

import numpy as np

from lily.geo.place import Place
from lily.geo.settlements import Settlements

NEAR_HOME_MILES = 25
FAR_LARGER = 10
"""So many times the people: the one that is meant when nothing else decides."""
WELL_KNOWN = 20_000
CITY = 100_000
TOWN = 5_000


def rank(book: Settlements, rows: Sequence[int], home: Place | None) -> list[int]:
    """Return the rows, the likeliest first: near home before far, then large before small."""
    people = book.populations[list(rows)].tolist()
    if home is None:
        order = sorted(zip((-count for count in people), rows, strict=True))
    else:
        order = sorted(zip(book.miles_from(home, rows).tolist(), rows, strict=True))
    return [row for _, row in order]


def clearly_meant(book: Settlements, ranked: Sequence[int], home: Place | None) -> int | None:
    """Return the one of some ranked rows that is clearly meant, or None when we must ask."""
    if len(ranked) == 1:
        return ranked[0]
    if home is None:
        return _by_far_the_largest(book, ranked)
    distances = book.miles_from(home, ranked)
    near = [
        row for row, far in zip(ranked, distances.tolist(), strict=True) if far <= NEAR_HOME_MILES
    ]
    if not near:
        return _by_far_the_largest(book, ranked)
    far_enough = len(near) == 1 and distances[1] >= 2 * distances[0]
    best = near[0] if far_enough else _by_far_the_largest(book, near, least=1_000)
    return None if best is None or _is_outshone(book, best, ranked) else best


def _by_far_the_largest(book: Settlements, rows: Sequence[int], least: int = TOWN) -> int | None:
    people = book.populations[list(rows)]
    order = np.argsort(-people, kind="stable")
    first = int(people[order[0]])
    second = int(people[order[1]]) if len(rows) > 1 else 0
    return rows[int(order[0])] if first >= max(least, FAR_LARGER * second) else None


def _is_outshone(book: Settlements, best: int, rows: Sequence[int]) -> bool:
    """Whether a far city is so much better known that a hamlet near home may not be meant."""
    largest = int(book.populations[list(rows)].max())
    return largest >= CITY and largest >= FAR_LARGER * max(1, int(book.populations[best]))
