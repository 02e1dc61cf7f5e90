"""Finds the postcode that is nearest to a point, among all of them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lily.geo.distance import METRES_IN_A_MILE, miles_to_many
from lily.geo.gazetteer import Gazetteer
from lily.geo.shards import DEGREES_TO_UNITS

CELL = 2_000
"""Points are sorted into cells of 0.02 degree, in hundred-thousandths."""
ACROSS = 1_000
FURTHEST_CELLS = 4
FURTHEST_M = 8_000


class NearestPostcode:
    """All postcodes in use, sorted into cells of about 2 km."""

    def __init__(self, book: Gazetteer) -> None:
        """Read every area of the gazetteer once."""
        self._shards = [shard for area in book.areas() if (shard := book.shard(area))]
        columns = list(self._columns())
        self._north, self._east, self._rows, self._shard_numbers = (
            np.concatenate([part[number] for part in columns]) for number in range(4)
        )
        cells = self._cell(self._north, self._east)
        order = np.argsort(cells, kind="stable")
        self._cells = cells[order]
        self._order = order

    def _columns(self) -> Iterator[tuple[NDArray[np.int64], ...]]:
        for number, shard in enumerate(self._shards):
            rows = np.flatnonzero(~shard.ended)
            yield (
                shard.latitudes[rows].astype(np.int64),
                shard.longitudes[rows].astype(np.int64),
                rows.astype(np.int64),
                np.full(len(rows), number, dtype=np.int64),
            )

    @staticmethod
    def _cell(north: NDArray[np.int64], east: NDArray[np.int64]) -> NDArray[np.int64]:
        return (north // CELL) * ACROSS + east // CELL + ACROSS // 2

    def find(self, latitude: float, longitude: float) -> tuple[str, str, str] | None:
        """Return the outcode, district and ward of the nearest postcode, or None within 8 km."""
        row, column = (int(d * DEGREES_TO_UNITS) // CELL for d in (latitude, longitude))
        for ring in (1, FURTHEST_CELLS):
            found = self._around(row, column, ring)
            if len(found):
                return self._closest(latitude, longitude, found)
        return None

    def _around(self, row: int, column: int, ring: int) -> NDArray[np.intp]:
        parts = []
        for line in range(row - ring, row + ring + 1):
            first = line * ACROSS + column - ring + ACROSS // 2
            edges = np.searchsorted(self._cells, [first, first + 2 * ring + 1])
            parts.append(self._order[edges[0] : edges[1]])
        return np.concatenate(parts)

    def _closest(
        self, latitude: float, longitude: float, found: NDArray[np.intp]
    ) -> tuple[str, str, str] | None:
        north, east = (axis[found] / DEGREES_TO_UNITS for axis in (self._north, self._east))
        distances = miles_to_many(latitude, longitude, north, east)
        best = int(np.argmin(distances))
        if distances[best] * METRES_IN_A_MILE > FURTHEST_M:
            return None
        return self._describe(int(found[best]))

    def _describe(self, point: int) -> tuple[str, str, str]:
        shard = self._shards[int(self._shard_numbers[point])]
        row = int(self._rows[point])
        district, ward = shard.codes[int(shard.wards[row])]
        return shard.postcode_at(row)[0], district, ward
