"""`lily times`: see what is read from times in words, and on which days that comes round."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock, schema
from lily.cli.texts import each_as_json
from lily.config import read_config
from lily.database import make_engine
from lily.directory import sessions
from lily.directory.models import SchoolTerm
from lily.times.reading import Reading, read_times

NO_TERMS = "We have no school terms here, so no sessions in term time are listed."


@click.command()
@click.argument("text")
@click.option(
    "--from",
    "start",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day, such as 2026-12-01. Years that are left out are read from it. Today.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=28,
    show_default=True,
    help="For how many days sessions are listed.",
)
def times(text: str, start: datetime | None, days: int) -> None:
    """Show what is read from times in words, as JSON; `-` reads a text a line from standard input.

    Where `sure` is false nothing is kept but the text, and `doubts` say why. `sessions` are pairs
    of beginning and end: the end is null where it is not said, and both are days alone where no
    times are said (["2026-12-03", null]).

    Example: lily times "Every 3rd Thursday 12-1.30, not August" --from 2026-12-01 --days 60
    """
    first = start.date() if start else clock.today()
    terms = _terms()

    def read(each: str) -> dict[str, Any]:
        return as_json(read_times(each, first), first, days, terms)

    each_as_json(text, read)


def as_json(
    reading: Reading, first: date, days: int, terms: Sequence[SchoolTerm]
) -> dict[str, Any]:
    """Return a reading and its sessions from a day, for so many days."""
    needs_terms = any(schedule.is_term_time for schedule in reading.schedules)
    return {
        "sure": reading.is_sure,
        "words": reading.words,
        "schedules": [_plain(schedule.raw()) for schedule in reading.schedules],
        "sessions": _sessions(reading, first, days, terms),
        "doubts": list(reading.doubts),
        "notes": [NO_TERMS] if needs_terms and not terms else [],
    }


def _plain(value: Any) -> Any:
    """Turn days and times into text, at every depth."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if name != "words"}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10] if isinstance(value, date) else f"{value:%H:%M}"
    return value


def _sessions(
    reading: Reading, first: date, days: int, terms: Sequence[SchoolTerm]
) -> list[list[str | None]]:
    last = first + timedelta(days=days - 1)
    found = {
        session
        for schedule in reading.schedules
        for session in sessions.sessions_of(schedule.row(), first, last, terms)
    }
    pairs = {
        (_moment(session.starts_at, session.has_time), _moment(session.ends_at, session.has_time))
        for session in found
    }
    return [list(pair) for pair in sorted(pairs, key=lambda pair: (pair[0] or "", pair[1] or ""))]


def _moment(at: datetime | None, has_time: bool) -> str | None:
    if at is None:
        return None
    return f"{at:%Y-%m-%dT%H:%M}" if has_time else f"{at:%Y-%m-%d}"


def _terms() -> list[SchoolTerm]:
    """Return the school terms of the database; none where there is no database."""
    engine = make_engine(read_config().database)
    try:
        kept = engine.url.database
        is_file = engine.url.get_backend_name() == "sqlite"
        if (is_file and not (kept and Path(kept).exists())) or not schema.is_current(engine):
            return []
        with Session(engine) as session:
            return list(session.exec(select(SchoolTerm)).all())
    except sa.exc.OperationalError:
        return []
    finally:
        engine.dispose()
