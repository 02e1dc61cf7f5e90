"""Names of towns for the outline map, so that a person knows where they look."""

from collections.abc import Sequence

import numpy as np

from lily.geo.settlements import settlements

MARGIN = 0.35
"""Degrees around the pins, for those who zoom out a little."""
MOST = 24
APART = (0.035, 0.09)
"""Degrees of latitude and longitude below which two names would run into each other."""


def names_around(points: Sequence[tuple[float, float]]) -> list[tuple[str, float, float]]:
    """Return (name, latitude, longitude) of the largest places around some points, large first."""
    if not points:
        return []
    book = settlements()
    latitudes, longitudes = zip(*points, strict=True)
    inside = (
        (book.latitudes > min(latitudes) - MARGIN)
        & (book.latitudes < max(latitudes) + MARGIN)
        & (book.longitudes > min(longitudes) - 2 * MARGIN)
        & (book.longitudes < max(longitudes) + 2 * MARGIN)
        & book.exact
    )
    rows = np.flatnonzero(inside)
    named: list[tuple[str, float, float]] = []
    for row in rows[np.argsort(-book.populations[rows], kind="stable")]:
        latitude, longitude = float(book.latitudes[row]), float(book.longitudes[row])
        if all(
            abs(latitude - each[1]) > APART[0] or abs(longitude - each[2]) > APART[1]
            for each in named
        ):
            named.append((book.names[row], round(latitude, 4), round(longitude, 4)))
        if len(named) == MOST:
            break
    return named
