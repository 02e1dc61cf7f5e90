"""The postcode nearest to a point, which tells the district and the ward that the point is in."""

import numpy as np

from lily.geo.distance import METRES_IN_A_MILE, miles_to_many
from lily.geo.gazetteer import Gazetteer, gazetteer
from lily.geo.place import Place
from lily.geo.postcodes import area_of, place_at
from lily.geo.shards import DEGREES_TO_UNITS

FURTHEST_M = 15_000
"""Beyond this the nearest postcode says nothing of where a point is; it may be at sea."""
OUTCODES_LOOKED_AT = 8


def nearest_postcode(latitude: float, longitude: float) -> Place | None:
    """Return the postcode in use that is nearest to a point in degrees, or None within 15 km.

    It looks in the areas of the nearest outcodes, so it may miss by a few metres at the edge of
    an area; a district or ward seldom changes there.
    """
    book = gazetteer()
    best: tuple[float, Place] | None = None
    for area in _areas_near(book, latitude, longitude):
        shard = book.shard(area)
        if shard is None:
            continue
        rows = np.flatnonzero(~shard.ended)
        found = miles_to_many(
            latitude,
            longitude,
            shard.latitudes[rows] / DEGREES_TO_UNITS,
            shard.longitudes[rows] / DEGREES_TO_UNITS,
        )
        place = int(np.argmin(found))
        if best is None or found[place] < best[0]:
            best = float(found[place]), place_at(shard, int(rows[place]))
    if best is None or best[0] * METRES_IN_A_MILE > FURTHEST_M:
        return None
    return best[1]


def _areas_near(book: Gazetteer, latitude: float, longitude: float) -> set[str]:
    patches = list(book.outcodes.values())
    far = miles_to_many(
        latitude,
        longitude,
        [patch.latitude for patch in patches],
        [patch.longitude for patch in patches],
    )
    return {area_of(patches[place].code) for place in np.argsort(far)[:OUTCODES_LOOKED_AT].tolist()}
