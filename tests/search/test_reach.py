"""The catchment rule: near, anywhere or not at all, and nothing of a place that is hidden."""

from dataclasses import replace

import pytest

from lily.geo.distance import miles
from lily.search.document import Catchment, Circle
from tests.search.listings import HEACHAM, Directory, listing

NATIONAL = Catchment(is_national=True)
HERE = Catchment(codes=("E07000146",))
OUR_WARD = Catchment(codes=("E05012339",))
ELSEWHERE = Catchment(codes=("E07000148",))
AROUND = Catchment(circles=(Circle(HEACHAM.latitude, HEACHAM.longitude, 5),))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    documents = [
        listing("Near", miles=2),
        listing("Nearer", miles=1),
        listing("Far", miles=30),
        listing("Near but not for us", miles=2, area=ELSEWHERE),
        listing("Far but comes here", miles=30, area=HERE, deliveries=("home",)),
        listing("Our ward, no place", area=OUR_WARD),
        listing("Circle, no place", area=AROUND),
        listing("National, far", miles=200, area=NATIONAL),
        listing("National, near", miles=3, area=NATIONAL),
        listing("Phone", deliveries=("phone",)),
        listing("Online, for others", deliveries=("online",), area=ELSEWHERE),
        listing("Nobody knows where"),
    ]
    return Directory(tmp_path_factory.mktemp("index"), documents)


def test_near_comes_first_and_anywhere_apart(directory: Directory) -> None:
    found = directory.ask(place=HEACHAM, within=10)
    by_section = {
        section: {hit.card.name for hit in found.hits if hit.section == section}
        for section in ("near", "anywhere")
    }
    assert by_section["near"] == {
        "Near",
        "Nearer",
        "National, near",
        "Far but comes here",
        "Our ward, no place",
        "Circle, no place",
    }
    assert by_section["anywhere"] == {"National, far", "Phone", "Nobody knows where"}
    assert (found.near_total, found.anywhere_total, found.total) == (6, 3, 9)
    assert [hit.section for hit in found.hits] == ["near"] * 6 + ["anywhere"] * 3


def test_without_a_place_everything_is_shown(directory: Directory) -> None:
    found = directory.ask()
    assert found.total == found.near_total == 12
    assert all(hit.distance_miles is None for hit in found.hits)


def test_the_radius_decides_what_is_near(directory: Directory) -> None:
    assert "Near" not in directory.names(place=HEACHAM, within=1.5)
    assert "Far" in directory.names(place=HEACHAM, within=31)


def test_a_vague_place_looks_further(directory: Directory) -> None:
    vague = replace(HEACHAM, uncertainty_m=40_000)
    assert "Far" not in directory.names(place=HEACHAM)
    assert "Far" in directory.names(place=vague)
    assert "Far" not in directory.names(place=vague, within=10)


def test_distances_are_those_over_the_ground(directory: Directory) -> None:
    for hit in directory.ask(place=HEACHAM, within=500).hits:
        if hit.place is not None and hit.place.latitude is not None:
            assert hit.place.longitude is not None
            over_ground = miles(
                HEACHAM.latitude, HEACHAM.longitude, hit.place.latitude, hit.place.longitude
            )
            assert hit.distance_miles == pytest.approx(over_ground, abs=0.01)


def test_nearest_is_sorted_by_distance(directory: Directory) -> None:
    names = directory.names(place=HEACHAM, within=10, sort="distance")
    assert names[:4] == ["Nearer", "Near", "National, near", "Far but comes here"]


def test_browsing_near_a_place_begins_with_the_nearest(directory: Directory) -> None:
    assert directory.names(place=HEACHAM, within=10)[:2] == ["Nearer", "Near"]


def test_where_only_the_district_is_known_its_wards_may_be_meant(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from lily.geo import areas

    ward = next(iter(areas.wards_of("E07000146")))
    documents = [
        listing("One ward", miles=1, area=Catchment(codes=(ward,))),
        listing("Another district", miles=1, area=ELSEWHERE),
    ]
    directory = Directory(tmp_path_factory.mktemp("index"), documents)
    outcode = replace(HEACHAM, ward_code=None)
    assert directory.names(place=outcode, within=5) == ["One ward"]
    assert directory.names(place=replace(HEACHAM, ward_code="E05000000"), within=5) == []


def test_a_listing_at_several_places_shows_its_nearest(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    one, other = listing("Club", miles=20), listing("Club", miles=2, at="Snettisham")
    both = replace(one, card=one.card._replace(places=one.card.places + other.card.places))
    directory = Directory(tmp_path_factory.mktemp("index"), [both])
    (hit,) = directory.ask(place=HEACHAM, within=5).hits
    assert hit.place is not None
    assert hit.place.city == "Snettisham"
    assert hit.distance_miles == pytest.approx(2, abs=0.02)
    (point,) = directory.ask(place=HEACHAM, within=5).points
    assert point.latitude == hit.place.latitude
    assert directory.ask(place=HEACHAM, within=5).near_total == 1


def test_reasons_say_why_something_far_is_shown(directory: Directory) -> None:
    because = {h.card.name: h.because for h in directory.ask(place=HEACHAM, within=10).hits}
    assert because["Our ward, no place"] == ("Serves West Norfolk",)
    assert because["National, far"] == ("For people everywhere",)
    assert because["Phone"] == ("By phone or online",)
    assert because["Nobody knows where"] == ("No place is given",)
