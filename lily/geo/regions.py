"""Districts and counties as places: "West Norfolk", "Cornwall"."""

from collections.abc import Sequence

from lily.geo.areas import COUNTY, find_district, find_region, name_of
from lily.geo.distance import METRES_IN_A_MILE, miles
from lily.geo.gazetteer import Patch, gazetteer
from lily.geo.names import key_of
from lily.geo.place import Place, Precision


def find(text: str) -> Place | None:
    """Return the middle of the district or county of this name, as wide as it is, or None."""
    wanted = key_of(text)
    code = find_district(text)
    if code and key_of(name_of(code) or "") == wanted:
        return _district(code)
    names = {key_of(name): name for code, name in gazetteer().names.items() if code[:3] == COUNTY}
    region = find_region(text) if wanted in names else []
    return _place(region, names[wanted], None) if region else None


def find_by_part(text: str) -> Place | None:
    """Return the only district whose name holds these words: "West Norfolk"; or None."""
    code = find_district(text)
    return _district(code) if code else None


def _district(code: str) -> Place | None:
    patch = gazetteer().districts.get(code)
    return _place([patch], name_of(code) or code, code) if patch else None


def _place(region: Sequence[Patch], name: str, code: str | None) -> Place:
    latitude = sum(patch.latitude for patch in region) / len(region)
    longitude = sum(patch.longitude for patch in region) / len(region)
    reach = max(
        miles(latitude, longitude, patch.latitude, patch.longitude) * METRES_IN_A_MILE
        + patch.radius_m
        for patch in region
    )
    return Place(
        name=name,
        latitude=latitude,
        longitude=longitude,
        precision=Precision.PLACE,
        uncertainty_m=round(reach),
        district_code=code,
        district_name=name if code else None,
    )
