"""Postcodes, whole and in part, as people type them."""

import csv
from pathlib import Path

import pytest

from lily.errors import NotFound
from lily.geo import places, postcodes
from lily.geo.distance import METRES_IN_A_MILE, miles
from lily.geo.place import Place, Precision


def _resolve(text: str) -> Place:
    found = places.resolve(text, home=None)
    assert isinstance(found, Place)
    return found


@pytest.mark.parametrize(
    "typed",
    [
        "PE31 7EX",
        "pe31 7ex",
        "PE317EX",
        " pe31  7ex ",
        "PE31-7EX",
        "P E 3 1 7 E X",
        "PE31\u00a07EX",
        "PE31 7EX.",
        "12 High Street, Heacham, PE31 7EX",
    ],
)
def test_a_postcode_is_found_however_it_is_typed(typed: str) -> None:
    found = _resolve(typed)
    assert found.name == "PE31 7EX"
    assert found.precision is Precision.UNIT
    assert (found.latitude, found.longitude) == pytest.approx((52.9099, 0.4912), abs=0.001)
    assert found.district_code == "E07000146"
    assert found.district_name == "King's Lynn and West Norfolk"
    assert found.ward_code == "E05012337"
    assert found.corrected_from is None
    assert found.words() == "near PE31 7EX"


@pytest.mark.parametrize("typed", ["PE3I 7EX", "pe3l 7ex", "PE31 7EX".replace("1", "I")])
def test_letters_for_digits_are_put_right_and_said(typed: str) -> None:
    found = _resolve(typed)
    assert found.name == "PE31 7EX"
    assert found.corrected_from == typed


def test_a_letter_for_a_nought_is_put_right_in_either_half() -> None:
    assert postcodes.normalise("PE3O lEX") == "PE301EX"
    assert postcodes.normalise("S014 0AA") == "SO140AA"


def test_a_slip_that_could_be_two_outcodes_is_left_alone() -> None:
    # "SO1" does not exist, "S01" is no outcode: nothing is guessed
    assert postcodes.normalise("ZZ9 9ZZ") is None


@pytest.mark.parametrize("word", ["", "Lincoln", "Wills", "sioux", "Solihull", "🙂", "12345678"])
def test_words_are_not_taken_for_postcodes(word: str) -> None:
    assert postcodes.normalise(word) is None
    assert postcodes.resolve_postcode(word) is None


def test_postcodes_are_written_as_people_write_them() -> None:
    assert postcodes.format("pe317ex") == "PE31 7EX"
    assert postcodes.format("W1A1AA") == "W1A 1AA"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("E1", "E1"),
        ("m1", "M1"),
        ("W1A", "W1A"),
        ("E17", "E17"),
        ("EC1A", "EC1A"),
        ("pe31", "PE31"),
    ],
)
def test_an_outcode_of_two_to_four_signs_is_found(typed: str, name: str) -> None:
    found = _resolve(typed)
    assert found.name == name
    assert found.precision is Precision.OUTCODE
    assert found.uncertainty_m >= 100
    assert found.words().startswith(f"around {name}, give or take")


@pytest.mark.parametrize("typed", ["PE31 7", "PE317", "pe31 7e", "PE31 7E"])
def test_a_sector_is_found_with_its_uncertainty(typed: str) -> None:
    found = _resolve(typed)
    assert found.name == "PE31 7"
    assert found.precision is Precision.SECTOR
    assert 500 < found.uncertainty_m < 10_000
    assert found.words() == "around PE31 7, give or take 2 miles"


def test_an_outcode_comes_before_a_sector_unless_a_space_tells_them_apart() -> None:
    assert _resolve("PE37").name == "PE37"
    assert _resolve("PE3 7").name == "PE3 7"


def test_an_unknown_postcode_is_refused_with_the_sector_or_outcode_that_exists() -> None:
    with pytest.raises(
        NotFound, match=r"We do not know the postcode PE31 7ZZ.*around PE31 7 "
    ) as no:
        places.resolve("PE31 7ZZ", home=None)
    assert no.value.suggestions == ("PE31 7",)
    with pytest.raises(NotFound, match="around PE31 instead") as no:
        places.resolve("PE31 9ZZ", home=None)
    assert no.value.suggestions == ("PE31",)
    with pytest.raises(NotFound, match="Check it, or try a town") as no:
        places.resolve("ZZ9 9ZZ", home=None)
    assert no.value.suggestions == ()


@pytest.mark.parametrize("typed", ["BT7 1AA", "bt71aa"])
def test_a_northern_irish_postcode_is_its_outcode_and_says_so(typed: str) -> None:
    found = _resolve(typed)
    assert found.name == "BT7"
    assert found.precision is Precision.OUTCODE
    assert found.uncertainty_m >= 3_000
    assert "we know only the area" in found.note
    assert found.corrected_from is None


@pytest.mark.parametrize("typed", ["BT7", "JE2 3AB", "GY1 1AA", "IM1", "BT7 1", "BT7 1A"])
def test_the_islands_and_northern_ireland_are_known_by_outcode(typed: str) -> None:
    found = _resolve(typed)
    assert found.name == typed.split(maxsplit=1)[0]
    assert found.precision is Precision.OUTCODE


def _check_place(found: Place | None, row: dict[str, str]) -> None:
    """Hold a middle and a radius against ones worked out another way, on the National Grid."""
    assert found is not None
    radius = float(row["radius_m"])
    apart = miles(found.latitude, found.longitude, float(row["lat"]), float(row["lon"]))
    assert apart * METRES_IN_A_MILE < 50 + radius / 10, row
    assert found.uncertainty_m == pytest.approx(max(100, radius), rel=0.1, abs=50), row


def test_an_outcode_is_where_its_postcodes_are(shared: Path) -> None:
    listed = shared / "data" / "geography" / "postcodes" / "outcodes_gb.csv"
    with listed.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        _check_place(postcodes.find_outcode(row["outcode"]), row)
    assert len(rows) == 2863


def test_a_sector_is_where_its_postcodes_are(shared: Path) -> None:
    listed = shared / "data" / "geography" / "postcodes" / "sectors_gb.csv"
    with listed.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sector"].startswith(("PE", "IV", "E"))]
    for row in rows:
        _check_place(postcodes.find_sector(row["sector"]), row)
    assert len(rows) > 500
