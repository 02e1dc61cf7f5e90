"""Searches that found nothing: stored by words, ward and week, read by editors, forgotten."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import Invalid, NotFound
from lily.listings.models.searches import EmptySearch, IgnoredSearch

KEPT_WEEKS = 26
LEAST_TO_PLACE = 3
"""Fewer searches for some words from one ward in a week than this are not said to be from it."""
MOST_ROWS = 50_000
PAGE = 25
_AT_ONCE = 200
_IGNORED = "ignored_search"


@dataclass(frozen=True)
class EmptyWords:
    """Words that found nothing: how often, in which weeks (Monday: count), from which wards."""

    words: str
    count: int
    weeks: Mapping[date, int]
    wards: Mapping[str, int]


def add_counts(session: Session, counts: Mapping[Any, int]) -> None:
    """Add counts by (words, ward code, Monday) to those that are stored; ignored words are left.

    A database that is full of different words takes no new ones. Safe in several processes.
    """
    ignored = set(session.exec(select(IgnoredSearch.words)))
    wanted = [(each, count) for each, count in sorted(counts.items()) if each[0] not in ignored]
    stored = session.exec(select(sa.func.count()).select_from(EmptySearch)).one()
    wanted = wanted[: max(0, MOST_ROWS - stored)]
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for at in range(0, len(wanted), _AT_ONCE):
        rows = [
            {"id": made.id, "words": words, "ward_code": ward, "week_on": week_on, "count": count}
            for (words, ward, week_on), count in wanted[at : at + _AT_ONCE]
            for made in [EmptySearch(words=words, week_on=week_on)]
        ]
        adding = insert(EmptySearch).values(rows)
        session.execute(
            adding.on_conflict_do_update(
                index_elements=["words", "ward_code", "week_on"],
                set_={"count": col(EmptySearch.count) + adding.excluded["count"]},
            )
        )


def _not_ignored() -> sa.ColumnElement[bool]:
    return col(EmptySearch.words).not_in(sa.select(col(IgnoredSearch.words)))


def list_empty_searches(
    session: Session, *, page: int = 1, today: date | None = None
) -> tuple[list[EmptyWords], int]:
    """Return a page of words that found nothing, the most asked for first, and how many there are.

    A ward is named only where the words were asked for there often enough in a week.
    """
    since = _first_kept(today or clock.today())
    wanted = (_not_ignored(), col(EmptySearch.week_on) >= since)
    asked = sa.func.sum(col(EmptySearch.count))
    total = session.execute(
        sa.select(sa.func.count(sa.distinct(col(EmptySearch.words)))).where(*wanted)
    ).scalar_one()
    page_of = session.execute(
        sa.select(col(EmptySearch.words), asked)
        .where(*wanted)
        .group_by(col(EmptySearch.words))
        .order_by(asked.desc(), col(EmptySearch.words))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    rows = session.exec(
        select(EmptySearch).where(
            col(EmptySearch.words).in_([words for words, _ in page_of]),
            col(EmptySearch.week_on) >= since,
        )
    ).all()
    return [_words_of(words, count, rows) for words, count in page_of], total


def _words_of(words: str, count: int, rows: Sequence[EmptySearch]) -> EmptyWords:
    weeks: dict[date, int] = defaultdict(int)
    wards: dict[str, int] = defaultdict(int)
    for row in sorted(rows, key=lambda row: row.week_on, reverse=True):
        if row.words != words:
            continue
        weeks[row.week_on] += row.count
        if row.ward_code and row.count >= LEAST_TO_PLACE:
            wards[row.ward_code] += row.count
    return EmptyWords(words, int(count), weeks, wards)


def waiting_empty_searches() -> sa.Select[int, Any]:
    """Select how many different words found nothing, and the week of the oldest."""
    return sa.select(
        sa.func.count(sa.distinct(col(EmptySearch.words))), sa.func.min(col(EmptySearch.week_on))
    ).where(_not_ignored())


def ignore_search(session: Session, words: str, *, by: Actor) -> None:
    """Say that words are not for this directory: forget their counts, and count them no more."""
    if not words:
        raise Invalid("words", "Say which words are not for this directory.")
    if find_ignored(session, words):
        return
    ignored = IgnoredSearch(words=words)
    session.add(ignored)
    session.execute(sa.delete(EmptySearch).where(col(EmptySearch.words) == words))
    session.flush()
    record(
        session,
        "ignore_search",
        by=by,
        kind=_IGNORED,
        subject_id=ignored.id,
        changes={"words": (None, words)},
    )


def count_again(session: Session, words: str, *, by: Actor) -> None:
    """Count words again that were ignored. Raises NotFound."""
    ignored = find_ignored(session, words)
    if ignored is None:
        raise NotFound("Those words are counted. Choose from the list.")
    session.delete(ignored)
    session.flush()
    record(
        session,
        "count_search_again",
        by=by,
        kind=_IGNORED,
        subject_id=ignored.id,
        changes={"words": (words, None)},
    )


def find_ignored(session: Session, words: str) -> IgnoredSearch | None:
    """Return the row of words that are ignored, or None."""
    return session.exec(select(IgnoredSearch).where(IgnoredSearch.words == words)).one_or_none()


def list_ignored(session: Session) -> list[str]:
    """Return the words that are counted no more, in order."""
    return list(session.exec(select(IgnoredSearch.words).order_by(col(IgnoredSearch.words))))


def _first_kept(today: date) -> date:
    return today - timedelta(days=today.weekday(), weeks=KEPT_WEEKS - 1)


def forget_searches(session: Session, today: date) -> int:
    """Forget weeks that are over KEPT_WEEKS ago, and wards that too few asked from in a week.

    The week that is on keeps its wards until it ends, since counts still come in; pages do not
    name those that are too few. Returns how many rows were touched. For `lily tick`.
    """
    monday = today - timedelta(days=today.weekday())
    gone = session.execute(
        sa.delete(EmptySearch).where(col(EmptySearch.week_on) < _first_kept(today))
    )
    few = session.exec(
        select(EmptySearch).where(
            col(EmptySearch.ward_code) != "",
            col(EmptySearch.count) < LEAST_TO_PLACE,
            col(EmptySearch.week_on) < monday,
        )
    ).all()
    counts: dict[tuple[str, str, date], int] = defaultdict(int)
    for row in few:
        counts[row.words, "", row.week_on] += row.count
        session.delete(row)
    session.flush()
    add_counts(session, counts)
    return int(gone.rowcount) + len(few)  # type: ignore[attr-defined]
