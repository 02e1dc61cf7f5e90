"""Whole postcodes, and the sectors and outcodes they lie in."""

from lily.errors import NotFound
from lily.geo.gazetteer import Patch, gazetteer
from lily.geo.middles import main_district, middle
from lily.geo.place import Place, Precision
from lily.geo.shards import DEGREES_TO_UNITS, Shard, inward_number
from lily.geo.spelling import LONGEST_TYPED, is_outward, read_outcode, split_unit, squeeze

UNIT_UNCERTAINTY_M = 100
"""A postcode's point stands for about fifteen addresses, most of them within this distance."""

OUTSIDE = {
    "BT": "in Northern Ireland",
    "GY": "in Guernsey",
    "JE": "in Jersey",
    "IM": "on the Isle of Man",
}
"""Areas whose whole postcodes nobody publishes freely: only the outcode's middle is known."""


def normalise(text: str) -> str | None:
    """Return a whole postcode as it is stored, "PE317EX", or None when the text is not one.

    O for 0 and I for 1 are put right where only one outcode can be meant. The postcode need not
    exist, but its outcode does.
    """
    halves = _halves(text)
    return "".join(halves) if halves else None


def format(postcode: str) -> str:  # noqa: A001 - read as postcodes.format
    """Return a whole postcode as people write it: "PE31 7EX"."""
    squeezed = squeeze(postcode)
    return f"{squeezed[:-3]} {squeezed[-3:]}"


def find(postcode: str) -> Place | None:
    """Return where a whole postcode is, or None. One that has ended is found and says so.

    In Northern Ireland and the islands it is the outcode, with its uncertainty and a note.
    """
    halves = _halves(postcode)
    if not halves:
        return None
    outcode, inward = halves
    if outcode[:2] in OUTSIDE:
        return _outside(outcode, inward)
    shard = gazetteer().shard(area_of(outcode))
    row = shard.row_of(outcode, inward) if shard else None
    return place_at(shard, row) if shard and row is not None else None


def find_sector(text: str) -> Place | None:
    """Return the middle of a sector, "PE31 7", or None. Half-typed "PE31 7E" is its sector."""
    squeezed = squeeze(text)
    outward, digit = squeezed.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), ""
    if len(squeezed) - len(outward) <= 1 and len(outward) >= 3:
        outward, digit = outward[:-1], outward[-1]
    outcode = read_outcode(outward, gazetteer().outcodes)
    if not outcode or not digit.isdecimal():
        return None
    shard = gazetteer().shard(area_of(outcode))
    return _sector(shard, outcode, digit) if shard else None


def find_outcode(text: str) -> Place | None:
    """Return the middle of an outcode, "PE31", two to four signs long, or None."""
    outcode = read_outcode(squeeze(text), gazetteer().outcodes)
    return _outcode(gazetteer().outcodes[outcode]) if outcode else None


def resolve_postcode(text: str) -> Place | None:
    """Return the place of a whole or part postcode, or None when the text is not one at all.

    Raises NotFound, naming the nearest that is known, for a postcode that has the right shape.
    """
    found = find(text) or _part(text)
    if found or not (halves := split_unit(text)):
        return found
    if not is_outward(halves[0]) and not read_outcode(halves[0], gazetteer().outcodes):
        return None
    raise _unknown(*halves)


def _part(text: str) -> Place | None:
    """Return a sector or outcode; without a space between, an outcode that exists comes first."""
    words = text[:LONGEST_TYPED].split()
    if len(words) == 2 and len(words[1]) <= 2 and words[1][0].isdecimal():
        return find_sector(text) or find_outcode(words[0])
    return find_outcode(text) or find_sector(text)


def _unknown(outward: str, inward: str) -> NotFound:
    outward = read_outcode(outward, gazetteer().outcodes) or outward
    typed = f"{outward} {inward}"
    nearest = find_sector(f"{outward} {inward[0]}") or find_outcode(outward)
    if nearest is None:
        return NotFound(f"We do not know the postcode {typed}. Check it, or try a town or village.")
    return NotFound(
        f"We do not know the postcode {typed}. Check it, or search around {nearest.name} instead.",
        (nearest.value,),
    )


def area_of(outcode: str) -> str:
    """Return the area that an outcode lies in: "PE" of "PE31"."""
    return outcode[:2] if outcode[1].isalpha() else outcode[0]


def _halves(text: str) -> tuple[str, str] | None:
    halves = split_unit(text)
    if not halves or inward_number(halves[1]) is None:
        return None
    outcode = read_outcode(halves[0], gazetteer().outcodes)
    return (outcode, halves[1]) if outcode else None


def place_at(shard: Shard, row: int) -> Place:
    """Return the place of a row of a shard."""
    district, ward = shard.codes[int(shard.wards[row])]
    has_ended = bool(shard.ended[row])
    name = " ".join(shard.postcode_at(row))
    return Place(
        name=name,
        latitude=int(shard.latitudes[row]) / DEGREES_TO_UNITS,
        longitude=int(shard.longitudes[row]) / DEGREES_TO_UNITS,
        precision=Precision.UNIT,
        uncertainty_m=UNIT_UNCERTAINTY_M,
        district_code=district or None,
        ward_code=ward or None,
        district_name=gazetteer().names.get(district),
        is_terminated=has_ended,
        note=f"{name} is no longer in use. This is where it was." if has_ended else "",
    )


def _outside(outcode: str, inward: str) -> Place:
    patch = gazetteer().outcodes[outcode]
    note = (
        f"For postcodes {OUTSIDE[outcode[:2]]} we know only the area, so this is the middle of"
        f" {outcode}, not {outcode} {inward}."
    )
    return _outcode(patch, note)


def _outcode(patch: Patch, note: str = "") -> Place:
    return _around(patch, Precision.OUTCODE, note)


def _sector(shard: Shard, outcode: str, digit: str) -> Place | None:
    rows = shard.rows_of(outcode, digit)
    if rows.start == rows.stop:
        return None
    latitude, longitude, radius = middle(shard, rows)
    district = main_district(shard, rows)
    patch = Patch(f"{outcode} {digit}", latitude, longitude, radius, district)
    return _around(patch, Precision.SECTOR)


def _around(patch: Patch, precision: Precision, note: str = "") -> Place:
    return Place(
        name=patch.code,
        latitude=patch.latitude,
        longitude=patch.longitude,
        precision=precision,
        uncertainty_m=patch.radius_m,
        district_code=patch.district or None,
        district_name=gazetteer().names.get(patch.district),
        note=note,
    )
