"""What the standard asks for: its elements by path, how many of each, and what each holds.

The names, numbers and kinds are those of the PRSB Social Prescribing Information Standard 1.1 of
January 2023 (NHS England, Open Government Licence v3.0). `model.csv` holds them and none of its
words; a field that may be there any number of times has no `most`.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STANDARD = "Social Prescribing Information Standard"
VERSION = "1.1"
BETWEEN = " / "
MANDATORY = "M"
GROUP = "group"

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Element:
    """One element: `need` is M (mandatory), R (where known) or empty; `holds` the kind of value."""

    path: str
    need: str
    least: int
    most: int | None
    holds: str

    @property
    def name(self) -> str:
        """Its own name, without those of the groups around it."""
        return self.path.rpartition(BETWEEN)[2]

    @property
    def above(self) -> str:
        """The path of the group that it is in; empty for a section."""
        return self.path.rpartition(BETWEEN)[0]


@cache
def elements() -> dict[str, Element]:
    """Return every element by its path, in the order of the standard."""
    with Path(__file__).with_name("model.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Element(
                row["path"],
                row["need"],
                int(row["least"]),
                int(row["most"]) if row["most"] else None,
                row["holds"],
            )
            for row in csv.DictReader(file)
        ]
    return {row.path: row for row in rows}


def sections() -> list[str]:
    """Return the names of the sections, in their order."""
    return [each.path for each in elements().values() if not each.above]


def missing(record: Record) -> list[str]:
    """Return the paths of what is mandatory and not in a record, of a group that is not there once.

    What is mandatory in a group that need not be there counts only where that group is there.
    """
    return list(dict.fromkeys(_missing(record, "")))


def _missing(group: Record, above: str) -> Iterator[str]:
    for each in elements().values():
        if each.above != above:
            continue
        held = group.get(each.name)
        if held is None:
            if each.need == MANDATORY:
                yield each.path
        elif each.holds == GROUP:
            for one in held if isinstance(held, list) else [held]:
                yield from _missing(one, each.path)
