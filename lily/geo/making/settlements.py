"""Makes the file of place names from a list of GeoNames: cities, towns, villages and hamlets."""

import csv
import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from pathlib import Path

import numpy as np

from lily.errors import Refused
from lily.geo.bundle import Bundle, write_bundle
from lily.geo.distance import miles
from lily.geo.gazetteer import Gazetteer
from lily.geo.making.nearest import NearestPostcode
from lily.geo.making.placing import put_in_place
from lily.geo.names import joined, key_of
from lily.geo.shards import DEGREES_TO_UNITS

SAME_PLACE_MILES = 4
"""Two entries of one name closer than this are one place."""
BIG_TOWN, OF_BIG_TOWN_MILES = 20_000, 12
CITY, OF_CITY_MILES = 200_000, 20
"""An entry without a population near a town of its name is a postal district of that town."""

_NOT_PLACES = re.compile(r"\(PO Boxes\)| Ho\.$|&#\d")
_SMALLEST_LIST = 4


@dataclass(frozen=True)
class Settlement:
    """A place with a name. One that is not `exact` stands in the middle of its outcode."""

    name: str
    latitude: float
    longitude: float
    population: int
    outcode: str
    district: str
    exact: bool
    ward: str = ""

    @property
    def key(self) -> str:
        """The name as it is looked up, with spaces."""
        return key_of(self.name)


def make_settlements(
    source: Path, target: Path, book: Gazetteer, watch: Callable[[int, int], None]
) -> int:
    """Write the place names of a list and return how many there are.

    Their districts, wards and outcodes are those of the nearest postcode in the gazetteer.
    """
    nearest = NearestPostcode(book)
    listed = _read(source)
    placed = []
    for number, settlement in enumerate(listed):
        placed.append(_place(settlement, nearest, book))
        watch(number + 1, len(listed))
    kept = sorted(_without_repeats(placed), key=lambda one: (_looked_up(one), -one.population))
    if len(kept) < _SMALLEST_LIST:
        raise Refused(f"{source.name} holds too few places.")
    parts = _columns(kept)
    put_in_place(target, partial(write_bundle, parts=parts), partial(_check, parts=parts))
    return len(kept)


def _read(source: Path) -> list[Settlement]:
    try:
        with source.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if not _NOT_PLACES.search(row["name"])]
        return [one for one in map(_settlement, rows) if _is_british(one)]
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"{source.name} cannot be read as a list of places: {error}.") from error


def _settlement(row: dict[str, str]) -> Settlement:
    return Settlement(
        name=html.unescape(row["name"]).replace(",", ", ").replace("  ", " ").strip(),
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        population=int(row["population"] or 0),
        outcode=row["outcode"],
        district=row["district"],
        exact=row["precision"] == "point",
    )


def _is_british(one: Settlement) -> bool:
    """Whether it lies in the British Isles, as the bases in Cyprus do not."""
    return 49 < one.latitude < 61.5 and -9 < one.longitude < 2.5


def _place(one: Settlement, nearest: NearestPostcode, book: Gazetteer) -> Settlement:
    if not one.exact and one.outcode in book.outcodes:
        patch = book.outcodes[one.outcode]
        return replace(
            one, latitude=patch.latitude, longitude=patch.longitude, district=patch.district
        )
    found = nearest.find(one.latitude, one.longitude)
    if found:
        outcode, district, ward = found
        return replace(one, outcode=outcode, district=district, ward=ward)
    return one if one.outcode else replace(one, outcode=_nearest_outcode(one, book))


def _nearest_outcode(one: Settlement, book: Gazetteer) -> str:
    return min(
        book.outcodes.values(),
        key=lambda patch: miles(one.latitude, one.longitude, patch.latitude, patch.longitude),
    ).code


def _without_repeats(settlements: Iterable[Settlement]) -> list[Settlement]:
    kept: list[Settlement] = []
    for _, group in groupby(sorted(settlements, key=_looked_up), key=_looked_up):
        mine: list[Settlement] = []
        for one in sorted(group, key=_worth, reverse=True):
            if not any(_repeats(one, other) for other in mine):
                mine.append(one)
        kept += mine
    return kept


def _looked_up(one: Settlement) -> str:
    return joined(one.key)


def _worth(one: Settlement) -> tuple[int, bool, int, str]:
    """Return what is kept of two: the populous, the exact, the one without a hyphen."""
    return one.population, one.exact, -len(one.name), one.outcode


def _repeats(one: Settlement, better: Settlement) -> bool:
    if one.outcode == better.outcode:
        return True
    apart = miles(one.latitude, one.longitude, better.latitude, better.longitude)
    if apart < SAME_PLACE_MILES:
        return True
    if one.population:
        return False
    return (better.population >= BIG_TOWN and apart < OF_BIG_TOWN_MILES) or (
        better.population >= CITY and apart < OF_CITY_MILES
    )


def _columns(kept: list[Settlement]) -> dict[str, bytes]:
    def text(values: Iterable[str]) -> bytes:
        return "\n".join(values).encode()

    def units(values: Iterable[float]) -> bytes:
        return np.array([round(value * DEGREES_TO_UNITS) for value in values], "<i4").tobytes()

    return {
        "names.txt": text(one.name for one in kept),
        "keys.txt": text(one.key for one in kept),
        "outcodes.txt": text(one.outcode for one in kept),
        "districts.txt": text(one.district for one in kept),
        "wards.txt": text(one.ward for one in kept),
        "latitudes": units(one.latitude for one in kept),
        "longitudes": units(one.longitude for one in kept),
        "populations": np.array([one.population for one in kept], "<i4").tobytes(),
        "exact": np.array([one.exact for one in kept], np.uint8).tobytes(),
    }


def _check(path: Path, parts: dict[str, bytes]) -> None:
    written = Bundle(path)
    if any(written.read(name) != content for name, content in parts.items()):
        raise Refused("The place names could not be written whole. Is the disk full?")
