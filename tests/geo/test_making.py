"""The gazetteer made anew: from small releases, directories and lists, and from broken ones."""

import csv
import gzip
from pathlib import Path
from zipfile import ZipFile

import pytest

from lily.errors import NotFound, Refused
from lily.geo import areas, places, postcodes
from lily.geo.bundle import Bundle
from lily.geo.distance import miles
from lily.geo.files import EMBEDDED, OWN_PLACES
from lily.geo.making.code_names import plain_name
from lily.geo.making.importing import import_file
from lily.geo.own_places import read_own_places
from lily.resources import STATIC
from tests.geo.releases import NORFOLK, Row, write_directory, write_release


def _take(source: Path, into: Path | None = None) -> str:
    return import_file(source, into=into, watch=lambda done, total: None)


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_replaces_its_areas_and_leaves_the_rest(data_folder: Path) -> None:
    names = {"E07000146": "Lily Bay District (B)", "E05012337": "Lilies & Sand Ward"}
    source = write_release(data_folder / "new.zip", {"PE": NORFOLK}, names=names)
    said = _take(source)
    found = postcodes.find("PE31 7EX")
    assert found is not None
    assert (found.district_name, areas.name_of(found.ward_code)) == ("Lily Bay", "Lilies & Sand")
    assert "4 postcodes in use and 1 that are not, in 2 areas" in said
    assert postcodes.find("NR1 1AA") is not None
    assert (data_folder / "gazetteer" / "postcodes.zip").exists()


def test_a_postcode_that_a_new_release_no_longer_lists_has_ended(data_folder: Path) -> None:
    _take(write_release(data_folder / "new.zip", {"PE": NORFOLK}))
    gone = postcodes.find("PE30 9ZZ")
    assert gone is not None
    assert gone.is_terminated
    assert gone.words() == "near PE30 9ZZ, a postcode no longer in use"
    assert gone.note == "PE30 9ZZ is no longer in use. This is where it was."
    still = postcodes.find("PE31 7EX")
    assert still is not None
    assert not still.is_terminated


def test_the_middle_of_an_outcode_follows_the_release(data_folder: Path) -> None:
    _take(write_release(data_folder / "new.zip", {"PE": NORFOLK}))
    unit, outcode = postcodes.find("PE30 1EX"), postcodes.find_outcode("PE30")
    assert unit is not None
    assert outcode is not None
    assert (outcode.latitude, outcode.longitude) == (unit.latitude, unit.longitude)


def test_the_file_that_lily_ships_is_made_anew_without_what_was_before(tmp_path: Path) -> None:
    source = write_release(tmp_path / "new.zip", {"PE": NORFOLK})
    first, second = tmp_path / "first", tmp_path / "second"
    assert "3 postcodes in use and 0 that are not, in 1 areas" in _take(source, first)
    _take(source, second)
    assert (first / "postcodes.zip").read_bytes() == (second / "postcodes.zip").read_bytes()


def _row(**changes: object) -> list[Row]:
    row = {"postcode": "PE31 7EX", "east": 567_700, "north": 337_400, "d": "E07000146", "w": ""}
    return [tuple((row | changes).values())]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (_row(postcode="Heacham"), "line 1 has no postcode"),
        (_row(postcode="NR1 1AA"), "line 1 is not in the area PE"),
        (_row(east=9_999_999), "line 1 lies outside Great Britain"),
        (_row(east="west"), "line 1"),
    ],
)
def test_a_release_with_a_broken_row_is_refused_and_changes_nothing(
    data_folder: Path, rows: list[Row], why: str
) -> None:
    source = write_release(data_folder / "new.zip", {"NR": [], "PE": rows})
    before = _snapshot(data_folder)
    with pytest.raises(Refused, match=why):
        _take(source)
    assert _snapshot(data_folder) == before
    assert postcodes.find("PE31 7EX") is not None


def test_a_release_that_is_not_whole_is_refused(data_folder: Path) -> None:
    source = write_release(data_folder / "new.zip", {"PE": NORFOLK}, counts={"PE": 27_580})
    with pytest.raises(
        Refused, match="not whole: PE has 3 postcodes where its own list says 27,580"
    ):
        _take(source)


def test_a_release_with_a_damaged_code_list_is_refused(data_folder: Path) -> None:
    source = write_release(data_folder / "new.zip", {"PE": NORFOLK})
    with ZipFile(source, "a") as archive:
        archive.writestr("Doc/Codelist.xlsx", b"no spreadsheet")
    with pytest.raises(Refused, match=r"Codelist\.xlsx"):
        _take(source)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.zip", b""),
        ("cut.zip", b"PK\x03\x04" + b"\x00" * 40),
        ("words.txt", b"Dear LILY,\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\xff\xfe"),
        ("cut.csv.gz", gzip.compress(b"postcode,lat,lon,laua\n" * 1000, mtime=0)[:60]),
        ("table.csv", b"a,b,c\n1,2,3\n"),
        ("map.geojson", b"{}"),
        ("map.json", b"not json"),
        ("half.csv", b"pcds,lat,long\nPE31 7EX,52.9,0.49\n"),
    ],
)
def test_any_other_file_is_refused_in_a_sentence(
    data_folder: Path, name: str, content: bytes
) -> None:
    source = data_folder / name
    source.write_bytes(content)
    with pytest.raises(Refused, match=r"\.$"):
        _take(source)
    assert _snapshot(data_folder) == {str(source): content}


def test_a_file_that_is_not_there_is_refused(data_folder: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        _take(data_folder / "nowhere.zip")


OLD = {"pcds": "PE31 7ZZ", "doterm": "201512", "lat": "52.91", "long": "0.49"}
CODES = {"oslaua": "E07000146", "osward": "E05012337", "oscty": "E10000020"}


def test_a_directory_adds_the_postcodes_that_have_ended(data_folder: Path) -> None:
    live = OLD | CODES | {"pcds": "PE31 7EX", "doterm": ""}
    _take(write_directory(data_folder / "ONSPD.csv", [OLD | CODES, live]))
    gone, still = postcodes.find("PE31 7ZZ"), postcodes.find("PE31 7EX")
    assert gone is not None
    assert still is not None
    assert (gone.is_terminated, still.is_terminated) == (True, False)
    assert (gone.district_code, gone.ward_code) == ("E07000146", "E05012337")
    assert still.latitude == pytest.approx(52.9099, abs=0.001), "the release's own position stays"


def test_the_headings_of_today_are_read_as_well(data_folder: Path) -> None:
    row = {
        "\ufeffpcd7": "PE317ZZ",
        "pcds": "PE31 7ZZ",
        "doterm": "202501",
        "lad25cd": "E07000146",
        "wd25cd": "E05012337",
        "lat": "52.91",
        "long": "0.49",
    }
    _take(write_directory(data_folder / "ONSPD.csv", [row]))
    gone = postcodes.find("PE31 7ZZ")
    assert gone is not None
    assert gone.ward_code == "E05012337"


def test_a_directory_is_read_from_the_zip_that_ons_publishes(data_folder: Path) -> None:
    table = write_directory(data_folder / "table.csv", [OLD | CODES])
    with ZipFile(data_folder / "onspd.zip", "w") as archive:
        archive.write(table, "Data/ONSPD_NOV_2025_UK.csv")
        archive.writestr("Documents/names.csv", "a,b\n")
    _take(data_folder / "onspd.zip")
    assert postcodes.find("PE31 7ZZ") is not None


def test_postcodes_that_we_may_not_keep_or_cannot_place_are_left_out(data_folder: Path) -> None:
    rows = [
        OLD | CODES | {"pcds": "BT7 1AA"},
        OLD | CODES,
        OLD | CODES | {"pcds": "PE31 8ZZ", "lat": "99.999999", "long": "0.0"},
        OLD | CODES | {"pcds": "PE31 9ZZ", "lat": "", "long": ""},
    ]
    assert "3 rows of the file were left out" in _take(
        write_directory(data_folder / "ONSPD.csv", rows)
    )
    outside = postcodes.find("BT7 1AA")
    assert outside is not None
    assert outside.name == "BT7"
    with pytest.raises(NotFound):
        places.resolve("PE31 8ZZ", home=None)


def test_the_codes_that_stand_for_none_are_none(data_folder: Path) -> None:
    none = {"oslaua": "E99999999", "osward": "E99999999", "oscty": "E99999999"}
    _take(write_directory(data_folder / "ONSPD.csv", [OLD | none]))
    gone = postcodes.find("PE31 7ZZ")
    assert gone is not None
    assert (gone.district_code, gone.ward_code) == (None, None)


@pytest.mark.parametrize(
    "row", [{"pcds": "Heacham"}, {"lat": "north"}, {"pcds": ""}, {"long": "0,49"}]
)
def test_a_directory_with_a_broken_row_is_refused(data_folder: Path, row: dict[str, str]) -> None:
    source = write_directory(data_folder / "ONSPD.csv", [OLD | CODES, OLD | CODES | row])
    with pytest.raises(Refused, match="cannot be read at line 3"):
        _take(source)
    assert not (data_folder / "gazetteer" / "postcodes.zip").exists()


def test_a_directory_out_of_order_is_refused(data_folder: Path) -> None:
    rows = [OLD | CODES | {"pcds": text} for text in ("PE31 7ZZ", "NR1 1ZZ", "PE31 8ZZ")]
    with pytest.raises(Refused, match="not in the order"):
        _take(write_directory(data_folder / "ONSPD.csv", rows))


@pytest.mark.slow
def test_a_real_directory_brings_back_what_has_ended(full_folder: Path, shared: Path) -> None:
    source = shared / "data/geography/postcodes/onspd_nov2025_units_PE_NR_IP_TQ_EX_PL.csv.gz"
    said = _take(source)
    assert "1,742,638 postcodes in use and 39,140 that are not, in 120 areas" in said
    gone = postcodes.find("EX1 1AA")
    assert gone is not None
    assert gone.is_terminated
    with gzip.open(source, "rt") as file:
        for row in list(csv.DictReader(file))[::500]:
            found = postcodes.find(row["postcode"])
            assert found is not None
            assert found.is_terminated == (row["in_codepoint_2025_2"] == "0")
            assert found.latitude == pytest.approx(float(row["lat"]), abs=0.005)


def test_a_real_release_makes_what_we_ship(tmp_path: Path, shared: Path) -> None:
    whole = shared / "data/geography/codepoint-open-2025.2/codepo_gb.zip"
    source = tmp_path / "some.zip"
    with ZipFile(whole) as release, ZipFile(source, "w") as some:
        for area in ("pe", "iv", "hs", "w"):
            some.writestr(f"Data/CSV/{area}.csv", release.read(f"Data/CSV/{area}.csv"))
        for name in ("metadata.txt", "Codelist.xlsx"):
            some.writestr(f"Doc/{name}", release.read(f"Doc/{name}"))
    _take(source, tmp_path / "made")
    made, shipped = Bundle(tmp_path / "made" / "postcodes.zip"), Bundle(EMBEDDED / "postcodes.zip")
    for area in ("PE", "IV", "HS", "W"):
        assert made.read(f"areas/{area}") == shipped.read(f"areas/{area}"), area
    assert made.read("release.json") == b'{"release": "2025.2.0"}'


PLACES = [
    "name,lat,lon,population,outcode,district,precision",
    "Lilyham,52.9080,0.4940,400,PE99,,point",
    "Lilyham,52.9180,0.4940,0,PE98,,point",
    "Lilyham,52.6280,1.2980,0,NR1,,point",
    "Lily-ham,52.9080,0.4940,0,PE31,,point",
    "Ash,51.2780,1.2800,0,CT3,,point",
    "Vagueby,52.8,0.5,0,PE31,E07000146,outcode",
    "Outland,34.6000,32.9000,0,BF1,,point",
    "Big House Ho.,52.9,0.49,0,PE31,,point",
]


def test_place_names_take_their_district_from_the_nearest_postcode(data_folder: Path) -> None:
    source = data_folder / "places.csv"
    source.write_text("\n".join(PLACES) + "\n")
    assert "now holds 4 places" in _take(source)
    found = places.resolve("Lilyham, PE31", home=None)
    assert isinstance(found, places.Place)
    assert (found.district_code, found.ward_code) == ("E07000146", "E05012337")
    asked = places.resolve("Lilyham", home=None)
    assert isinstance(asked, places.Ambiguous)
    assert {choice.value for choice in asked.choices} == {"Lilyham, PE31", "Lilyham, NR1"}


def test_own_places_are_found_by_name(data_folder: Path) -> None:
    source = data_folder / "ours.csv"
    source.write_text("name,postcode\nLily Hamlet,PE31 7EX\nHeacham,PE31 7EY\n")
    assert "now holds 2 places of your own" in _take(source)
    hamlet, heacham = (places.resolve(name, home=None) for name in ("lily hamlet", "Heacham"))
    assert isinstance(hamlet, places.Place)
    assert isinstance(heacham, places.Place)
    unit = postcodes.find("PE31 7EX")
    assert unit is not None
    assert (hamlet.latitude, hamlet.ward_code) == (unit.latitude, unit.ward_code)
    moved = postcodes.find("PE31 7EY")
    assert moved is not None
    assert heacham.latitude == moved.latitude, "ours comes before the listed one"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"name,postcode\nAtlantis,ZZ9 9ZZ\n", "the postcode of Atlantis"),
        (b"name,postcode\nHeacham\n", "two columns"),
        (b"name,postcode\n\xff\xfe,PE31 7EX\n", "cannot be read"),
    ],
)
def test_a_list_of_own_places_that_is_wrong_is_refused(
    data_folder: Path, content: bytes, why: str
) -> None:
    source = data_folder / "ours.csv"
    source.write_bytes(content)
    with pytest.raises(Refused, match=why):
        _take(source)
    assert not (data_folder / "gazetteer").exists()


def test_the_own_places_that_we_ship_are_where_the_bus_stops_are(shared: Path) -> None:
    stops = shared / "data/geography/places/places_kings_lynn_west_norfolk.csv"
    with stops.open(newline="") as file:
        known = {
            row["name"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)
        }
    compared = 0
    for name, place in read_own_places(EMBEDDED / OWN_PLACES):
        assert place is not None, name
        if name in known:
            compared += 1
            assert miles(place.latitude, place.longitude, *known[name]) < 1, name
            found = places.resolve(name, home=place)
            assert isinstance(found, places.Place)
            assert (found.latitude, found.longitude) == (place.latitude, place.longitude), name
    assert compared > 25


def test_a_coast_is_drawn_with_fewer_points(tmp_path: Path, shared: Path) -> None:
    source = shared / "data/geography/boundaries/coast_uk_ireland_naturalearth_10m.geojson"
    _take(source, tmp_path)
    assert (tmp_path / "coast.json").read_bytes() == (STATIC / "map" / "coast.json").read_bytes()


@pytest.mark.parametrize(
    ("official", "plain"),
    [
        ("King's Lynn and West Norfolk District (B)", "King's Lynn and West Norfolk"),
        ("Heacham Ward", "Heacham"),
        ("Caerdydd - Cardiff", "Cardiff"),
        ("Bro Morgannwg - the Vale of Glamorgan", "Vale of Glamorgan"),
        ("City of Westminster London Boro", "Westminster"),
        ("City and County of the City of London", "City of London"),
        ("Southend-on-Sea (B)", "Southend-on-Sea"),
        ("Beacon & Troon ED", "Beacon & Troon"),
    ],
)
def test_official_names_are_made_plain(official: str, plain: str) -> None:
    assert plain_name(official) == plain
