"""Postcodes on their way into a shard: a table of one area, joined with what was known before."""

from typing import NamedTuple

import numpy as np

from lily.geo.shards import (
    DEGREES_TO_UNITS,
    INWARD_SIZE,
    Shard,
    inward_number,
)

NOT_KNOWN = ("", "")


class Unit(NamedTuple):
    """One postcode: its position in hundred-thousandths of a degree, its codes, whether ended."""

    latitude: int
    longitude: int
    codes: tuple[str, str] = NOT_KNOWN
    has_ended: bool = False


Units = dict[str, Unit]
"""The postcodes of one area, without spaces: {"PE317EX": Unit(...)}."""


def area_of(postcode: str) -> str:
    """Return the letters that a postcode begins with."""
    return postcode[:2] if postcode[1:2].isalpha() else postcode[:1]


def to_units(degrees: float) -> int:
    """Return an angle as a shard keeps it."""
    return round(degrees * DEGREES_TO_UNITS)


def make_shard(units: Units) -> Shard:
    """Return the columns of an area's postcodes, in order."""
    outcodes = tuple(sorted({postcode[:-3] for postcode in units}))
    places = {outcode: place for place, outcode in enumerate(outcodes)}
    codes = (NOT_KNOWN, *sorted({unit.codes for unit in units.values()} - {NOT_KNOWN}))
    numbers = {pair: number for number, pair in enumerate(codes)}
    rows = sorted(
        (places[postcode[:-3]] * INWARD_SIZE + (inward_number(postcode[-3:]) or 0), unit)
        for postcode, unit in units.items()
    )
    return Shard(
        outcodes=outcodes,
        codes=codes,
        keys=np.array([key for key, _ in rows], dtype=np.uint32),
        latitudes=np.array([unit.latitude for _, unit in rows], dtype=np.int32),
        longitudes=np.array([unit.longitude for _, unit in rows], dtype=np.int32),
        wards=np.array([numbers[unit.codes] for _, unit in rows], dtype=np.uint16),
        ended=np.array([unit.has_ended for _, unit in rows], dtype=bool),
    )


def read_shard(shard: Shard) -> Units:
    """Return the postcodes of a shard as a table: what `make_shard` was given."""
    return {
        "".join(shard.postcode_at(row)): Unit(
            int(shard.latitudes[row]),
            int(shard.longitudes[row]),
            shard.codes[int(shard.wards[row])],
            bool(shard.ended[row]),
        )
        for row in range(len(shard))
    }


def replace_release(before: Units, release: Units) -> Units:
    """Return a new release, with what it no longer lists kept as postcodes that have ended."""
    gone = {
        postcode: unit._replace(has_ended=True)
        for postcode, unit in before.items()
        if postcode not in release
    }
    return gone | release


def add_history(before: Units, history: Units, *, says_which_ended: bool) -> Units:
    """Return what was known, with the postcodes it lacked and, if told, which have ended.

    Positions and codes that we have stay, since they come from a release of its own; a postcode
    without codes takes those that the history gives.
    """
    joined = dict(before)
    for postcode, found in history.items():
        known = before.get(postcode, found)
        joined[postcode] = known._replace(
            codes=found.codes if known.codes == NOT_KNOWN else known.codes,
            has_ended=found.has_ended if says_which_ended else known.has_ended,
        )
    return joined
