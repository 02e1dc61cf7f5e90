"""Times that a source has in words alone: read into schedules where LILY is sure of them.

The words are kept on the first of the schedules. Where it is not sure they stay a schedule of
words without a rule, which is the mark by which an editor finds them
(lily.directory.queries.times), and the report says why.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from lily import clock
from lily.imports.feeds import Feed, Row
from lily.times.reading import read_times

NOT_SURE = "we could not be sure of these times; kept in words for an editor"


def read_worded(
    feed: Feed, row: Row, raws: Iterable[dict[str, Any]], today: date | None = None
) -> list[dict[str, Any]]:
    """Return raw schedules, those of words alone read where that can be done without guessing."""
    found: list[dict[str, Any]] = []
    for raw in raws:
        words = str(raw.get("words") or "")
        read = read_words(words, today) if words and not raw.get("freq") else []
        if words and not raw.get("freq") and not read:
            feed.note(row, "schedules", NOT_SURE, words)
        found += read or [raw]
    return found


def read_words(words: str, today: date | None = None) -> list[dict[str, Any]]:
    """Return the raw schedules that words come to; none where LILY is not sure.

    `today` is when they are read, for dates without a year: the day of the import unless given.
    """
    reading = read_times(words, today or clock.today())
    return [schedule.raw(words if not at else "") for at, schedule in enumerate(reading.schedules)]
