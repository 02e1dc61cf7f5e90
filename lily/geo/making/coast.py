"""Makes the outline that the map draws from a coast in GeoJSON (Natural Earth, public domain)."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lily.errors import Refused
from lily.geo.making.placing import put_in_place

COUNTRIES = {"United Kingdom", "Ireland", "Isle of Man", "Jersey", "Guernsey"}
TOLERANCE = 0.004
"""A point closer to the line between its neighbours than this, in degrees, is left out."""
DECIMALS = 4
FEWEST_POINTS = 4

Line = NDArray[np.float64]


def make_coast(source: Path, target: Path) -> int:
    """Write the outline, as GeoJSON with few points, and return how many points it has."""
    try:
        features = json.loads(source.read_text(encoding="utf-8"))["features"]
        rings = [np.array(ring, dtype=np.float64) for ring in _rings(features)]
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"{source.name} cannot be read as a coast in GeoJSON.") from error
    thinned = [simplify(ring) for ring in rings]
    kept = [ring.round(DECIMALS).tolist() for ring in thinned if len(ring) >= FEWEST_POINTS]
    if not kept:
        raise Refused(f"{source.name} holds no coast of Great Britain or Ireland.")
    outline = {"type": "MultiPolygon", "coordinates": [[ring] for ring in kept]}
    text = json.dumps(outline, separators=(",", ":"))
    put_in_place(target, partial(_write, text=text), _read_back)
    return sum(len(ring) for ring in kept)


def _rings(features: list[dict[str, Any]]) -> Iterator[list[list[float]]]:
    """Return the outer rings of the countries we draw."""
    for feature in features:
        if feature["properties"]["name"] in COUNTRIES:
            shape = feature["geometry"]
            coordinates = shape["coordinates"]
            polygons = coordinates if shape["type"] == "MultiPolygon" else [coordinates]
            yield from (polygon[0] for polygon in polygons)


def simplify(line: Line) -> Line:
    """Return a line with the points that bend it by less than the tolerance left out.

    This is Douglas and Peucker's way: keep the point furthest from the line between the ends,
    and do the same on either side of it. Degrees of longitude are taken as at 54 degrees north.
    """
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    flat = line * (np.cos(np.radians(54.0)), 1.0)
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        far = _from_line(flat[first + 1 : last], flat[first], flat[last])
        furthest = int(np.argmax(far))
        if far[furthest] > TOLERANCE:
            middle = first + 1 + furthest
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return line[keep]


def _from_line(points: Line, start: Line, end: Line) -> Line:
    along, offsets = end - start, points - start
    length = float(np.hypot(*along))
    if length == 0:
        return np.hypot(offsets[:, 0], offsets[:, 1])
    far: Line = np.abs(along[0] * offsets[:, 1] - along[1] * offsets[:, 0]) / length
    return far


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")


def _read_back(path: Path) -> None:
    json.loads(path.read_text(encoding="utf-8"))
