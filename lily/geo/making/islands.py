"""Reads the outcodes of Northern Ireland, the Channel Islands and the Isle of Man (GeoNames)."""

import csv
from functools import partial
from pathlib import Path

import numpy as np

from lily.errors import Refused
from lily.geo.distance import METRES_IN_A_MILE, miles_to_many
from lily.geo.making.placing import put_in_place
from lily.geo.making.tables import to_csv

HEADING = ["outcode", "lat", "lon", "places", "example_place"]
NEAREST, SMALLEST_M, LARGEST_M = 3, 3_000, 20_000


def make_islands(source: Path, target: Path) -> int:
    """Write the outcodes with an uncertainty for each and return how many there are.

    The source has rough positions and no extent, so the radius is our estimate: as far as the
    third nearest outcode, at least 3 km and at most 20 km.
    """
    try:
        with source.open(newline="", encoding="utf-8") as file:
            rows = [_read(row) for row in csv.DictReader(file)]
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"{source.name} cannot be read as a list of outcodes.") from error
    if len(rows) <= NEAREST:
        raise Refused(f"{source.name} holds too few outcodes.")
    latitudes = np.array([latitude for _, latitude, _, _ in rows])
    longitudes = np.array([longitude for _, _, longitude, _ in rows])
    found = []
    for outcode, latitude, longitude, example in rows:
        distances = np.sort(miles_to_many(latitude, longitude, latitudes, longitudes))
        radius = float(distances[NEAREST]) * METRES_IN_A_MILE
        found.append(
            (outcode, latitude, longitude, round(min(max(radius, SMALLEST_M), LARGEST_M)), example)
        )
    content = to_csv(("outcode", "latitude", "longitude", "radius_m", "example"), found)
    put_in_place(target, partial(_write, content=content), _read_back)
    return len(found)


def _read(row: dict[str, str]) -> tuple[str, float, float, str]:
    latitude, longitude = float(row["lat"]), float(row["lon"])
    if not (49 < latitude < 61 and -9 < longitude < 2):
        raise ValueError("outside the British Isles")
    return row["outcode"], latitude, longitude, row["example_place"]


def _read_back(path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        if not all(len(row) == 5 for row in csv.reader(file)):
            raise Refused("The outcodes could not be written whole. Is the disk full?")


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
