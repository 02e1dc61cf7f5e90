"""Following the changes that the database wrote down, by their numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, UTCDateTime, col

from lily import clock
from lily.search.models import SearchChange, SearchOrigin

MOST_AT_ONCE = 2000
KEPT_DAYS = 30


@dataclass(frozen=True)
class Position:
    """Where a database stands: which it is, its last change, the last of words, the first kept."""

    origin: str = ""
    newest: int = 0
    newest_words: int = 0
    oldest: int = 0


def read_position(session: Session) -> Position:
    """Read where the database stands: one cheap statement."""
    number = col(SearchChange.id)
    row = session.execute(
        sa.select(
            sa.select(col(SearchOrigin.token)).scalar_subquery(),
            sa.select(sa.func.max(number)).scalar_subquery(),
            sa.select(sa.func.max(number))
            .where(col(SearchChange.service_id).is_(None))
            .scalar_subquery(),
            sa.select(sa.func.min(number)).scalar_subquery(),
        )
    ).one()
    token, newest, newest_words, oldest = row
    return Position(str(token or ""), newest or 0, newest_words or 0, oldest or 0)


def changes_after(session: Session, number: int) -> tuple[list[UUID], int]:
    """Return the listings of the next changes after a number, and the number of the last."""
    rows = session.execute(
        sa.select(col(SearchChange.id), col(SearchChange.service_id))
        .where(col(SearchChange.id) > number)
        .order_by(col(SearchChange.id))
        .limit(MOST_AT_ONCE)
    ).all()
    listings = dict.fromkeys(listing for _, listing in rows if listing is not None)
    return list(listings), rows[-1][0] if rows else number


def forget_old_changes(session: Session) -> int:
    """Take away changes that every index has long followed. An index left behind is made anew."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    newest = sa.select(sa.func.max(col(SearchChange.id))).scalar_subquery()
    old = sa.and_(col(SearchChange.made_at) < before, col(SearchChange.id) < newest)
    gone = session.execute(sa.delete(SearchChange).where(old))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def list_latest(
    session: Session, *, page: int, size: int
) -> tuple[list[tuple[UUID, datetime]], int]:
    """Return a page of the listings that changed, each with its last change, and how many did.

    Whatever changed them: a person, a feed, a new name of a need. Changes are kept KEPT_DAYS.
    """
    listing, last = col(SearchChange.service_id), sa.func.max(col(SearchChange.made_at))
    total = session.execute(sa.select(sa.func.count(sa.distinct(listing)))).scalar_one()
    rows = session.execute(
        sa.select(listing, sa.type_coerce(last, UTCDateTime()))
        .where(listing.is_not(None))
        .group_by(listing)
        .order_by(last.desc(), listing)
        .offset((page - 1) * size)
        .limit(size)
    )
    return [(listing_id, at) for listing_id, at in rows if listing_id], total
