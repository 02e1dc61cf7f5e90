"""What people add to a name to say which: "Heacham, Norfolk", "Newton near Swaffham"."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from lily.geo.areas import find_region
from lily.geo.distance import METRES_IN_A_MILE, miles, miles_to_many
from lily.geo.gazetteer import Patch
from lily.geo.names import key_of
from lily.geo.postcodes import find_outcode
from lily.geo.settlements import Settlements

Reading = tuple[str, list[str]]
"""A name, and what was added to it."""

NEAR_ANOTHER_MILES = 20
OF_REGION_MILES = 10
NATIONS = {"england": "E", "scotland": "S", "wales": "W", "cymru": "W", "northern ireland": ""}
EVERYWHERE = {"uk", "gb", "united kingdom", "great britain", "britain"}

_COMMAS = re.compile(r"[,;/()\n]+")
_JOINING = re.compile(r"\s+(?:near|nr\.?|in|by|at)\s+", re.IGNORECASE)
_MOST_PARTS = 5


def readings(text: str) -> Iterator[Reading]:
    """Return the ways to read a text as a name and what was added, the plainest first."""
    parts = [part.strip() for part in _COMMAS.split(text) if part.strip()][:_MOST_PARTS]
    if not parts:
        return
    head, rest = parts[0], [more for part in parts[1:] for more in _split_outcode(part)]
    yield head, rest
    for match in _JOINING.finditer(head):
        yield head[: match.start()], [head[match.end() :], *rest]
    words = head.split()
    for count in range(len(words) - 1, 0, -1):
        yield " ".join(words[:count]), [" ".join(words[count:]), *rest]


def later_readings(text: str) -> Iterator[Reading]:
    """Return readings that pass over the beginning, a street say."""
    parts = [part.strip() for part in _COMMAS.split(text) if part.strip()][:_MOST_PARTS]
    for number in range(1, len(parts)):
        yield parts[number], parts[number + 1 :]


def endings(text: str) -> Iterator[str]:
    """Return a text without its first words, fewer and fewer: "Old Hunstanton", "Hunstanton"."""
    words = text.split()
    for number in range(1, min(len(words), _MOST_PARTS)):
        yield " ".join(words[number:])


def _split_outcode(part: str) -> list[str]:
    words = part.split()
    if len(words) > 1 and find_outcode(words[-1]):
        return [" ".join(words[:-1]), words[-1]]
    return [part]


def narrow(book: Settlements, rows: Sequence[int], added: str) -> list[int] | None:
    """Return those of the rows that an addition allows, or None when we do not understand it."""
    key = key_of(added)
    if key in EVERYWHERE:
        return list(rows)
    if key in NATIONS:
        return [row for row in rows if book.districts[row][:1] == NATIONS[key]]
    outcode = find_outcode(added)
    if outcode:
        return [row for row in rows if book.outcodes[row] == outcode.name]
    region, anchors = find_region(added), book.rows_of(key)
    if not region and not anchors:
        return None
    return (
        _within(book, rows, region) or _beside(book, rows, anchors) or _close_to(book, rows, region)
    )


def _within(book: Settlements, rows: Sequence[int], region: Sequence[Patch]) -> list[int]:
    codes = {patch.code for patch in region}
    return [row for row in rows if book.districts[row] in codes]


def _close_to(book: Settlements, rows: Sequence[int], region: Sequence[Patch]) -> list[int]:
    """Return the rows just outside a region: Torquay is in Devon to all but its council."""
    found = []
    for row in rows:
        point = float(book.latitudes[row]), float(book.longitudes[row])
        if any(_outside_by(patch, *point) <= OF_REGION_MILES for patch in region):
            found.append(row)
    return found


def _outside_by(patch: Patch, latitude: float, longitude: float) -> float:
    from_middle = miles(patch.latitude, patch.longitude, latitude, longitude)
    return from_middle - patch.radius_m / METRES_IN_A_MILE


def _beside(book: Settlements, rows: Sequence[int], anchors: Sequence[int]) -> list[int]:
    """Return the rows near any of the anchors, unless others are much nearer."""
    if not anchors:
        return []
    index = np.asarray(anchors, dtype=np.intp)
    north, east = book.latitudes[index], book.longitudes[index]
    nearest = [
        float(miles_to_many(book.latitudes[row], book.longitudes[row], north, east).min())
        for row in rows
    ]
    reach = min(NEAR_ANOTHER_MILES, 2 * min(nearest) + 1)
    return [row for row, far in zip(rows, nearest, strict=True) if far <= reach]
