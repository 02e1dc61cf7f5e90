"""Writes the times of a listing: its own, and those at each of its places."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from lily.database import Row
from lily.directory.models import Closure, Schedule, Service
from lily.imports.parts import ScheduleRecord
from lily.imports.rows import Wanted, schedule_rows
from lily.imports.stored import rows_within
from lily.imports.writing import Writer
from lily.listings.document_places import at_rows, found_place, own_times_of


def write_times(session: Session, service: Service, times: Sequence[Mapping[str, Any]]) -> None:
    """Give a listing these times.

    Those at a place that is not the listing's are kept as its own, so that nothing typed is lost.
    """
    at = at_rows(session, service)
    owners: dict[UUID | None, list[ScheduleRecord]] = {}
    for entry in times:
        named = UUID(entry["place"]) if entry["place"] else None
        there = found_place(service, named, at) if named else None
        owners.setdefault(there, []).extend(_records(entry))
    wanted = [Wanted(Service, service.id, {})]
    for there, records in owners.items():
        if there is None:
            wanted += schedule_rows("service_id", service.id, records)
        else:
            wanted += schedule_rows("service_at_location_id", at[there].id, records)
    stored = rows_within(session, [service])[service.id]
    below: list[Row] = [row for row in stored if isinstance(row, Schedule | Closure)]
    below += [row for there in at for row in own_times_of(session, service, there)]
    writer = Writer(session, dry_run=False)
    writer.write(wanted, service, below)
    writer.flush()


def _records(entry: Mapping[str, Any]) -> list[ScheduleRecord]:
    """Return an entry's schedules, each with the words that it was typed in."""
    words = entry["words"]
    if not entry["schedules"]:
        return [ScheduleRecord(words=words)]
    return [ScheduleRecord(**{**schedule, "words": words}) for schedule in entry["schedules"]]
