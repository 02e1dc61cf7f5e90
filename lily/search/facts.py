"""What filters, catchment and order need of a document, as plain values ready for columns."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import IntFlag

from lily.directory.sessions import Session
from lily.search.document import Document

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES = ("morning", "afternoon", "evening")
WHEN = "when"
"""The hidden facet of day and time together ("tue-morning"): both must hold of one session."""

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  wall-clock time in the United Kingdom throughout
_NOON, _EVENING = 12, 17
_REMOTE = {"phone", "online"}
_HAS_ROOM = {"open", "short_wait"}
NO_END = -1
DAY_MINUTES = 24 * 60
HAS_TIME, IS_SURE = 1, 2
YOUNGEST, OLDEST = 0, 200


class Flag(IntFlag):
    """What is true of a listing, in one byte."""

    NATIONAL = 1
    RESTRICTED = 2
    REMOTE = 4
    PLACED = 8
    TEMPORARILY_CLOSED = 16
    FULL = 32
    CLOSED = 64
    SUNK = 128


@dataclass(frozen=True)
class Facts:
    """A document's facts. Days are ordinals (0: not known), times minutes of `minute_of`.

    `values` are (facet, slug, label); a label is empty where LILY's own list has it. `points` are
    (latitude, longitude, number of the place on the card); `circles` (latitude, longitude,
    miles); `sessions` (starts, ends or NO_END, HAS_TIME and IS_SURE together).
    """

    values: list[tuple[str, str, str]]
    points: list[tuple[float, float, int]]
    codes: list[str]
    circles: list[tuple[float, float, float]]
    sessions: list[tuple[int, int, int]]
    flags: int
    minimum_age: int
    maximum_age: int
    assured_on: int
    closed_until: int
    known_until: int

    def to_json(self) -> str:
        """Write the facts for the index to keep."""
        row = [getattr(self, field.name) for field in fields(self)]
        return json.dumps(row, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Facts":
        """Read what `to_json` wrote."""
        return cls(*json.loads(text))


def minute_of(moment: datetime) -> int:
    """Return a wall-clock time in the UK as minutes, to compare and to keep in 32 bits."""
    return int((moment - _EPOCH).total_seconds() // 60)


def moment_of(minute: int) -> datetime:
    """Return the wall-clock time that `minute_of` counted."""
    return _EPOCH + timedelta(minutes=minute)


def time_of_day(session: Session) -> str:
    """Say when a session begins: morning (before 12), afternoon (before 5), or evening."""
    hour = session.starts_at.hour
    return TIMES[(hour >= _NOON) + (hour >= _EVENING)]


def facts_of(document: Document) -> Facts:
    """Draw the facts from a document. Only the card's places are known, never a hidden one."""
    card, catchment = document.card, document.catchment
    return Facts(
        values=[*dict.fromkeys(_values(document))],
        points=[
            (place.latitude, place.longitude, number)
            for number, place in enumerate(card.places)
            if place.latitude is not None and place.longitude is not None
        ],
        codes=list(catchment.codes),
        circles=[(c.latitude, c.longitude, c.miles) for c in catchment.circles],
        sessions=[_session(session) for session in sorted(set(document.sessions), key=_in_order)],
        flags=_flags(document),
        minimum_age=YOUNGEST if card.minimum_age is None else card.minimum_age,
        maximum_age=OLDEST if card.maximum_age is None else card.maximum_age,
        assured_on=_ordinal(card.assured_on),
        closed_until=_ordinal(card.closed_until),
        known_until=_ordinal(document.known_until),
    )


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def _in_order(session: Session) -> tuple[datetime, datetime]:
    return session.starts_at, session.ends_at or session.starts_at


def _session(session: Session) -> tuple[int, int, int]:
    ends = NO_END if session.ends_at is None else minute_of(session.ends_at)
    return (
        minute_of(session.starts_at),
        ends,
        HAS_TIME * session.has_time + IS_SURE * session.is_sure,
    )


def _values(document: Document) -> Iterator[tuple[str, str, str]]:
    card = document.card
    yield from (("need", term.slug, term.name) for term in document.needs)
    yield from (("audience", term.slug, term.name) for term in document.audiences)
    yield "kind", card.kind, ""
    for facet, slug in (("asset", card.asset_kind), ("cost", card.cost)):
        if slug:
            yield facet, slug, ""
    for facet, slugs in (
        ("access", card.access),
        ("delivery", card.deliveries),
        ("language", card.languages),
    ):
        yield from ((facet, slug, "") for slug in slugs)
    yield from _ways_in(card.referral, card.capacity)
    for session in document.sessions:
        day = DAYS[session.starts_at.weekday()]
        yield WHEN, f"{day}-{time_of_day(session)}" if session.has_time else day, ""


def _ways_in(referral: str, capacity: str) -> Iterator[tuple[str, str, str]]:
    if referral in {"self", "either"}:
        yield "referral", "self", ""
    if referral == "needed":
        yield "referral", "needed", ""
    if capacity in _HAS_ROOM:
        yield "capacity", "open", ""


def _flags(document: Document) -> int:
    card, catchment = document.card, document.catchment
    held = {
        Flag.NATIONAL: catchment.is_national,
        Flag.RESTRICTED: catchment.is_restricted,
        Flag.REMOTE: not _REMOTE.isdisjoint(card.deliveries),
        Flag.PLACED: any(place.latitude is not None for place in card.places),
        Flag.TEMPORARILY_CLOSED: card.status == "temporarily closed",
        Flag.FULL: card.capacity == "full",
        Flag.CLOSED: card.capacity == "closed",
        Flag.SUNK: card.sunk_on is not None,
    }
    return sum(int(flag) for flag, is_held in held.items() if is_held)
