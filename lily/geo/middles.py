"""What is worth knowing of many postcodes together: the middle of them and how far they spread."""

import numpy as np
from numpy.typing import NDArray

from lily.geo.distance import METRES_IN_A_MILE, miles_to_many
from lily.geo.shards import DEGREES_TO_UNITS, Shard

SPREAD = 90
"""The radius of an outcode or district holds this percentage of its postcodes."""
SMALLEST_RADIUS_M = 100


def middle(shard: Shard, rows: slice | NDArray[np.intp]) -> tuple[float, float, int]:
    """Return the median position (degrees) of some rows and the radius that holds 90 % of them.

    Postcodes that have ended count only where there are no others.
    """
    in_use = ~shard.ended[rows]
    if not in_use.any():
        in_use[:] = True
    latitudes = shard.latitudes[rows][in_use] / DEGREES_TO_UNITS
    longitudes = shard.longitudes[rows][in_use] / DEGREES_TO_UNITS
    return middle_of(latitudes, longitudes)


def middle_of(
    latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> tuple[float, float, int]:
    """Return the median position of some points and the radius in metres that holds 90 %."""
    latitude, longitude = float(np.median(latitudes)), float(np.median(longitudes))
    distances = miles_to_many(latitude, longitude, latitudes, longitudes) * METRES_IN_A_MILE
    radius = max(SMALLEST_RADIUS_M, round(float(np.percentile(distances, SPREAD))))
    return round(latitude, 5), round(longitude, 5), radius


def main_district(shard: Shard, rows: slice) -> str:
    """Return the code of the district that most of the rows lie in, or an empty text."""
    if not len(shard.wards[rows]):
        return ""
    districts: list[str] = [shard.codes[number][0] for number in shard.wards[rows].tolist()]
    return max(sorted(set(districts)), key=districts.count)
