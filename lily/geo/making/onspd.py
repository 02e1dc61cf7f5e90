"""Reads an ONS Postcode Directory (ONSPD): a CSV that knows the postcodes that have ended, too.

Its headings have changed over the years (oslaua, laua, lad25cd); each is known by its shape. A
file without `doterm` (date of termination) does not say which have ended: those that we lack are
taken to have.
"""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TextIO
from zipfile import BadZipFile, ZipFile, is_zipfile

from lily.errors import Refused
from lily.geo.making.units import Unit, Units, area_of, to_units
from lily.geo.postcodes import OUTSIDE
from lily.geo.shards import inward_number

_HEADINGS = {
    "postcode": r"pcds|postcode|pcd",
    "latitude": r"lat|latitude",
    "longitude": r"long|lon|longitude",
    "district": r"(os)?laua|lad(\d\d)?cd",
    "ward": r"osward|ward|wd(\d\d)?cd",
    "county": r"oscty|cty(\d\d)?cd",
    "ended": r"doterm",
}
_NEEDED = ("postcode", "latitude", "longitude", "district")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_CODE = re.compile(r"[ESW]\d{8}")
_NO_CODE = re.compile(r"[ESWLMN]9{8}")
_NORTHERNMOST = 61.0


class PostcodeDirectory:
    """A directory to be read once. Raises Refused, in a plain sentence, for any other file."""

    def __init__(self, path: Path) -> None:
        """Read the headings."""
        self._path = path
        self.counties: dict[str, str] = {}
        self.left_out = 0
        """How many rows read so far have no position, or lie where we may not keep postcodes."""
        with self._open() as file:
            self._columns = find_columns(next(csv.reader(file), []))
        missing = [name for name in _NEEDED if name not in self._columns]
        if missing:
            raise Refused(f"{path.name} is no postcode directory: it has no {missing[0]} column.")

    @property
    def says_which_ended(self) -> bool:
        """Whether the file has dates of termination."""
        return "ended" in self._columns

    def read(self) -> Iterator[tuple[str, Units]]:
        """Read area after area. Raises Refused at the first row that cannot be read."""
        seen: set[str] = set()
        with self._open() as file:
            rows = csv.reader(file)
            next(rows)
            for area, group in groupby(self._units(rows), key=lambda pair: area_of(pair[0])):
                if area in seen:
                    raise Refused(f"{self._path.name} is not in the order of its postcodes.")
                seen.add(area)
                yield area, dict(group)

    def _units(self, rows: Iterator[list[str]]) -> Iterator[tuple[str, Unit]]:
        for number, row in enumerate(rows, 2):
            try:
                found = self._unit(row)
            except (ValueError, IndexError) as error:
                raise Refused(f"{self._path.name} cannot be read at line {number}.") from error
            if found:
                yield found
            else:
                self.left_out += 1

    def _unit(self, row: list[str]) -> tuple[str, Unit] | None:
        values = {name: row[place].strip() for name, place in self._columns.items()}
        postcode = values["postcode"].replace(" ", "").upper()
        if not _POSTCODE.fullmatch(postcode):
            raise ValueError("no postcode")
        if not values["latitude"] or not values["longitude"]:
            return None
        latitude, longitude = float(values["latitude"]), float(values["longitude"])
        is_kept = latitude < _NORTHERNMOST and postcode[:2] not in OUTSIDE
        if not is_kept or inward_number(postcode[-3:]) is None:
            return None
        district, ward = _code(values["district"]), _code(values.get("ward", ""))
        if district and _code(values.get("county", "")):
            self.counties[district] = values["county"]
        has_ended = bool(values["ended"]) if self.says_which_ended else True
        codes = (district, ward if district else "")
        return postcode, Unit(to_units(latitude), to_units(longitude), codes, has_ended)

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        try:
            with _text_of(self._path) as file:
                yield file
        except (UnicodeDecodeError, BadZipFile, EOFError, OSError) as error:
            raise Refused(f"{self._path.name} cannot be read: it is damaged.") from error


def find_columns(headings: list[str]) -> dict[str, int]:
    """Return where the columns that we read stand, by our names for them."""
    found: dict[str, int] = {}
    for name, shape in _HEADINGS.items():
        for place, heading in enumerate(headings):
            if re.fullmatch(shape, heading.strip().lstrip("\ufeff").lower()):
                found.setdefault(name, place)
    return found


def directory_in_zip(path: Path) -> str | None:
    """Return the name of the directory's CSV within a zip as ONS publishes it, or None."""
    if not is_zipfile(path):
        return None
    with ZipFile(path) as archive:
        names = [
            name
            for name in archive.namelist()
            if re.fullmatch(r"ONSPD_.*UK\.csv", PurePosixPath(name).name, re.IGNORECASE)
        ]
    return names[0] if names else None


@contextmanager
def _text_of(path: Path) -> Iterator[TextIO]:
    inside = directory_in_zip(path)
    if inside:
        with ZipFile(path) as archive, archive.open(inside) as part:
            yield io.TextIOWrapper(part, "utf-8-sig", newline="")
    elif path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield file
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file


def _code(text: str) -> str:
    if not text or _NO_CODE.fullmatch(text) or not _CODE.fullmatch(text):
        return ""
    return text
