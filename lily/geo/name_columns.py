"""The columns of the place names' file, and how those of two lists become one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lily.geo.bundle import Bundle
from lily.geo.shards import DEGREES_TO_UNITS


@dataclass(frozen=True)
class NameColumns:
    """One row of every column for each place. `keys` are names as looked up, with spaces."""

    names: list[str]
    keys: list[str]
    outcodes: list[str]
    districts: list[str]
    wards: list[str]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    populations: NDArray[np.int32]
    exact: NDArray[np.bool_]

    def take(self, rows: Sequence[int]) -> "NameColumns":
        """Return these rows, in this order."""
        return NameColumns(**{name: _take(column, rows) for name, column in self._named()})

    def followed_by(self, others: "NameColumns") -> "NameColumns":
        """Return these rows and then the others."""
        pairs = zip(self._named(), others._named(), strict=True)
        return NameColumns(**{name: _join(mine, theirs) for (name, mine), (_, theirs) in pairs})

    def _named(self) -> list[tuple[str, Any]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


def _join(mine: Any, theirs: Any) -> Any:
    return [*mine, *theirs] if isinstance(mine, list) else np.concatenate((mine, theirs))


def _take(column: Any, rows: Sequence[int]) -> Any:
    if isinstance(column, list):
        return [column[row] for row in rows]
    return column[np.asarray(rows, dtype=np.intp)]


def read_names(path: Path) -> NameColumns:
    """Read the file. Raises Refused when it is damaged."""
    bundle = Bundle(path)

    def texts(part: str) -> list[str]:
        return bundle.read(part).decode().split("\n")

    def codes(part: str) -> list[str]:
        return [intern(code) for code in texts(part)]

    def numbers(part: str) -> NDArray[np.int32]:
        return np.frombuffer(bundle.read(part), "<i4").astype(np.int32)

    return NameColumns(
        names=texts("names.txt"),
        keys=texts("keys.txt"),
        outcodes=codes("outcodes.txt"),
        districts=codes("districts.txt"),
        wards=codes("wards.txt"),
        latitudes=numbers("latitudes") / DEGREES_TO_UNITS,
        longitudes=numbers("longitudes") / DEGREES_TO_UNITS,
        populations=numbers("populations"),
        exact=np.frombuffer(bundle.read("exact"), np.uint8).astype(bool),
    )
