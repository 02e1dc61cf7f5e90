"""Reading the stories: who the people are, and what happened so many days ago."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from lily.casework.details import PersonDetails
from lily.casework.working_days import is_working_day
from lily.resources import SEED

FOLDER = SEED / "people"
TEAM = "team.toml"
LONGEST_AGO = 200
"""Days before today on which the accounts of a demonstration are opened: before all else."""
Choice = TypeVar("Choice", bound=StrEnum)
_KNOWN = (
    *("phone", "email", "postcode", "address", "nhs_number"),
    *("surgery_name", "surgery_address"),
)


@dataclass(frozen=True)
class Told:
    """What is told of one thing that happened; `today` is the day on which the play is loaded."""

    row: Mapping[str, Any]
    today: date
    _read: set[str] = field(default_factory=lambda: {"days", "did", "by"})

    def get(self, name: str, default: Any = "") -> Any:
        """Return what is told of a name, or a default."""
        self._read.add(name)
        return self.row.get(name, default)

    def need(self, name: str) -> Any:
        """Return what must be told. Raises KeyError where it is not."""
        self._read.add(name)
        return self.row[name]

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Return one of a closed list. Raises KeyError where it is not told and has no default."""
        if default is not None and name not in self.row:
            return default
        return kind(self.need(name))

    def find_choice(self, name: str, kind: type[Choice]) -> Choice | None:
        """Return one of a closed list, or None where it is not told."""
        return self.choice(name, kind) if name in self.row else None

    def day(self, name: str) -> date | None:
        """Return a day that is told as so many days ago (less than 0: to come), or None."""
        return day_of(self.row[name], self.today) if self.get(name, None) is not None else None

    def must_day(self, name: str) -> date:
        """Return a day that must be told. Raises KeyError."""
        return day_of(self.need(name), self.today)

    def check(self) -> None:
        """Raise ValueError where something is told that nobody read."""
        if unread := sorted(set(self.row) - self._read):
            raise ValueError(f"{self.row['did']}: nobody reads {', '.join(unread)}")


def day_of(ago: int, today: date) -> date:
    """Return a day so many days ago, or to come; today stays, others go on to a working day.

    What has been goes further back and what is to come further on, so that the order stays.
    """
    day = today - timedelta(days=ago)
    while ago and not is_working_day(day):
        day -= timedelta(days=1 if ago > 0 else -1)
    return day


@dataclass(frozen=True)
class Story:
    """A person and what happened to them; or what happened in the team, without a person."""

    key: str
    row: Mapping[str, Any]
    worker: str = ""

    @cached_property
    def details(self) -> PersonDetails:
        """Who the person is."""
        first, last = self.row["name"]
        told = {name: self.row[name] for name in _KNOWN if name in self.row}
        return PersonDetails(
            first_name=first, last_name=last, birth_on=self.row.get("born"), **told
        )

    @property
    def then(self) -> Sequence[Mapping[str, Any]]:
        """What happened, in order."""
        return list(self.row["then"])


def read_stories(folder: Path = FOLDER) -> Iterator[Story]:
    """Yield what happened in the team, then each person, a file a worker."""
    yield Story("", read_team(folder))
    for path in sorted(folder.glob("*.toml")):
        if path.name == TEAM:
            continue
        plan = tomllib.loads(path.read_text())
        for row in plan["people"]:
            yield Story(row["key"], row, row.get("worker", plan.get("worker", "")))


def read_team(folder: Path = FOLDER) -> Mapping[str, Any]:
    """Return the name of the team, its measure, and what happened in it."""
    return tomllib.loads((folder / TEAM).read_text())
