"""Turns the rows of a CSV file into records, as its mapping says."""

from typing import Any

from lily.directory import text as texts
from lily.directory.words import DAYS
from lily.imports.drafts import Drafts
from lily.imports.feeds import Feed, Row
from lily.imports.sheets.expressions import evaluated
from lily.imports.sheets.hours import read_sessions, week
from lily.imports.sheets.mapping import Hours, SheetMapping, check_columns
from lily.imports.sheets.table import Table
from lily.imports.worded import read_worded, read_words

Cells = dict[str, str]


def read_sheet(table: Table, mapping: SheetMapping) -> Feed:
    """Read every row. Raises Invalid where the mapping names a column that is not there."""
    check_columns(mapping, table.header)
    drafts = Drafts()
    for number, cells in table.rows:
        row = Row("service", f"row {number}")
        if number in table.uneven:
            drafts.feed.note(row, "", "this row has more or fewer cells than the header")
        _take(drafts, row, cells, mapping)
    return drafts.feed


def _take(drafts: Drafts, row: Row, cells: Cells, mapping: SheetMapping) -> None:
    service = evaluated(mapping.service, cells)
    organisation = evaluated(mapping.organisation, cells)
    name = str(service.get("name") or "")
    if not organisation.get("reference"):
        organisation["reference"] = texts.slug(str(organisation.get("name") or name))
    run_by = drafts.organisation(Row("organisation", row.where), organisation, or_named=name)
    service["organisation"] = run_by
    hours = _hours(drafts.feed, row, cells, mapping.hours)
    at = _at(drafts, row, cells, mapping)
    if at:
        at["schedules"] = [*read_worded(drafts.feed, row, at.get("schedules") or []), *hours]
        service["at"] = [at]
    own = read_worded(drafts.feed, row, service.get("schedules") or [])
    service["schedules"] = [*own, *([] if at else hours)]
    drafts.service(row, service, or_named=str(organisation.get("name") or ""))


def _at(drafts: Drafts, row: Row, cells: Cells, mapping: SheetMapping) -> dict[str, Any] | None:
    """Take the place of a row; return the service's part of it, or None where there is none."""
    if not mapping.location:
        return None
    place = evaluated(mapping.location, cells)
    said = [str(place.get(name) or "") for name in ("name", "address_1", "city", "postcode")]
    if not place.get("reference"):
        place["reference"] = texts.slug(" ".join(said), 150)
    has_position = place.get("latitude") is not None and place.get("longitude") is not None
    if not (any(said) or has_position):
        return None
    reference = drafts.location(Row("location", row.where), place)
    return {**evaluated(mapping.at, cells), "location": reference} if reference else None


def _hours(feed: Feed, row: Row, cells: Cells, hours: Hours | None) -> list[dict[str, Any]]:
    """Return the schedules of a week; a day of which we are not sure is kept in words."""
    if hours is None:
        return []
    days, worded = {}, []
    for day, column in hours.columns.items():
        try:
            days[day] = read_sessions(cells[column], hours.closed)
        except ValueError as odd:
            words = f"{DAYS[day]}: {cells[column]}"
            read = read_words(words)
            if not read:
                feed.note(row, column, f"{odd}; kept in words", cells[column])
            worded += read or [{"words": words}]
    return [*week(days, bank_holidays=hours.bank_holidays), *worded]
