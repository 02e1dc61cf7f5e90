"""Wards, districts and counties by their GSS codes (E05012339, E07000146, E10000020)."""

from functools import lru_cache

from lily.geo.gazetteer import Gazetteer, Patch, gazetteer
from lily.geo.names import key_of

COUNTY, _DISTRICTS = "E10", ("E06", "E07", "E08", "E09", "S12", "W06")
_KINDS = ("council", "borough", "district", "county", "city")

METROPOLITAN_COUNTIES = {
    "Greater Manchester": range(1, 11),
    "Merseyside": range(11, 16),
    "South Yorkshire": range(16, 20),
    "Tyne and Wear": (20, 21, 22, 23, 24, 37),
    "West Midlands": range(25, 32),
    "West Yorkshire": range(32, 37),
}
"""Counties without a council of their own, by the ends of their districts' codes (E080000..)."""


def name_of(code: str | None) -> str | None:
    """Return the name of a ward, district or county, or None when the code is not known."""
    return gazetteer().names.get(code) if code else None


def district_of(ward_code: str | None) -> str | None:
    """Return the code of the district that a ward lies in, or None."""
    return gazetteer().parents.get(ward_code) if ward_code else None


def wards_of(district_code: str) -> dict[str, str]:
    """Return the names of a district's wards by their codes, in the order of their names."""
    return dict(_wards(gazetteer()).get(district_code, {}))


def districts() -> dict[str, str]:
    """Return the names of all districts by their codes, in the order of their names."""
    book = gazetteer()
    names = {code: book.names.get(code, code) for code in book.districts}
    return dict(sorted(names.items(), key=lambda item: item[1]))


def find_district(name: str) -> str | None:
    """Return the code of the district of this name, or None when none or several could be meant.

    "Borough Council" and the like are passed over; "West Norfolk" finds "King's Lynn and West
    Norfolk", the only district whose name holds those words.
    """
    words = [word for word in key_of(name).split() if word not in _KINDS]
    wanted = " ".join(words)
    keys = _district_keys(gazetteer())
    exact = [code for code, key in keys.items() if key == wanted]
    if len(exact) == 1:
        return exact[0]
    within = [code for code, key in keys.items() if wanted and f" {wanted} " in f" {key} "]
    return within[0] if not exact and len(within) == 1 else None


def find_region(name: str) -> list[Patch]:
    """Return the districts that a county's or district's name stands for; empty when unknown.

    A county without a code of its own is all districts with its name in theirs: "Berkshire" is
    West Berkshire, near enough to say which Newtown is meant.
    """
    book, wanted = gazetteer(), key_of(name)
    if not wanted:
        return []
    return [patch for code, patch in book.districts.items() if code in _members(book, wanted)]


@lru_cache(maxsize=2)
def _wards(book: Gazetteer) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for ward, name in sorted(book.names.items(), key=lambda item: item[1]):
        if ward in book.parents:
            found.setdefault(book.parents[ward], {})[ward] = name
    return found


@lru_cache(maxsize=2)
def _district_keys(book: Gazetteer) -> dict[str, str]:
    return {code: key_of(name) for code, name in book.names.items() if code[:3] in _DISTRICTS}


@lru_cache(maxsize=256)
def _members(book: Gazetteer, wanted: str) -> frozenset[str]:
    counties = {code for code, name in book.names.items() if code[:3] == COUNTY}
    counties = {code for code in counties if key_of(book.names[code]) == wanted}
    named = {code for code, key in _district_keys(book).items() if f" {wanted} " in f" {key} "}
    of_county = {code for code, patch in book.districts.items() if patch.district in counties}
    metropolitan = {
        f"E080000{end:02d}"
        for county, ends in METROPOLITAN_COUNTIES.items()
        if key_of(county) == wanted
        for end in ends
    }
    return frozenset(named | of_county | metropolitan)
