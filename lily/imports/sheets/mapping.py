"""The mapping that an operator writes: a TOML file in the shape of the records. docs/imports.md."""

import difflib
import tomllib
import typing
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, ValidationError

from lily.directory.words import DAYS
from lily.errors import Invalid
from lily.imports.faults import validated
from lily.imports.parts import Record
from lily.imports.records import (
    AtRecord,
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    SourceRecord,
)
from lily.imports.sheets.expressions import columns_of, compiled


class FileNotes(Record):
    """How to read the file, where LILY does not find out by itself."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    encoding: str = ""
    delimiter: str = ""
    empty: list[str] = ["NA", "N/A", "NULL", "-"]


class Hours(Record):
    """A column of opening hours for each day, by MO, TU, WE, TH, FR, SA, SU."""

    columns: dict[str, str]
    closed: list[str] = ["closed"]
    bank_holidays: str = "not_known"


class SheetMapping(Record):
    """A mapping. What stands under organisation, location, service and at is compiled."""

    source: SourceRecord
    file: FileNotes = FileNotes()
    organisation: dict[str, Any]
    location: dict[str, Any] = {}
    service: dict[str, Any]
    at: dict[str, Any] = {}
    hours: Hours | None = None

    def columns(self) -> Iterator[str]:
        """Return every column that it names."""
        for part in (self.organisation, self.location, self.service, self.at):
            yield from columns_of(part)
        if self.hours:
            yield from self.hours.columns.values()


_MODELS: Mapping[str, type[Record]] = {
    "organisation": OrganisationRecord,
    "location": LocationRecord,
    "service": ServiceRecord,
    "at": AtRecord,
}


def read_mapping(path: Path) -> SheetMapping:
    """Read a mapping. Raises Invalid, with the field and what is wrong with it."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid("mapping", f"We could not read {path}: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid("mapping", f"{path.name} is not TOML that can be read: {error}.") from error
    mapping = validated(SheetMapping, tree, path.name)
    for part, model in _MODELS.items():
        try:
            made = compiled(getattr(mapping, part))
        except ValidationError as error:
            words = f"{path.name}, {part}: say one of column, columns or template, and no other."
            raise Invalid("mapping", words) from error
        _check_fields(made, model, f"{path.name}, {part}")
        setattr(mapping, part, made)
    _check_days(mapping.hours, path.name)
    if "reference" not in mapping.service:
        words = "[service] needs reference: the column that names a row for good"
        raise Invalid("mapping", f"{path.name}: {words}.")
    return mapping


def check_columns(mapping: SheetMapping, header: Iterable[str]) -> None:
    """Raise Invalid, naming the nearest, where the mapping names a column that is not there."""
    there = list(header)
    for name in mapping.columns():
        if name not in there:
            near = difflib.get_close_matches(name, there, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" It has: {', '.join(there)}."
            raise Invalid("mapping", f"The file has no column called {name}.{hint}")


def _check_days(hours: Hours | None, where: str) -> None:
    for day in hours.columns if hours else ():
        if day not in DAYS:
            words = f"{where}, hours: {day} is no day. They are {', '.join(DAYS)}."
            raise Invalid("mapping", words)


def _check_fields(tree: Any, model: type[Record], where: str) -> None:
    """Raise Invalid where a field is named that records do not have, at any depth."""
    for name, part in tree.items():
        if name not in model.model_fields:
            near = difflib.get_close_matches(name, model.model_fields, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise Invalid("mapping", f"{where}: there is no field called {name}.{hint}")
        inner = _record_within(model.model_fields[name].annotation)
        for one in part if isinstance(part, list) and inner else ():
            if isinstance(one, dict) and inner:
                _check_fields(one, inner, f"{where}.{name}")


def _record_within(annotation: Any) -> type[Record] | None:
    for inner in typing.get_args(annotation):
        if isinstance(inner, type) and issubclass(inner, Record):
            return inner
    return None
