"""Reads a release of OS Code-Point Open: a zip with one CSV a postcode area, without headings.

Columns, as the release's own documents say: postcode, positional quality (10 best, 90 none),
easting, northing, country, two NHS codes, county, district, ward.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from lily.errors import Refused
from lily.geo.grid import to_wgs84
from lily.geo.making.code_names import read_code_list
from lily.geo.making.units import Unit, Units, to_units
from lily.geo.shards import inward_number

_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_AREA_FILE = re.compile(r"(?:.*/)?CSV/([a-z]{1,2})\.csv", re.IGNORECASE)
_COLUMNS = 10


class CodePointRelease:
    """A release opened for reading. Raises Refused, in a plain sentence, for any other file."""

    def __init__(self, path: Path) -> None:
        """Open the zip and find its files."""
        try:
            self._archive = ZipFile(path)
        except (BadZipFile, OSError) as error:
            raise Refused(f"{path.name} is not a zip file that we can read.") from error
        self._name = path.name
        self._areas = {
            match[1].upper(): name
            for name in self._archive.namelist()
            if (match := _AREA_FILE.fullmatch(name))
        }
        if not self._areas:
            raise Refused(f"{path.name} holds no postcodes: there is no Data/CSV folder in it.")
        self.counties: dict[str, str] = {}
        """The county of each district read so far, where it has one."""
        self.without_position = 0
        """How many postcodes read so far have no position, and so were left out."""

    @property
    def areas(self) -> list[str]:
        """The postcode areas of this release, in order."""
        return sorted(self._areas)

    def read(self) -> Iterator[tuple[str, Units]]:
        """Read area after area. Raises Refused at the first row that cannot be read."""
        counts = self._counts()
        for area in self.areas:
            rows = self._rows(area)
            if counts.get(area, len(rows)) != len(rows):
                raise Refused(
                    f"{self._name} is not whole: {area} has {len(rows):,} postcodes where its"
                    f" own list says {counts[area]:,}. Download it again."
                )
            yield area, self._units(area, rows)

    def names(self) -> dict[str, str]:
        """Return the names of codes that the release brings along; empty when it has no list."""
        try:
            return read_code_list(self._find("Codelist.xlsx"))
        except ValueError as error:
            raise Refused(f"The list of names (Codelist.xlsx) in {self._name} is damaged.") from (
                error
            )
        except KeyError:
            return {}

    def release(self) -> str:
        """Return which release this is, "2025.2.0", or an empty text."""
        match = re.search(r"VERSION NUMBER:\s*(\S+)", self._metadata())
        return match[1] if match else ""

    def _find(self, ending: str) -> bytes:
        for name in self._archive.namelist():
            if PurePosixPath(name).name == ending:
                return self._archive.read(name)
        raise KeyError(ending)

    def _metadata(self) -> str:
        try:
            return self._find("metadata.txt").decode("ascii", "replace")
        except KeyError:
            return ""

    def _counts(self) -> dict[str, int]:
        found = re.findall(r"^\s+([A-Z]{1,2})\t(\d+)\s*$", self._metadata(), re.MULTILINE)
        return {area: int(count) for area, count in found}

    def _rows(self, area: str) -> list[list[str]]:
        try:
            text = self._archive.read(self._areas[area]).decode("ascii")
        except (BadZipFile, UnicodeDecodeError) as error:
            raise Refused(f"{self._areas[area]} in {self._name} is damaged.") from error
        return list(csv.reader(io.StringIO(text)))

    def _units(self, area: str, rows: list[list[str]]) -> Units:
        kept: list[tuple[str, int, int, tuple[str, str]]] = []
        for number, row in enumerate(rows, 1):
            try:
                kept.append(self._row(area, row))
            except ValueError as error:
                raise Refused(
                    f"{self._areas[area]} in {self._name} cannot be read: line {number} {error}."
                ) from error
        placed = [row for row in kept if row[1] > 0]
        self.without_position += len(kept) - len(placed)
        latitudes, longitudes = to_wgs84([row[1] for row in placed], [row[2] for row in placed])
        return {
            row[0]: Unit(to_units(latitude), to_units(longitude), row[3])
            for row, latitude, longitude in zip(
                placed, latitudes.tolist(), longitudes.tolist(), strict=True
            )
        }

    def _row(self, area: str, row: list[str]) -> tuple[str, int, int, tuple[str, str]]:
        if len(row) != _COLUMNS:
            raise ValueError(f"has {len(row)} columns, not {_COLUMNS}")
        postcode = row[0].replace(" ", "").upper()
        if not _POSTCODE.fullmatch(postcode) or inward_number(postcode[-3:]) is None:
            raise ValueError("has no postcode")
        if re.match("[A-Z]+", postcode)[0] != area:  # type: ignore[index]
            raise ValueError(f"is not in the area {area}")
        easting, northing = int(row[2]), int(row[3])
        if not (0 <= easting < 700_000 and 0 <= northing < 1_300_000):
            raise ValueError("lies outside Great Britain")
        if row[7]:
            self.counties[row[8]] = row[7]
        return postcode, easting, northing, (row[8], row[9])
