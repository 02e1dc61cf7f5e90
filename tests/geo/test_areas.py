"""Wards, districts and counties by code and by name."""

import pytest

from lily.geo import areas
from lily.geo.gazetteer import gazetteer


def test_codes_have_names_as_people_say_them() -> None:
    assert areas.name_of("E07000146") == "King's Lynn and West Norfolk"
    assert areas.name_of("E05012337") == "Heacham"
    assert areas.name_of("E10000020") == "Norfolk"
    assert areas.name_of("W06000015") == "Cardiff"
    assert areas.name_of("E09000033") == "Westminster"
    assert areas.name_of("E09000001") == "City of London"


@pytest.mark.parametrize("code", [None, "", "E07999999", "nonsense"])
def test_an_unknown_code_has_no_name(code: str | None) -> None:
    assert areas.name_of(code) is None


@pytest.mark.parametrize(
    "name",
    [
        "King's Lynn and West Norfolk",
        "Kings Lynn & West Norfolk",
        "Borough Council of King's Lynn and West Norfolk".removeprefix("Borough Council of "),
        "King's Lynn and West Norfolk Borough Council",
        "west norfolk",
    ],
)
def test_a_district_is_found_by_its_name(name: str) -> None:
    assert areas.find_district(name) == "E07000146"


@pytest.mark.parametrize("name", ["", "Norfolk", "council", "Atlantis", "🙂"])
def test_what_is_no_one_district_is_not_found(name: str) -> None:
    assert areas.find_district(name) is None


def test_every_district_of_a_postcode_has_a_name_and_a_middle() -> None:
    book = gazetteer()
    for area in book.areas():
        shard = book.shard(area)
        assert shard is not None
        for district, ward in shard.codes[1:]:
            assert district in book.districts, district
            assert areas.name_of(district), district
            assert areas.name_of(ward) or not ward, ward


def test_the_wards_of_a_district_are_those_that_lie_in_it() -> None:
    wards = areas.wards_of("E07000146")
    assert len(wards) == 35
    assert list(wards.values()) == sorted(wards.values())
    assert areas.district_of("E05012337") == "E07000146"
    assert areas.wards_of("nowhere") == {}


def test_all_districts_are_listed_by_name() -> None:
    found = areas.districts()
    assert len(found) == 350
    assert list(found.values()) == sorted(found.values())


def test_a_county_is_its_districts() -> None:
    norfolk = {areas.name_of(patch.code) for patch in areas.find_region("Norfolk")}
    assert norfolk == {
        "Breckland",
        "Broadland",
        "Great Yarmouth",
        "King's Lynn and West Norfolk",
        "North Norfolk",
        "Norwich",
        "South Norfolk",
    }
    assert len(areas.find_region("West Yorkshire")) == 5
    assert areas.find_region("") == []
