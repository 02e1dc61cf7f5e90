"""All postcodes of one postcode area (PE, NR, ...) as columns, and as the bytes of a shard.

A postcode is a number: 4,000 times the place of its outcode in the area's list, plus its inward
part, which has a digit and two of twenty letters (10 x 20 x 20). A shard stores which numbers are
taken as bits, and for each, in order, how far it lies from the one before.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from lily.errors import Refused

INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
"""The letters that stand in the second half of a postcode: never C, I, K, M, O or V."""
INWARD_SIZE, SECTOR_SIZE = 4000, 400
DEGREES_TO_UNITS = 100_000
"""Positions are kept as whole numbers of 0.00001 degree, about a metre."""


@dataclass(frozen=True, eq=False)
class Shard:
    """The postcodes of an area in order: one row of every column for each.

    `keys` are the postcodes' numbers; `latitudes` and `longitudes` hundred-thousandths of a
    degree; `wards` the place of each one's (district, ward) in `codes`, where the first pair is
    always ("", ""): not known; `ended` whether it is no longer in use.
    """

    outcodes: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    keys: NDArray[np.uint32]
    latitudes: NDArray[np.int32]
    longitudes: NDArray[np.int32]
    wards: NDArray[np.uint16]
    ended: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many postcodes there are."""
        return len(self.keys)

    @cached_property
    def places_of_outcodes(self) -> dict[str, int]:
        """Where each outcode stands in the list."""
        return {outcode: place for place, outcode in enumerate(self.outcodes)}

    def row_of(self, outcode: str, inward: str) -> int | None:
        """Return the row of a postcode, or None."""
        place = self.places_of_outcodes.get(outcode)
        number = inward_number(inward)
        if place is None or number is None:
            return None
        key = place * INWARD_SIZE + number
        row = int(np.searchsorted(self.keys, np.uint32(key)))
        return row if row < len(self.keys) and int(self.keys[row]) == key else None

    def rows_of(self, outcode: str, sector: str = "") -> slice:
        """Return the rows of an outcode, or of one of its sectors (a digit); empty if unknown."""
        place = self.places_of_outcodes.get(outcode)
        if place is None:
            return slice(0, 0)
        start = place * INWARD_SIZE + (int(sector) * SECTOR_SIZE if sector else 0)
        edges = np.array([start, start + (SECTOR_SIZE if sector else INWARD_SIZE)], dtype=np.uint32)
        first, last = np.searchsorted(self.keys, edges)
        return slice(int(first), int(last))

    def postcode_at(self, row: int) -> tuple[str, str]:
        """Return the outward and inward half of a row's postcode."""
        place, number = divmod(int(self.keys[row]), INWARD_SIZE)
        digit, letters = divmod(number, SECTOR_SIZE)
        first, second = divmod(letters, len(INWARD_LETTERS))
        return self.outcodes[place], f"{digit}{INWARD_LETTERS[first]}{INWARD_LETTERS[second]}"


def inward_number(inward: str) -> int | None:
    """Return the number of an inward half such as "7EX", or None if there can be no such one."""
    digit, letters = inward[:1], inward[1:]
    if len(letters) != 2 or not digit.isdecimal():
        return None
    first, second = INWARD_LETTERS.find(letters[0]), INWARD_LETTERS.find(letters[1])
    return None if first < 0 or second < 0 else int(digit) * SECTOR_SIZE + first * 20 + second


def _in_planes(column: NDArray[np.int32]) -> bytes:
    """Return the steps of a column, small ones as small numbers, the low bytes first of all."""
    wide = column.astype(np.int64)
    steps = wide - np.concatenate((np.zeros(1, np.int64), wide[:-1]))
    folded = ((steps << 1) ^ (steps >> 63)).astype("<u4")
    return np.ascontiguousarray(folded.view(np.uint8).reshape(-1, 4).T).tobytes()


def _from_planes(planes: bytes) -> NDArray[np.int32]:
    folded = np.ascontiguousarray(np.frombuffer(planes, np.uint8).reshape(4, -1).T).view("<u4")
    numbers = folded.ravel().astype(np.int64)
    return np.cumsum((numbers >> 1) ^ -(numbers & 1)).astype(np.int32)


def pack(shard: Shard) -> bytes:
    """Return the bytes of a shard, not yet compressed."""
    taken = np.zeros(len(shard.outcodes) * INWARD_SIZE, dtype=bool)
    taken[shard.keys] = True
    header = {
        "outcodes": shard.outcodes,
        "codes": [" ".join(pair) for pair in shard.codes],
        "count": len(shard),
    }
    wards = np.ascontiguousarray(shard.wards.astype("<u2").view(np.uint8).reshape(-1, 2).T)
    return b"".join(
        (
            json.dumps(header, separators=(",", ":")).encode() + b"\n",
            np.packbits(taken).tobytes(),
            _in_planes(shard.latitudes),
            _in_planes(shard.longitudes),
            wards.tobytes(),
            np.packbits(shard.ended).tobytes(),
        )
    )


def unpack(content: bytes) -> Shard:
    """Return the shard that the bytes hold. Raises Refused when they are not those of a shard."""
    head, _, body = content.partition(b"\n")
    try:
        header = json.loads(head)
        outcodes, count = tuple(header["outcodes"]), int(header["count"])
        sizes = [len(outcodes) * INWARD_SIZE // 8, 4 * count, 4 * count, 2 * count]
        taken, north, east, wards, ended = _cut(body, sizes)
        keys = np.flatnonzero(np.unpackbits(np.frombuffer(taken, np.uint8))).astype(np.uint32)
        if len(keys) != count:
            raise ValueError("the count is wrong")
        return Shard(
            outcodes=outcodes,
            codes=tuple(_pair(text) for text in header["codes"]),
            keys=keys,
            latitudes=_from_planes(north),
            longitudes=_from_planes(east),
            wards=np.frombuffer(wards, np.uint8).reshape(2, -1).T.copy().view("<u2").ravel(),
            ended=np.unpackbits(np.frombuffer(ended, np.uint8), count=count).astype(bool),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("A part of the gazetteer is damaged. Import it again.") from error


def _cut(body: bytes, sizes: Sequence[int]) -> list[bytes]:
    edges = [*accumulate(sizes, initial=0), len(body)]
    return [body[first:last] for first, last in pairwise(edges)]


def _pair(text: str) -> tuple[str, str]:
    district, _, ward = text.partition(" ")
    return district, ward
