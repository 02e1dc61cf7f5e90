"""Reads when it is not on: "not August", "closed bank holidays", "except Wed 9-2", "not 25 Dec"."""

from dataclasses import replace
from datetime import date

from lily.times import dates
from lily.times.cursor import Cursor
from lily.times.days import read_days
from lily.times.hours import Unclear
from lily.times.parts import Closed, Dates, Days, Season, Span
from lily.times.times import read_hours

_SAYS_WHAT = {"month", "bank", "holidays", "feast", "easter", "date", "number", "ordinal", "clock"}


def read_closed(
    cursor: Cursor, today: date, *, is_after_days: bool, is_after_hours: bool
) -> Closed | None:
    """Take what says when it is not on. Raises Unclear where that is not a plain matter.

    Hours behind a day that is left out are its own, where the others have theirs already
    ("Mon-Fri 9-4 except Wed 9-2"); else they are the others' ("daily except Sunday 10-4").
    """
    cursor.skip("filler")
    start = cursor.at
    token = cursor.take("closed", "except")
    if token is None:
        return None
    cursor.skip("filler", "harmless", "at", "every")
    if token.kind == "closed" and is_after_days and _stands_behind(cursor):
        return Closed()
    if token.kind == "except":
        cursor.take_mark(".")  # "excl."
    blank = Closed(is_exception=token.kind == "except")
    found = _one(cursor, today, blank, takes_hours=is_after_hours)
    if found is None:
        cursor.at += cursor.at == start + 1 and cursor.look().kind != "end"
        raise Unclear(f"We did not understand \u201c{cursor.words(start)}\u201d.")
    while True:
        back = cursor.at
        is_comma = cursor.take_mark(",/")
        is_and = cursor.take_mark("&+") or bool(cursor.take("and", "or"))
        cursor.skip("filler", "every", "closed", "except") if is_comma or is_and else None
        is_other = cursor.look().kind in {"from", "until", "between"} and not is_and
        if is_other or not (is_comma or is_and):
            cursor.at = back
            return found
        more = _one(cursor, today, found, is_more=True)
        if more is None:
            cursor.at = back
            return found
        found = more


def _stands_behind(cursor: Cursor) -> bool:
    """Say whether "closed" belongs to the day before it: "Tuesday - closed"."""
    here = cursor.look().kind
    if here in _SAYS_WHAT:
        return False
    if here not in {"day", "days"}:
        return True
    start = cursor.at
    read_days(cursor)
    cursor.skip("filler")
    cursor.take_mark(":-")
    is_other = cursor.tried(read_hours) is not None or bool(cursor.take("closed"))
    cursor.at = start
    return is_other


def _one(
    cursor: Cursor,
    today: date,
    so_far: Closed,
    *,
    is_more: bool = False,
    takes_hours: bool = False,
) -> Closed | None:
    """Take one thing more that it is closed on."""
    cursor.skip("filler", "at")
    if found := _named(cursor, so_far):
        return found
    if dated := cursor.tried(dates.read_dates, today):
        return _dated(so_far, dated)
    start = cursor.at
    days = cursor.tried(read_days)
    if days is not None:
        return _weekly(cursor, so_far, days, start, is_more=is_more, takes_hours=takes_hours)
    if not so_far.is_exception and not is_more and (hours := cursor.tried(read_hours)):
        return replace(so_far, hours=hours)
    return None


def _named(cursor: Cursor, so_far: Closed) -> Closed | None:
    """Take bank and school holidays, and days of the year that have names or come every year."""
    if cursor.take("bank"):
        return replace(so_far, bank=True)
    if cursor.take("holidays"):
        return replace(so_far, school_holidays=True)
    if token := cursor.take("easter"):
        return replace(so_far, easter=(*so_far.easter, token.value))
    if token := cursor.take("feast"):
        yearly = (*token.value, dates.read_up_to(cursor))
        return replace(so_far, yearly=(*so_far.yearly, yearly))
    if found := cursor.tried(_yearly):
        return replace(so_far, yearly=(*so_far.yearly, found))
    return None


def _weekly(
    cursor: Cursor, so_far: Closed, days: Days, start: int, *, is_more: bool, takes_hours: bool
) -> Closed | None:
    back = cursor.at
    cursor.skip("filler")
    cursor.take_mark(":-") if cursor.look(1).kind in {"number", "clock", "noon"} else None
    cursor.take_mark("(")
    hours = cursor.tried(read_hours)
    if hours is None or (so_far.is_exception and not (is_more or takes_hours)):
        cursor.at = back
        if days.part:
            raise Unclear("It is closed for a part of a day: write each day with its own times.")
        return replace(so_far, days=(*so_far.days, *days.codes))
    if is_more or not so_far.is_exception:
        cursor.at = start
        if is_more:
            return None
        raise Unclear("We cannot tell whether these times are open or closed.")
    cursor.take_mark(")")
    return replace(so_far, days=days.codes, hours=hours)


def _dated(so_far: Closed, found: Dates | Span | Season) -> Closed | None:
    if isinstance(found, Season):
        return replace(so_far, months=(*so_far.months, found))
    if isinstance(found, Dates):
        more = tuple((day, day) for day in found.days)
        return replace(so_far, spans=(*so_far.spans, *more))
    if found.first is None or found.last is None:
        raise Unclear("It is closed, but from when to when is not said.")
    return replace(so_far, spans=(*so_far.spans, (found.first, found.last)))


def _yearly(cursor: Cursor) -> tuple[int, int, int | None] | None:
    """Take "25 December (up to 2029)", as we say it back."""
    day = cursor.take("number")
    month = cursor.take("month") if day else None
    up_to = dates.read_up_to(cursor) if month else None
    return (month.value, day.value, up_to) if day and month and up_to else None
