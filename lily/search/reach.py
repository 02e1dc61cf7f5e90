"""Who can get there: the catchment rule, distances, and what is near or anywhere.

A listing is near when it serves the place (its district, its ward, a circle that holds it), or has
a shown place within the radius and is not restricted to people from elsewhere. Of the others,
those that are national, work by phone or online, or say nowhere where they are, are anywhere. The
rest is not shown. A confidential place is no shown place: it has no distance and no radius.
"""

import math
from dataclasses import dataclass

import numpy as np

from lily.geo import areas
from lily.geo.distance import METRES_IN_A_MILE
from lily.geo.place import Place
from lily.search.columns import Array
from lily.search.facts import Flag
from lily.search.points import miles_of, on_ball, squared_chord, squared_chords
from lily.search.request import DEFAULT_MILES
from lily.search.snapshot import Snapshot

_SLACK = 1e-6
"""Above the rounding of a height in 32 bits."""
_RESTRICTED, _PLACED = int(Flag.RESTRICTED), int(Flag.PLACED)
_REMOTE = int(Flag.NATIONAL | Flag.REMOTE)


@dataclass(frozen=True)
class Reach:
    """What a place can reach. By document: whether it is near, or anywhere.

    `point` is the place on the ball; `radius` is in miles.
    """

    snapshot: Snapshot
    near: Array
    anywhere: Array
    point: Array
    radius: float

    def miles(self, documents: Array) -> Array:
        """Return the miles to the nearest shown place of each of the documents, or infinity."""
        facts = self.snapshot.facts
        starts = facts.place_bounds[documents]
        counts = facts.place_bounds[documents + 1] - starts
        nearest = np.full(len(documents), np.inf)
        placed = np.flatnonzero(counts)
        if len(placed):
            counts = counts[placed]
            firsts = np.cumsum(counts) - counts
            numbers = np.repeat(starts[placed] - firsts, counts) + np.arange(counts.sum())
            chords = squared_chords(facts.place_points[numbers], self.point)
            nearest[placed] = miles_of(np.minimum.reduceat(chords, firsts))
        return nearest


def radius_of(place: Place, within: float | None) -> float:
    """Return the radius in miles: as asked, or the usual one and what the place is unsure by."""
    if within is not None:
        return within
    return DEFAULT_MILES + math.floor(place.uncertainty_m / METRES_IN_A_MILE)


def reach(snapshot: Snapshot, place: Place, within: float | None) -> Reach:
    """Work out what a place can reach."""
    point = on_ball(np.array([place.latitude]), np.array([place.longitude]))[0]
    radius = radius_of(place, within)
    serves = _serves(snapshot, place, point)
    elsewhere = snapshot.flagged(_RESTRICTED) & ~(serves | _perhaps(snapshot, place))
    near = serves | (_within(snapshot, point, radius) & ~elsewhere)
    without = snapshot.flagged(_REMOTE) | ~snapshot.flagged(_PLACED)
    anywhere = without & ~(near | elsewhere)
    return Reach(snapshot, near, anywhere, point, radius)


def _within(snapshot: Snapshot, point: Array, radius: float) -> Array:
    """Return whether each document has a shown place within the radius of a point.

    Two points are no further apart in height than the chord between them is long, so only a belt
    of the ball is measured.
    """
    heights, points, documents = snapshot.belt
    chord = squared_chord(radius)
    belt = np.array([-1, 1], np.float32) * np.float32(math.sqrt(chord) + _SLACK) + point[2]
    start, end = np.searchsorted(heights, belt.astype(np.float32))
    inside = squared_chords(points[start:end], point) <= chord
    held = np.zeros(snapshot.size, bool)
    held[documents[start:end][inside]] = True
    return held


def nearest_number(snapshot: Snapshot, start: int, count: int, point: Array) -> int:
    """Return the number on its card of the shown place that is nearest to a point.

    The places are the `count` (1 or more) from `start` on, all of one document.
    """
    facts = snapshot.facts
    if count == 1:
        return int(facts.place_numbers[start])
    chords = squared_chords(facts.place_points[start : start + count], point)
    return int(facts.place_numbers[start + int(np.argmin(chords))])


def _serves(snapshot: Snapshot, place: Place, point: Array) -> Array:
    """Return whether each document says that it serves the place."""
    codes = {code for code in (place.district_code, place.ward_code) if code}
    serves = _with_codes(snapshot, codes)
    facts = snapshot.facts
    if len(facts.circle_documents):
        inside = squared_chords(facts.circle_points, point) <= facts.circle_chords
        serves[facts.circle_documents[inside]] = True
    return serves


def _perhaps(snapshot: Snapshot, place: Place) -> Array:
    """Return whether each document serves a ward of the district, where the ward is not known."""
    if place.ward_code or not place.district_code:
        return np.zeros(snapshot.size, bool)
    return _with_codes(snapshot, set(areas.wards_of(place.district_code)))


def _with_codes(snapshot: Snapshot, codes: set[str]) -> Array:
    facts = snapshot.facts
    held = np.zeros(snapshot.size, bool)
    for number, code in enumerate(facts.codes):
        if code in codes:
            start, end = np.searchsorted(facts.code_numbers, [number, number + 1])
            held[facts.code_documents[start:end]] = True
    return held
