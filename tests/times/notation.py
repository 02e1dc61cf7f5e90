"""A short way to write schedules in tests: "TU,TH 10:00-12:00 term bank=closed from=2027-01-04".

Days: MO-FR, TU,TH, 1TU,3TU, d15 (of the month), 2026-12-12 (once). Every second week:
/2@2026-12-07. Hours: 10:00-12:00, 10:00-, -16:00. Closed: !8 (each August until 2029), !12-25
(each Christmas Day until 2029), !2026-12-24, !2026-12-21..2027-01-04. Several: parted by "; ".
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, time, timedelta
from functools import cache
from typing import Any

from lily.directory.words import DAYS
from lily.times.schedules import ReadSchedule

TODAY = date(2026, 11, 25)
LAST = date(2029, 12, 31)
_CODES = list(DAYS)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _blank() -> dict[str, Any]:
    return {
        "freq": "weekly",
        "days": frozenset(),
        "interval": 1,
        "starts_on": None,
        "hours": (None, None),
        "term": False,
        "bank": "not_known",
        "from": None,
        "to": None,
        "closed": frozenset(),
    }


def expected(notation: str) -> set[tuple[Any, ...]]:
    """Return what a notation says, in a shape to compare."""
    return {apart for each in notation.split(";") for apart in _apart(_one(each.strip()))}


def said(schedules: Iterable[ReadSchedule]) -> set[tuple[Any, ...]]:
    """Return what was read, in the same shape."""
    return {apart for each in schedules for apart in _apart(_shape(_values(each)))}


def _apart(shape: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Part the days, so that "Monday and Tuesday" is the same as Monday, and Tuesday."""
    values = dict(shape)
    for day in values["days"] or [None]:
        yield _shape(values | {"days": frozenset({day} if day else ())})


def _shape(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values.items())


def _one(notation: str) -> tuple[Any, ...]:
    values = _blank()
    for word in notation.split():
        values |= _word(word, values)
    return _shape(values)


def _word(word: str, values: dict[str, Any]) -> dict[str, Any]:
    if word == "term":
        return {"term": True}
    if word.startswith(("bank=", "from=", "to=")):
        name, _, value = word.partition("=")
        return {name: value if name == "bank" else date.fromisoformat(value)}
    if word.startswith("/"):
        every, _, day = word[1:].partition("@")
        return {"interval": int(every), "starts_on": date.fromisoformat(day)}
    if word.startswith("!"):
        return {"closed": values["closed"] | _closed(word[1:])}
    if ":" in word:
        return {"hours": tuple(_clock(each) for each in word.split("-"))}
    if _DAY.fullmatch(word):
        return {"freq": "once", "starts_on": date.fromisoformat(word)}
    return _days(word)


def _clock(word: str) -> time | None:
    return time.fromisoformat(word) if word else None


def _days(word: str) -> dict[str, Any]:
    found: set[Any] = set()
    for piece in word.split(","):
        first, _, last = piece.partition("-") if piece[0] != "-" else (piece, "", "")
        if last and piece[0] != "d":
            found |= set(_CODES[_CODES.index(first) : _CODES.index(last) + 1])
        else:
            found.add(int(piece[1:]) if piece[0] == "d" else piece)
    is_monthly = any(isinstance(each, int) or len(each) > 2 for each in found)
    return {"freq": "monthly" if is_monthly else "weekly", "days": frozenset(found)}


@cache
def _every_day() -> list[date]:
    return [TODAY + timedelta(days=n) for n in range((LAST - TODAY).days + 1)]


def _closed(word: str) -> frozenset[date]:
    if ".." in word or _DAY.fullmatch(word):
        first, _, last = word.partition("..")
        begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        return frozenset(day for day in _every_day() if begin <= day <= end)
    month, _, day = word.partition("-")
    return frozenset(
        each for each in _every_day() if each.month == int(month) and day in ("", str(each.day))
    )


def _values(schedule: ReadSchedule) -> dict[str, Any]:
    days: set[Any] = {*schedule.byday, *schedule.bymonthday}
    closed = {
        day
        for day in _every_day()
        for closure in schedule.closures
        if closure.starts_on <= day <= closure.ends_on
    }
    return _blank() | {
        "freq": schedule.freq.value,
        "days": frozenset(days),
        "interval": schedule.interval,
        "starts_on": schedule.starts_on,
        "hours": (schedule.opens_at, schedule.closes_at),
        "term": schedule.is_term_time,
        "bank": schedule.bank_holidays.value,
        "from": schedule.valid_from,
        "to": schedule.valid_to,
        "closed": frozenset(closed),
    }
