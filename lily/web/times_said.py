"""The times of a listing's document in words, such that we read them back as they were."""

from collections.abc import Mapping
from typing import Any

from lily.directory.choices import Frequency
from lily.directory.closure_words import schedules_words
from lily.directory.models import Closure, Schedule
from lily.imports.parts import ScheduleRecord


def schedule_rows(schedules: list[dict[str, Any]]) -> list[Schedule]:
    """Return schedules of a document as rows that belong to nothing: to be said, or counted."""
    rows = []
    for each in schedules:
        record = ScheduleRecord.model_validate(each | {"words": each.get("words") or "-"})
        row = Schedule(
            freq=record.freq or Frequency.WEEKLY,
            interval=record.interval,
            byday=",".join(record.byday),
            bymonthday=",".join(map(str, record.bymonthday)),
            starts_on=record.starts_on,
            valid_from=record.valid_from,
            valid_to=record.valid_to,
            opens_at=record.opens_at,
            closes_at=record.closes_at,
            is_term_time=record.term_time,
            bank_holidays=record.bank_holidays,
        )
        for closed in record.closures:
            row.closures.append(
                Closure(schedule_id=row.id, starts_on=closed.starts_on, ends_on=closed.ends_on)
            )
        rows.append(row)
    return rows


def times_words(entry: Mapping[str, Any]) -> str:
    """Say one entry of the times: what was read of it, or else the words as they were typed."""
    if not entry["schedules"]:
        return str(entry["words"])
    return schedules_words(schedule_rows(entry["schedules"])) or str(entry["words"])
