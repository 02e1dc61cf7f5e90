"""From the raw values of a row to a record: odd values are mended or left out, and noted.

Readers give plain dictionaries with the fields of a record and whatever stood in the source. A row
is refused only where nothing sensible can be said without inventing it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from lily.directory import text as texts
from lily.imports import values
from lily.imports.faults import plainly
from lily.imports.feeds import Feed, Row
from lily.imports.parts import Record
from lily.imports.records import (
    NAME_LENGTH,
    SUMMARY_LENGTH,
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    TaxonomyRecord,
    TaxonomyTermRecord,
)
from lily.imports.tidying import tidy_location, tidy_organisation, tidy_service

_Record = TypeVar("_Record", bound=Record)
Raw = dict[str, Any]

_LINES = {"name", "alternate_name", "address_1", "city", "county", "postcode", "assured_by"}
_TYPED: dict[str, Callable[[Any], Any]] = {
    "minimum_age": values.read_age,
    "maximum_age": values.read_age,
    "assured_on": values.read_day,
    "closed_until": values.read_day,
    "latitude": values.read_number,
    "longitude": values.read_number,
    "confidential": values.read_yes,
    "amount": values.read_amount,
    "opens_at": values.read_time,
    "closes_at": values.read_time,
    "valid_from": values.read_day,
    "valid_to": values.read_day,
    "starts_on": values.read_day,
    "ends_on": values.read_day,
}
_COMPULSORY = {"reference", "name", "kind", "organisation"}
MOST_FAULTS = 60


class Drafts:
    """Gathers the records of a feed, row by row."""

    def __init__(self) -> None:
        self.feed = Feed()
        self._seen: dict[tuple[str, str], set[int]] = {}

    def organisation(self, row: Row, raw: Mapping[str, Any], *, or_named: str = "") -> str:
        """Take an organisation; return its reference, or an empty text where it is refused.

        One that was seen before is kept as it was, with what it lacked.
        """
        reference = values.read_line(raw.get("reference"))
        if reference in self.feed.organisations:
            if self._is_other("organisation", reference, raw):
                aside = Drafts()
                aside.organisation(row, raw, or_named=or_named)
                _fill(self.feed.organisations, aside.feed.organisations)
            return reference
        self._is_other("organisation", reference, raw)
        made = self._draft(OrganisationRecord, row, self._named(row, dict(raw), or_named))
        if made is None:
            return ""
        tidy_organisation(made, partial(self.feed.note, row))
        self.feed.organisations[made.reference] = made
        return made.reference

    def location(self, row: Row, raw: Mapping[str, Any]) -> str:
        """Take a place; return its reference, or an empty text where it is refused."""
        if raw.get("confidential"):
            row = replace(row, hides=True)
        reference = values.read_line(raw.get("reference"))
        if reference in self.feed.locations:
            if self._is_other("location", reference, raw):
                aside = Drafts()
                aside.location(row, raw)
                _fill(self.feed.locations, aside.feed.locations)
            return reference
        self._is_other("location", reference, raw)
        made = self._draft(LocationRecord, row, dict(raw))
        if made is None:
            return ""
        tidy_location(made, partial(self.feed.note, row))
        self.feed.locations[made.reference] = made
        return made.reference

    def _is_other(self, kind: str, reference: str, raw: Mapping[str, Any]) -> bool:
        """Say whether a row of this identifier has not been seen before with these values."""
        seen = self._seen.setdefault((kind, reference), set())
        known = len(seen)
        seen.add(hash(repr(raw)))
        return len(seen) > known

    def service(self, row: Row, raw: Mapping[str, Any], *, or_named: str = "") -> None:
        """Take a listing. Of two with one identifier the first is kept."""
        self.feed.read += 1
        reference = values.read_line(raw.get("reference"))
        if reference in self.feed.services:
            self.feed.repeated += 1
            words = "this identifier stood in the source before; we kept the first"
            self.feed.note(row, "reference", words, raw.get("name", ""))
            return
        sensible = self._sensible(row, self._named(row, dict(raw), or_named))
        made = self._draft(ServiceRecord, row, sensible)
        if made is not None:
            tidy_service(made, partial(self.feed.note, row))
            self.feed.services[made.reference] = made

    def taxonomy(self, made: TaxonomyRecord) -> None:
        """Take a list of terms."""
        self.feed.taxonomies.setdefault(made.slug, made)

    def term(self, made: TaxonomyTermRecord) -> None:
        """Take a term of a list."""
        self.feed.terms.setdefault((made.taxonomy, made.slug), made)

    def _named(self, row: Row, raw: Raw, other: str) -> Raw:
        """Name what has no name after its other name, or after what it belongs to."""
        name = values.read_line(raw.get("name"))
        if not name:
            name = values.read_line(raw.get("alternate_name")) or values.read_line(other)
            if name:
                self.feed.note(row, "name", "it has no name; we used the nearest to one", name)
        if len(name) > NAME_LENGTH:
            self.feed.note(row, "name", f"it was cut to {NAME_LENGTH} characters", name)
        return raw | {"name": texts.shorten(name, NAME_LENGTH)}

    def _sensible(self, row: Row, raw: Raw) -> Raw:
        """Put the ages in order, and make the summary short enough without losing words."""
        self._type(row, raw)
        low, high = raw.get("minimum_age"), raw.get("maximum_age")
        if low is not None and high is not None and high < low:
            self.feed.note(row, "maximum_age", "it is below minimum_age; we left it out", high)
            raw["maximum_age"] = None
        summary = values.read_line(raw.get("summary"))
        if len(summary) > SUMMARY_LENGTH:
            raw["description"] = raw.get("description") or summary
            raw["summary"] = texts.shorten(summary, SUMMARY_LENGTH)
            self.feed.note(row, "summary", f"it was cut to {SUMMARY_LENGTH} characters", summary)
        for field in ("delivery", "needs", "audiences"):
            raw[field] = list(dict.fromkeys(raw.get(field) or []))
        return raw

    def _type(self, row: Row, raw: Raw, path: str = "") -> None:
        """Read days, times, ages and amounts in place, at every depth; note and drop odd ones."""
        for field in [field for field, value in raw.items() if value is None]:
            del raw[field]
        for field, value in raw.items():
            if field in _TYPED:
                raw[field] = self._read(row, f"{path}{field}", _TYPED[field], value)
            elif field in _LINES:
                raw[field] = values.read_line(value)
            elif isinstance(value, str):
                raw[field] = texts.tidy_spaces(value)
            for part in value if isinstance(value, list) else ():
                if isinstance(part, dict):
                    self._type(row, part, f"{field}.")

    def _read(self, row: Row, field: str, reader: Callable[[Any], Any], value: Any) -> Any:
        try:
            return reader(value)
        except ValueError as odd:
            self.feed.note(row, field, f"{odd}; we left it out", value)
            return None

    def _draft(self, model: type[_Record], row: Row, raw: Raw) -> _Record | None:
        """Return the record, without the optional values that it cannot hold; None if refused."""
        self._type(row, raw)
        raw = {field: value for field, value in raw.items() if value is not None}
        for _ in range(MOST_FAULTS):
            try:
                return model.model_validate(raw)
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                path = fault["loc"]
                if not path or path[0] in _COMPULSORY:
                    field = str(path[0]) if path else ""
                    reference = values.read_line(raw.get("reference"))
                    self.feed.refuse(row, field, plainly(fault["msg"]), reference)
                    return None
                self._leave_out(row, raw, list(path), plainly(fault["msg"]))
        self.feed.refuse(row, "", "too much of it cannot be read")
        return None

    def _leave_out(self, row: Row, raw: Any, path: list[Any], words: str) -> None:
        """Take one faulty value out of the raw values: its list's item, where it is in a list."""
        name = ".".join(str(part) for part in path if not isinstance(part, int))
        steps = [at for at, part in enumerate(path) if isinstance(part, int)]
        until = steps[-1] if steps else 0
        within = raw
        for part in path[:until]:
            within = within[part]
        self.feed.note(row, name, f"{words}; we left it out", _value_at(within, path[until:]))
        del within[path[until]]


def _value_at(raw: Any, path: list[Any]) -> Any:
    for part in path:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            return raw
    return raw


def _fill(known: Mapping[str, Record], others: Mapping[str, Record]) -> None:
    """Give records what they lack and later ones of the same identifiers have."""
    for reference, other in others.items():
        record = known[reference]
        for field in type(record).model_fields:
            if not getattr(record, field) and getattr(other, field):
                setattr(record, field, getattr(other, field))
