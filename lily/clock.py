"""The time, in one place: instants are UTC and aware, days are days in the United Kingdom."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")
_moved: ContextVar[timedelta] = ContextVar("moved", default=timedelta())


def _instant() -> datetime:
    return datetime.now(UTC) + _moved.get()


def now() -> datetime:
    """Return this instant, in UTC."""
    return _instant()


def local_now() -> datetime:
    """Return the wall-clock time in the United Kingdom, without a zone: what a timetable means."""
    return _instant().astimezone(UK).replace(tzinfo=None)


def today() -> date:
    """Return the day it is in the United Kingdom."""
    return local_now().date()


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Let it be another instant within a block, from which the clock goes on.

    For the demonstration and for tests alone. It holds for this thread, so that nobody who is
    served meanwhile meets it; instants stay UTC and days are those of that instant.
    """
    token = _moved.set(instant - datetime.now(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
