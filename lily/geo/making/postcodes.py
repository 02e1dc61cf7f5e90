"""Makes the bundle of all postcodes: a shard an area, and the tables that sum them up."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lily.errors import Refused
from lily.geo.bundle import Bundle, Packed, write_bundle
from lily.geo.gazetteer import SHARD, Gazetteer
from lily.geo.making.placing import put_in_place
from lily.geo.making.tables import to_csv
from lily.geo.making.units import Units, make_shard, read_shard
from lily.geo.middles import main_district, middle, middle_of
from lily.geo.shards import DEGREES_TO_UNITS, Shard, pack

Part = bytes | Packed
Join = Callable[[Units, Units], Units]
"""How what was known of an area and what a file says become one."""


@dataclass
class Tally:
    """What went into a bundle, to be said to the operator."""

    in_use: int = 0
    ended: int = 0
    areas: int = 0
    file: Path = Path()


@dataclass
class Draft:
    """The parts of a bundle while it is made."""

    parts: dict[str, Part] = field(default_factory=dict)
    outcodes: list[tuple[object, ...]] = field(default_factory=list)
    points: dict[str, list[NDArray[np.int32]]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[str, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    def add(self, area: str, shard: Shard, packed: Packed | None = None) -> None:
        """Take in the postcodes of one area, packed already where it has not changed."""
        self.parts[SHARD + area] = packed or pack(shard)
        for outcode in shard.outcodes:
            rows = shard.rows_of(outcode)
            self.outcodes.append((outcode, *middle(shard, rows), main_district(shard, rows)))
        for number, (district, ward) in enumerate(shard.codes):
            if ward:
                self.parents[ward] = district
            mine = (shard.wards == number) & ~shard.ended
            if district and mine.any():
                here = np.stack((shard.latitudes[mine], shard.longitudes[mine]))
                self.points[district].append(here)
        ended = int(shard.ended.sum())
        self.tally.areas += 1
        self.tally.ended += ended
        self.tally.in_use += len(shard) - ended

    def districts(self, counties: Mapping[str, str]) -> list[tuple[object, ...]]:
        """Return the middle and radius of every district, with the county it lies in."""
        found: list[tuple[object, ...]] = []
        for district, parts in sorted(self.points.items()):
            latitudes, longitudes = np.concatenate(parts, axis=1) / DEGREES_TO_UNITS
            found.append((district, *middle_of(latitudes, longitudes), counties.get(district, "")))
        return found


def make_postcodes(
    target: Path,
    areas: Iterable[tuple[str, Units]],
    *,
    join: Join,
    before: Gazetteer | None,
    about: Callable[[], tuple[Mapping[str, str], Mapping[str, str], str]],
) -> Tally:
    """Make the bundle anew from a file's areas and from what was known before.

    `about` is asked last: for names by code, counties by district, and the name of the release.
    Raises Refused, and leaves what was in force, when the file cannot be read to its end.
    """
    draft = Draft()
    for area, units in areas:
        known = before.shard(area) if before else None
        draft.add(area, make_shard(join(read_shard(known) if known else {}, units)))
    if not draft.parts:
        raise Refused("There are no postcodes in that file.")
    names, counties, release = about()
    _keep_the_rest(draft, before)
    kept_release = release or (before.release if before else "")
    parts: dict[str, Part] = {
        "release.json": json.dumps({"release": kept_release}).encode(),
        "names.csv": _names(draft, names, before),
        "districts.csv": to_csv(
            ("district", "latitude", "longitude", "radius_m", "county"),
            draft.districts(_counties(before) | dict(counties)),
        ),
        "outcodes.csv": to_csv(
            ("outcode", "latitude", "longitude", "radius_m", "district"), sorted(draft.outcodes)
        ),
        **dict(sorted(draft.parts.items())),
    }
    put_in_place(target, partial(write_bundle, parts=parts), partial(_check, parts=parts))
    draft.tally.file = target
    return draft.tally


def _keep_the_rest(draft: Draft, before: Gazetteer | None) -> None:
    """Take over the areas that the file says nothing about."""
    for area in before.areas() if before else ():
        shard = before.shard(area) if before else None
        if before and shard is not None and SHARD + area not in draft.parts:
            draft.add(area, shard, before.packed(area))


def _counties(before: Gazetteer | None) -> dict[str, str]:
    known = before.districts if before else {}
    return {code: patch.district for code, patch in known.items()}


def _names(draft: Draft, names: Mapping[str, str], before: Gazetteer | None) -> bytes:
    known = (before.names if before else {}) | dict(names)
    parents = (before.parents if before else {}) | draft.parents
    rows = [(code, name, parents.get(code, "")) for code, name in sorted(known.items())]
    return to_csv(("code", "name", "district"), rows)


def _check(path: Path, parts: Mapping[str, Part]) -> None:
    """Read back what was written, every part of it. Raises Refused when it differs."""
    written = Bundle(path)
    if any(
        content not in (written.read(name), written.packed(name)) for name, content in parts.items()
    ):
        raise Refused("The gazetteer could not be written whole. Is the disk full?")
