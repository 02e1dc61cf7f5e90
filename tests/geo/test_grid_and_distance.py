"""Positions and distances, held against Ordnance Survey's own example, OSTN15 and geopy."""

import csv
import gzip
import io
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from geopy.distance import great_circle

from lily.geo.distance import METRES_IN_A_MILE, miles, miles_in_words, miles_to_many
from lily.geo.grid import to_wgs84, unproject

LYNN, LONDON, LERWICK = (52.7517, 0.3952), (51.5085, -0.1257), (60.1547, -1.1494)


def test_the_guide_of_ordnance_survey_has_this_example() -> None:
    # annex C: 651409.903 east, 313177.270 north is 52 39 27.2531 N, 1 43 04.5177 E (OSGB36)
    latitude, longitude = unproject(np.array([651_409.903]), np.array([313_177.270]))
    assert np.degrees(latitude)[0] == pytest.approx(52 + 39 / 60 + 27.2531 / 3600, abs=1e-8)
    assert np.degrees(longitude)[0] == pytest.approx(1 + 43 / 60 + 4.5177 / 3600, abs=1e-8)


def test_no_points_convert_to_no_points() -> None:
    latitudes, longitudes = to_wgs84([], [])
    assert len(latitudes) == len(longitudes) == 0


def test_grid_references_are_within_five_metres_of_the_exact_transformation(shared: Path) -> None:
    geography = shared / "data" / "geography"
    exact = geography / "postcodes" / "units_PE_NR_IP_TQ_EX_PL_CB.csv.gz"
    with gzip.open(exact, "rt") as file:
        wanted = {row["postcode"].replace(" ", ""): row for row in csv.DictReader(file)}
    rows = []
    with ZipFile(geography / "codepoint-open-2025.2" / "codepo_gb.zip") as release:
        for area in ("pe", "tq"):
            with release.open(f"Data/CSV/{area}.csv") as part:
                rows += [row for row in csv.reader(io.TextIOWrapper(part)) if row[2] != "0"]
    latitudes, longitudes = to_wgs84([int(row[2]) for row in rows], [int(row[3]) for row in rows])
    mates = [wanted[row[0].replace(" ", "")] for row in rows]
    north = (latitudes - [float(mate["lat"]) for mate in mates]) * 111_195
    east = (longitudes - [float(mate["lon"]) for mate in mates]) * 111_195
    apart = np.hypot(north, east * np.cos(np.radians(latitudes)))
    assert len(rows) > 30_000
    assert apart.max() < 5


@pytest.mark.parametrize(("one", "other"), [(LYNN, LONDON), (LYNN, LERWICK), (LYNN, LYNN)])
def test_miles_agree_with_geopy(one: tuple[float, float], other: tuple[float, float]) -> None:
    expected = great_circle(one, other).miles
    assert miles(*one, *other) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_many_distances_are_those_of_one_by_one() -> None:
    others = [LYNN, LONDON, LERWICK]
    found = miles_to_many(*LYNN, [point[0] for point in others], [point[1] for point in others])
    assert found.tolist() == pytest.approx([miles(*LYNN, *point) for point in others])


@pytest.mark.parametrize(
    ("how_many", "words"),
    [
        (0.1, "a quarter of a mile"),
        (0.5, "half a mile"),
        (1.0, "1 mile"),
        (4.6, "5 miles"),
    ],
)
def test_rough_distances_are_said_as_people_say_them(how_many: float, words: str) -> None:
    assert miles_in_words(how_many * METRES_IN_A_MILE) == words
