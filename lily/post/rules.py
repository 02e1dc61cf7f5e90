"""When a message is tried again, and when it is given up."""

from datetime import datetime, timedelta
from uuid import UUID

TRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
MOST_TRIES = len(TRY_AFTER) + 1
"""Eight tries over nearly two days, so that a weekend's trouble with a server is outlived."""

JITTER = 0.2
LEASE = timedelta(minutes=15)
"""How long one message may take. Longer than any mail server lets us wait."""

ASK_FIRST = timedelta(minutes=5)
ASK_AGAIN = timedelta(hours=3)
ASK_FOR = timedelta(days=7)
"""Notify keeps what it sent for seven days unless it is told otherwise."""

KEEP_CONTENT = timedelta(days=30)
"""How long words for nobody wait in a demonstration, where nothing is sent."""

KEEP_HASH = timedelta(days=2)


def next_try(message_id: UUID, attempts: int, now: datetime) -> datetime | None:
    """Return when to try again after so many tries; None where it was the last.

    Up to a fifth later, by the message's own id, so that what failed together does not come back
    all at once.
    """
    if attempts >= MOST_TRIES:
        return None
    wait = TRY_AFTER[attempts - 1]
    return now + wait * (1 + JITTER * (message_id.int % 1000) / 1000)
