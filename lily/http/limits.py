"""How often something may be tried: counted in the database, so that all processes agree.

`limits` reckons the windows, a small storage of ours counts. What is counted is a keyed hash, so
the table holds neither addresses nor accounts.
"""

import hmac
import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask, current_app, request
from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from werkzeug.exceptions import TooManyRequests

from lily import clock
from lily.accounts.models import RateCount
from lily.http.sessions import engine

FOR_FORMS = "5 per minute; 20 per hour; 60 per day"
FOR_SECRETS = "5 per minute; 15 per 15 minutes; 40 per day"
"""Six wrong ones are refused for a minute, sixteen for a quarter of an hour, 41 for a day."""
FOR_NETWORKS = "30 per minute; 120 per 15 minutes; 600 per day"
"""A surgery or a library shares one address."""
FOR_LETTERS = "3 per 15 minutes; 6 per day"
"""Nobody's mailbox is to be filled by somebody else."""

_EXTENSION = "lily.limits"


class DatabaseStorage(Storage):
    """Counts in the table `rate_count`, each in a short transaction of its own."""

    STORAGE_SCHEME = None

    def __init__(self, to: sa.Engine) -> None:
        super().__init__()
        self.engine = to

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the database may raise."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, beginning anew where the window is over; return the count."""
        insert = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        until = datetime.fromtimestamp(time.time() + expiry, UTC)
        first = insert(RateCount).values(id=uuid4(), key=key, count=amount, expires_at=until)
        is_over = col(RateCount.expires_at) <= clock.now()
        more = col(RateCount.count) + amount
        counted = first.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "count": sa.case((is_over, first.excluded.count), else_=more),
                "expires_at": sa.case(
                    (is_over, first.excluded.expires_at), else_=col(RateCount.expires_at)
                ),
            },
        ).returning(col(RateCount.count))
        with self.engine.begin() as connection:
            return int(connection.execute(counted).scalar_one())

    def _read(self, key: str) -> tuple[int, float]:
        wanted = sa.select(col(RateCount.count), col(RateCount.expires_at)).where(
            col(RateCount.key) == key, col(RateCount.expires_at) > clock.now()
        )
        with self.engine.connect() as connection:
            row = connection.execute(wanted).first()
        return (row[0], row[1].timestamp()) if row else (0, time.time())

    def get(self, key: str) -> int:
        """Return the count of this window."""
        return self._read(key)[0]

    def get_expiry(self, key: str) -> float:
        """Return when this window is over, in seconds since 1970."""
        return self._read(key)[1]

    def check(self) -> bool:
        """Say whether the database answers."""
        with self.engine.connect() as connection:
            return bool(connection.scalar(sa.select(1)))

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self.engine.begin() as connection:
            connection.execute(sa.delete(RateCount).where(col(RateCount.key) == key))

    def reset(self) -> int:
        """Forget all counts; return how many there were."""
        with self.engine.begin() as connection:
            return int(connection.execute(sa.delete(RateCount)).rowcount)


def forget_old(to: sa.Engine) -> int:
    """Delete the counts whose windows are over; return how many."""
    with to.begin() as connection:
        old = sa.delete(RateCount).where(col(RateCount.expires_at) <= clock.now())
        return int(connection.execute(old).rowcount)


class TooOften(TooManyRequests):
    """Something was tried too often; `wait_s` seconds from now it may be tried again."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = max(1, math.ceil(wait_s))
        super().__init__(
            f"That was tried too often. Try again in {in_words(self.wait_s)}.",
            retry_after=self.wait_s,
        )


def in_words(seconds: int) -> str:
    """Return a wait as people say it."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds > size * 1.5 or seconds == size:
            count = math.ceil(seconds / size)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def _limiter() -> FixedWindowRateLimiter:
    found: FixedWindowRateLimiter = current_app.extensions[_EXTENSION]
    return found


def _hashed(parts: Sequence[str]) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, "\0".join(parts).encode(), "sha256").hex()


def _windows(rates: str) -> list[RateLimitItem]:
    return parse_many(rates)


def limit(what: str, *who: str, rates: str = FOR_FORMS) -> None:
    """Count one try of a thing, by the network address unless `who` says otherwise.

    Raises TooOften, which is a page with status 429 that says when to try again. Call it first in
    a view, before anything is written: `limit("report")`.
    """
    key = _hashed([what, *(who or (here(),))])
    waits = []
    for item in _windows(rates):
        if not _limiter().hit(item, key):
            waits.append(_limiter().get_window_stats(item, key).reset_time - time.time())
    if waits:
        raise TooOften(max(waits))


def forgive(what: str, *who: str, rates: str = FOR_FORMS) -> None:
    """Forget the tries of a thing, since the right person was there."""
    key = _hashed([what, *(who or (here(),))])
    for item in _windows(rates):
        _limiter().clear(item, key)


def is_first_use(what: str, token: str, *, for_s: int) -> bool:
    """Say whether a token is shown for the first time in so many seconds, and remember it."""
    return _limiter().hit(_windows(f"1 per {for_s} seconds")[0], _hashed([what, token]))


def here() -> str:
    """Return the network that asks: the address, or the first 64 bits of a long one."""
    address = request.remote_addr or ""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def init_app(app: Flask) -> None:
    """Count in this application's database."""
    with app.app_context():
        storage = DatabaseStorage(engine())
    app.extensions[_EXTENSION] = FixedWindowRateLimiter(storage)
