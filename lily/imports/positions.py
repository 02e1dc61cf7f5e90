"""Where a place is: from its postcode, or from the position given where that is a sane one."""

from collections.abc import Callable

from lily.geo import postcodes
from lily.geo.distance import miles
from lily.geo.place import Place, Precision
from lily.imports.records import LocationRecord

Note = Callable[[str, str, object], None]

SOUTH, NORTH, WEST, EAST = 49.8, 60.95, -8.7, 1.85
MOST_MILES_APART = 5.0


def _in_the_uk(latitude: float, longitude: float) -> bool:
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


def _given(place: LocationRecord, note: Note) -> tuple[float, float] | None:
    """Return the position that the source gave, where it lies in the United Kingdom."""
    latitude, longitude = place.latitude, place.longitude
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None:
        note("latitude", "half a position is none; we left it out", latitude or longitude)
        return None
    said = f"{latitude}, {longitude}"
    if _in_the_uk(latitude, longitude):
        return latitude, longitude
    if _in_the_uk(longitude, latitude):
        note("latitude", "latitude and longitude had changed places; we put them right", said)
        return longitude, latitude
    note("latitude", "this is not in the United Kingdom; we left it out", said)
    return None


def _postcode(place: LocationRecord, note: Note) -> Place | None:
    """Return where the postcode is, and write it as people do."""
    if not place.postcode:
        return None
    found = postcodes.find(place.postcode)
    if found is None:
        note("postcode", "we do not know this postcode; kept as it was typed", place.postcode)
        return None
    if found.precision is not Precision.UNIT:
        note(
            "postcode", "we know only roughly where this is; it has no place on the map", found.name
        )
        return None
    place.postcode = found.name
    place.district_code = found.district_code or place.district_code
    place.ward_code = found.ward_code or place.ward_code
    return found


def settle(place: LocationRecord, note: Note) -> None:
    """Give a place its position, ward and district in place; never 0, 0 and never a guess."""
    given, code = _given(place, note), _postcode(place, note)
    if given and code:
        apart = miles(*given, code.latitude, code.longitude)
        if apart > MOST_MILES_APART:
            words = f"the position is more than {MOST_MILES_APART:.0f} miles from the postcode"
            note("latitude", f"{words}; we took the postcode's", f"{apart:.0f} miles")
            given = None
    if given is None and code is not None:
        given = code.latitude, code.longitude
    place.latitude, place.longitude = given or (None, None)
