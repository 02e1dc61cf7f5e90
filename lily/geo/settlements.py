"""Place names, in the order of their keys: one row of every column for each place."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache
from math import pi, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lily.geo import files
from lily.geo.distance import miles_to_many
from lily.geo.gazetteer import gazetteer
from lily.geo.name_columns import NameColumns, read_names
from lily.geo.names import joined
from lily.geo.own_places import add_own_places, read_own_places
from lily.geo.place import Place, Precision
from lily.geo.postcodes import OUTSIDE

VILLAGE_M = 1_000
TOWN = 5_000
PEOPLE_PER_M2 = 0.004
"""How far a place reaches when we know only how many live there: 4,000 people to a km2."""
UNKNOWN_OUTCODE_M = 20_000
AFTER_ANY_LETTER = "\U0010ffff"


class Settlements:
    """All place names, in the order of their keys."""

    def __init__(self, columns: NameColumns) -> None:
        """Lay out the columns; the keys must be in order."""
        self.names = columns.names
        self.spaced = columns.keys
        self.keys = [joined(key) for key in columns.keys]
        self.outcodes = columns.outcodes
        self.districts = columns.districts
        self.wards = columns.wards
        self.latitudes = columns.latitudes
        self.longitudes = columns.longitudes
        self.populations = columns.populations
        self.exact = columns.exact

    def __len__(self) -> int:
        """How many places there are."""
        return len(self.keys)

    def rows_of(self, key: str) -> list[int]:
        """Return the rows of the places with exactly this key (spaces do not count)."""
        wanted = joined(key)
        first = bisect_left(self.keys, wanted)
        last = first
        while last < len(self.keys) and self.keys[last] == wanted:
            last += 1
        return list(range(first, last)) if wanted else []

    def rows_from(self, key: str) -> list[int]:
        """Return the rows of the places whose key begins with this one."""
        wanted = joined(key)
        first = bisect_left(self.keys, wanted)
        return list(range(first, bisect_left(self.keys, wanted + AFTER_ANY_LETTER)))

    @cached_property
    def _blob(self) -> tuple[str, NDArray[np.int64]]:
        starts = np.cumsum([0, *(len(key) + 1 for key in self.spaced[:-1])])
        return "\n".join(self.spaced), starts

    def rows_with_word(self, start: str, most: int) -> list[int]:
        """Return the rows where a later word of the name begins so; at most so many."""
        blob, starts = self._blob
        rows: list[int] = []
        found = blob.find(f" {start}")
        while found >= 0 and len(rows) < most:
            rows.append(int(np.searchsorted(starts, found, side="right")) - 1)
            found = blob.find(f" {start}", found + 1)
        return rows

    def miles_from(self, place: Place, rows: Sequence[int]) -> NDArray[np.float64]:
        """Return how far each of the rows lies from a place."""
        index = np.asarray(rows, dtype=np.intp)
        return miles_to_many(
            place.latitude, place.longitude, self.latitudes[index], self.longitudes[index]
        )

    def place_at(self, row: int) -> Place:
        """Return the place of a row; its value names the outcode when others share its name."""
        name, outcode = self.names[row], self.outcodes[row]
        district = self.districts[row]
        is_alone = len(self.rows_of(self.keys[row])) == 1
        return Place(
            name=name,
            latitude=float(self.latitudes[row]),
            longitude=float(self.longitudes[row]),
            precision=Precision.PLACE,
            uncertainty_m=self._uncertainty(row),
            district_code=district or None,
            ward_code=(self.wards[row] or None) if self._is_village(row) else None,
            district_name=gazetteer().names.get(district) or _outside(outcode),
            value=name if is_alone else f"{name}, {outcode}",
            note="" if self.exact[row] else _roughly(name, outcode),
        )

    def _is_village(self, row: int) -> bool:
        """Whether the place is small enough to lie in the ward of its middle."""
        return bool(self.exact[row]) and int(self.populations[row]) < TOWN

    def _uncertainty(self, row: int) -> int:
        if self.exact[row]:
            return max(VILLAGE_M, round(sqrt(float(self.populations[row]) / PEOPLE_PER_M2 / pi)))
        patch = gazetteer().outcodes.get(self.outcodes[row])
        return patch.radius_m if patch else UNKNOWN_OUTCODE_M


def _outside(outcode: str) -> str | None:
    """Return the country of a place that no district of Great Britain holds."""
    if outcode[:2] not in OUTSIDE:
        return None
    return OUTSIDE[outcode[:2]].removeprefix("in ").removeprefix("on the ")


def _roughly(name: str, outcode: str) -> str:
    return f"We know only that {name} is in {outcode}, so this is the middle of {outcode}."


@lru_cache(maxsize=2)
def _read(listed: Path, own: Path) -> Settlements:
    columns = read_names(listed)
    known = [(name, place) for name, place in read_own_places(own) if place]
    return Settlements(add_own_places(columns, known) if known else columns)


def settlements() -> Settlements:
    """Return the place names in force, the operator's own among them."""
    return _read(files.find_file(files.PLACES), files.find_file(files.OWN_PLACES))


def forget() -> None:
    """Look again for the files at the next question: after an import, in this process alone."""
    _read.cache_clear()
