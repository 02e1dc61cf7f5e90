"""Points on the earth as points on a ball of radius 1, where distance is a subtraction.

The straight line (chord) between two points of the ball grows with the distance over the ground,
so chords are compared squared and only what is shown is turned into miles. In 32 bits a point is
right to half a metre.
"""

import numpy as np

from lily.geo.distance import EARTH_RADIUS_MILES
from lily.search.columns import Array


def on_ball(latitudes: Array, longitudes: Array) -> Array:
    """Return degrees as points, shape (n, 3), float32."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    flat = np.cos(north)
    points = np.stack([flat * np.cos(east), flat * np.sin(east), np.sin(north)], axis=-1)
    return points.astype(np.float32)


def squared_chord(miles: float) -> float:
    """Return the squared chord of a distance over the ground."""
    return float((2 * np.sin(min(miles / (2 * EARTH_RADIUS_MILES), np.pi / 2))) ** 2)


def squared_chords(points: Array, point: Array) -> Array:
    """Return the squared chords from one point to many, axis by axis: five times as fast."""
    chords: Array = np.zeros(len(points), np.float32)
    for axis in range(3):
        apart = points[:, axis] - point[axis]
        apart *= apart
        chords += apart
    return chords


def miles_of(squared_chords: Array) -> Array:
    """Return the distances over the ground that squared chords stand for."""
    half = np.minimum(np.sqrt(squared_chords.astype(np.float64)) / 2, 1)
    miles: Array = 2 * EARTH_RADIUS_MILES * np.arcsin(half)
    return miles
