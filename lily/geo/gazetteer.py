"""The postcodes' file, opened once a process; a few areas at a time are kept unpacked."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from lily.geo import files
from lily.geo.bundle import Bundle, Packed
from lily.geo.shards import Shard, unpack

AREAS_KEPT = 12
"""At most this many areas stay unpacked: 15 bytes a postcode, 0.6 MB for the largest (B)."""
SHARD = "areas/"


@dataclass(frozen=True, slots=True)
class Patch:
    """An outcode, district or county seen from afar: its middle and how far it spreads."""

    code: str
    latitude: float
    longitude: float
    radius_m: int
    district: str = ""
    example: str = ""


class Gazetteer:
    """The postcodes' bundle and the tables beside it, each read when first needed."""

    def __init__(self, postcodes: Path, islands: Path) -> None:
        """Open the bundle; the tables wait."""
        self._bundle = Bundle(postcodes)
        self._islands = islands
        self.shard: Callable[[str], Shard | None] = lru_cache(maxsize=AREAS_KEPT)(self._unpack)

    def areas(self) -> list[str]:
        """Return the postcode areas there are, in order."""
        return [name[len(SHARD) :] for name in self._bundle.names() if name.startswith(SHARD)]

    def packed(self, area: str) -> Packed:
        """Return the shard of an area as it stands in the file. Raises KeyError."""
        return self._bundle.packed(SHARD + area)

    def _unpack(self, area: str) -> Shard | None:
        name = SHARD + area
        return unpack(self._bundle.read(name)) if name in self._bundle else None

    def _table(self, name: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self._bundle.read(name).decode())))[1:]

    @cached_property
    def release(self) -> str:
        """Which release of Code-Point Open this is, "2025.2.0", or an empty text."""
        return str(json.loads(self._bundle.read("release.json"))["release"])

    @cached_property
    def outcodes(self) -> dict[str, Patch]:
        """Every outcode with its middle, Northern Ireland and the islands included."""
        found = {
            code: Patch(code, float(latitude), float(longitude), int(radius), district)
            for code, latitude, longitude, radius, district in self._table("outcodes.csv")
        }
        with self._islands.open(newline="") as file:
            for row in list(csv.reader(file))[1:]:
                code, latitude, longitude, radius, example = row
                known = Patch(code, float(latitude), float(longitude), int(radius), "", example)
                found.setdefault(code, known)
        return found

    @cached_property
    def districts(self) -> dict[str, Patch]:
        """Every district with its middle; its county stands where a patch has its district."""
        return {
            code: Patch(code, float(latitude), float(longitude), int(radius), county)
            for code, latitude, longitude, radius, county in self._table("districts.csv")
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of wards, districts and counties by their codes."""
        return {code: name for code, name, _ in self._table("names.csv")}

    @cached_property
    def parents(self) -> dict[str, str]:
        """The district of each ward."""
        return {code: parent for code, _, parent in self._table("names.csv") if parent}


@lru_cache(maxsize=2)
def _open(postcodes: Path, islands: Path) -> Gazetteer:
    return Gazetteer(postcodes, islands)


def gazetteer() -> Gazetteer:
    """Return the gazetteer in force."""
    return _open(files.find_file(files.POSTCODES), files.find_file(files.ISLANDS))


def forget() -> None:
    """Look again for the files at the next question: after an import, in this process alone."""
    files.imported_folder.cache_clear()
    files.find_file.cache_clear()
    _open.cache_clear()
