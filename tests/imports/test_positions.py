"""Where a place is."""

import pytest

from lily.imports.positions import settle
from lily.imports.records import LocationRecord

KINGS_LYNN = "E07000146"


def settled(**values: object) -> tuple[LocationRecord, list[str]]:
    notes: list[str] = []
    place = LocationRecord.model_validate({"reference": "hall", **values})
    settle(place, lambda _field, words, _value: notes.append(words))
    return place, notes


def test_a_postcode_gives_position_district_and_ward() -> None:
    place, notes = settled(postcode="pe317ex")
    assert place.postcode == "PE31 7EX"
    assert place.latitude == pytest.approx(52.9, abs=0.1)
    assert place.longitude == pytest.approx(0.49, abs=0.1)
    assert place.district_code == KINGS_LYNN
    assert place.ward_code.startswith("E05")
    assert notes == []


def test_a_position_near_its_postcode_is_kept_as_given() -> None:
    place, notes = settled(postcode="PE31 7EX", latitude=52.91, longitude=0.49)
    assert (place.latitude, place.longitude) == (52.91, 0.49)
    assert place.district_code == KINGS_LYNN
    assert notes == []


def test_a_position_far_from_its_postcode_gives_way_to_it() -> None:
    place, notes = settled(postcode="PE31 7EX", latitude=51.5, longitude=-0.1)
    assert place.latitude == pytest.approx(52.9, abs=0.1)
    assert "5 miles from the postcode" in notes[0]


def test_latitude_and_longitude_that_changed_places_are_put_right() -> None:
    place, notes = settled(latitude=0.49, longitude=52.91)
    assert (place.latitude, place.longitude) == (52.91, 0.49)
    assert "changed places" in notes[0]


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(0, 0), (48.85, 2.35), (52.9, None), (None, 0.49), (53.4, -60)]
)
def test_a_position_that_cannot_be_is_left_out(
    latitude: float | None, longitude: float | None
) -> None:
    place, notes = settled(latitude=latitude, longitude=longitude)
    assert (place.latitude, place.longitude) == (None, None)
    assert len(notes) == 1


@pytest.mark.parametrize("postcode", ["ZZ99 9ZZ", "WA154 1HF", "none of it", "PE31"])
def test_a_postcode_that_we_do_not_know_is_kept_as_it_was_typed(postcode: str) -> None:
    place, notes = settled(postcode=postcode)
    assert place.postcode == postcode
    assert place.latitude is None
    assert len(notes) == 1


def test_a_place_known_only_roughly_gets_no_pin() -> None:
    place, notes = settled(postcode="BT1 5GS")
    assert place.latitude is None
    assert "roughly" in notes[0]
