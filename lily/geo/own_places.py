"""Places of one's own: names that the published list lacks or puts far off, each by a postcode."""

import csv
from pathlib import Path

import numpy as np

from lily.errors import Refused
from lily.geo.distance import miles_to_many
from lily.geo.name_columns import NameColumns
from lily.geo.names import joined, key_of
from lily.geo.place import Place
from lily.geo.postcodes import find

HEADING = ["name", "postcode"]
SAME_PLACE_MILES = 4
SAME_VAGUE_PLACE_MILES = 15
"""A listed place of the same name, and no point of its own, is the same one up to here."""


def read_own_places(path: Path) -> list[tuple[str, Place | None]]:
    """Return the names of a list with the places of their postcodes, None where there is none.

    Raises Refused when it is not such a list.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refused(f"{path.name} cannot be read as a list of names and postcodes.") from error
    if not rows or rows[0] != HEADING or any(len(row) != len(HEADING) for row in rows):
        raise Refused(f"{path.name} is not a list of two columns, name and postcode.")
    return [(name.strip(), find(postcode)) for name, postcode in rows[1:]]


def add_own_places(listed: NameColumns, own: list[tuple[str, Place]]) -> NameColumns:
    """Return the listed names and the own ones in the order of their keys.

    An own place takes the place of a listed one of its name that is near, and its population.
    """
    keys = [key_of(name) for name, _ in own]
    rows_of: dict[str, list[int]] = {joined(key): [] for key in keys}
    for row, key in enumerate(listed.keys):
        if (word := joined(key)) in rows_of:
            rows_of[word].append(row)
    hidden = [
        _hidden_by(listed, place, rows_of[joined(key)])
        for key, (_, place) in zip(keys, own, strict=True)
    ]
    mine = _columns(
        own, keys, [max((int(listed.populations[r]) for r in h), default=0) for h in hidden]
    )
    gone = {row for rows in hidden for row in rows}
    left = listed.take([row for row in range(len(listed.keys)) if row not in gone])
    both = left.followed_by(mine)
    words = [joined(key) for key in both.keys]
    return both.take(sorted(range(len(words)), key=words.__getitem__))


def _hidden_by(listed: NameColumns, place: Place, rows: list[int]) -> list[int]:
    if not rows:
        return []
    far = miles_to_many(
        place.latitude, place.longitude, listed.latitudes[rows], listed.longitudes[rows]
    )
    reach = np.where(listed.exact[rows], SAME_PLACE_MILES, SAME_VAGUE_PLACE_MILES)
    return [row for row, is_same in zip(rows, (far <= reach).tolist(), strict=True) if is_same]


def _columns(own: list[tuple[str, Place]], keys: list[str], people: list[int]) -> NameColumns:
    places = [place for _, place in own]
    return NameColumns(
        names=[name for name, _ in own],
        keys=keys,
        outcodes=[place.name.split()[0] for place in places],
        districts=[place.district_code or "" for place in places],
        wards=[place.ward_code or "" for place in places],
        latitudes=np.array([place.latitude for place in places]),
        longitudes=np.array([place.longitude for place in places]),
        populations=np.array(people, dtype=np.int32),
        exact=np.ones(len(places), dtype=bool),
    )
