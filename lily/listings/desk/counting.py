"""Counting searches that found nothing without slowing a search, or writing during one.

Each process adds to a small tally in memory. A thread of `lily serve` brings it to the database
once a minute, and the process as it ends in good order; a process that is killed loses at most a
minute of counts, which is no loss to anybody (ADR 0021).
"""

import os
from collections import Counter
from datetime import date, timedelta
from threading import Lock
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from lily.listings.desk.countable import countable
from lily.listings.desk.empty_searches import add_counts

MOST_KEPT = 1000
"""Different counts that a process keeps between two visits to the database."""


class Counted(NamedTuple):
    """What is counted: some words, from a ward (or nowhere), in the week of a Monday."""

    words: str
    ward_code: str
    week_on: date


class Tally:
    """What one process has counted and not brought to the database yet."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[Counted] = Counter()

    def add(self, counted: Counted, count: int = 1) -> bool:
        """Count once more; False where there is no room for anything new."""
        with self._lock:
            if counted not in self._counts and len(self._counts) >= MOST_KEPT:
                return False
            self._counts[counted] += count
            return True

    def take(self) -> Counter[Counted]:
        """Return what was counted, and begin anew."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return counts


_tallies: dict[str, Tally] = {}
os.register_at_fork(after_in_child=_tallies.clear)


def _tally_of(database: sa.Engine) -> Tally:
    return _tallies.setdefault(str(database.url), Tally())


def count_empty_search(database: sa.Engine, text: str, ward_code: str, today: date) -> bool:
    """Count a search that found nothing; False where its words must not be, or cannot be, kept."""
    said = countable(text)
    if not said:
        return False
    monday = today - timedelta(days=today.weekday())
    return _tally_of(database).add(Counted(said, ward_code, monday))


def bring_counts(database: sa.Engine) -> int:
    """Bring what this process has counted to the database; return how many searches that was.

    Where the database cannot be written to, the counts are kept for the next time.
    """
    tally = _tally_of(database)
    counts = tally.take()
    if not counts:
        return 0
    try:
        with Session(database) as session:
            add_counts(session, counts)
            session.commit()
    except sa.exc.OperationalError:
        for counted, count in counts.items():
            tally.add(counted, count)
        raise
    return counts.total()
