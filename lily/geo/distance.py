"""Distances along the ground, in miles, on a sphere of the Earth's mean radius."""

from math import asin, cos, radians, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_RADIUS_MILES = 3958.7613
"""The mean radius of the Earth (IUGG R1), 6371.0088 km, in miles."""
METRES_IN_A_MILE = 1609.344


def miles(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Return the great-circle distance between two points in degrees, by the haversine formula."""
    first, second = radians(latitude), radians(other_latitude)
    north, east = sin((second - first) / 2), sin(radians(other_longitude - longitude) / 2)
    half_chord = sqrt(min(1.0, north * north + cos(first) * cos(second) * east * east))
    return 2 * EARTH_RADIUS_MILES * asin(half_chord)


def miles_to_many(
    latitude: float, longitude: float, latitudes: ArrayLike, longitudes: ArrayLike
) -> NDArray[np.float64]:
    """Return the distance in miles from one point to each of many: two arrays of one shape."""
    first = np.radians(latitude)
    others = np.radians(np.asarray(latitudes, dtype=np.float64))
    north = np.sin((others - first) / 2)
    east = np.sin(np.radians(np.asarray(longitudes, dtype=np.float64) - longitude) / 2)
    half_chord = np.sqrt(north * north + np.cos(first) * np.cos(others) * east * east)
    found: NDArray[np.float64] = 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, half_chord))
    return found


def miles_in_words(metres: float) -> str:
    """Return a rough distance as people say it: "half a mile", "5 miles"."""
    distance = metres / METRES_IN_A_MILE
    if distance < 0.35:
        return "a quarter of a mile"
    if distance < 0.75:
        return "half a mile"
    whole = round(distance)
    return "1 mile" if whole == 1 else f"{whole} miles"
