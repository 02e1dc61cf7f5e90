"""The time, in one place: instants are UTC and aware, days are days in the United Kingdom."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return this instant, in UTC."""
    return datetime.now(UTC)


def local_now() -> datetime:
    """Return the wall-clock time in the United Kingdom, without a zone: what a timetable means."""
    return datetime.now(UK).replace(tzinfo=None)


def today() -> date:
    """Return the day it is in the United Kingdom."""
    return local_now().date()
