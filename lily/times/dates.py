"""Reads days of the calendar: "Sat 12th December 2026", "4 January to 29 March", "5th & 6th Dec".

Where no year was written, the nearest such day to come is taken, if it comes within seven months
or its day of the week says which year was meant.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lily.directory.words import DAYS
from lily.times.cursor import Cursor
from lily.times.hours import Unclear
from lily.times.parts import Dates, Season, Span
from lily.times.tokens import YEARS

NEAR = timedelta(days=213)
MOST_IN_A_LIST = 31
_CODES = list(DAYS)


@dataclass(frozen=True)
class Named:
    """A day, or a whole month, as written."""

    month: int
    day: int | None = None
    year: int | None = None
    weekday: str = ""

    def on(self, year: int, *, ends: bool = False) -> date | None:
        """Return it in a year; a month's first or last day. None where there is no such day."""
        last = calendar.monthrange(year, self.month)[1]
        day = self.day or (last if ends else 1)
        return date(year, self.month, day) if 1 <= day <= last else None

    def fits(self, day: date | None) -> bool:
        """Say whether a day is on the day of the week that was written beside it."""
        return day is not None and self.weekday in ("", _CODES[day.weekday()])


def resolved(named: Named, today: date, *, ends: bool = False, after: date | None = None) -> date:
    """Return the day that was meant. Raises Unclear."""
    if named.year:
        day = named.on(named.year, ends=ends)
        if day is None or not named.fits(day):
            raise Unclear("The day of the week and the date do not fit together.")
        return day
    start = after or today
    near = [named.on(year, ends=ends) for year in range(start.year - 1, start.year + 3)]
    days = [day for day in near if day is not None and named.fits(day)]
    coming = next((day for day in days if day >= start), None)
    if coming and (after or coming - today <= NEAR):
        return coming
    gone = [day for day in days if day < today and today - day <= NEAR]
    if named.weekday and gone and not coming:
        return gone[-1]
    if named.weekday and gone and coming and coming - today > timedelta(days=366):
        return gone[-1]
    raise Unclear("We cannot tell which year is meant. Write the year.")


def read_year(cursor: Cursor) -> int | None:
    """Take a year, where one stands here."""
    start = cursor.at
    cursor.take_mark(",'")
    token = cursor.look()
    if token.kind == "number" and token.value in YEARS:
        cursor.at += 1
        return int(token.value)
    cursor.at = start
    if token.kind == "number" and 26 <= token.value <= 60 and cursor.look(1).kind != "month":
        cursor.at += 1
        return 2000 + int(token.value)
    return None


def _weekday(cursor: Cursor) -> str:
    token = cursor.take("day")
    if token is None:
        return ""
    cursor.take_mark(",.")
    cursor.skip("filler")
    return str(token.value)


def _numbers(cursor: Cursor) -> list[tuple[str, int]] | None:
    """Take the days before a month: [("SA", 5), ("SU", 6)]; a range is spelt out."""
    found: list[tuple[str, int]] = []
    while True:
        weekday = _weekday(cursor)
        cursor.skip("filler")
        token = cursor.take("number", "ordinal")
        if token is None or not 1 <= token.value <= 31 or len(found) == MOST_IN_A_LIST:
            return None
        found.append((weekday, token.value))
        if cursor.look().value == "of":
            cursor.at += 1
        if cursor.look().kind == "month":
            return found
        if not (cursor.take_mark(",&/+") or cursor.take("and")):
            return found if _is_range(cursor, found) else None
        cursor.take("and")


def _is_range(cursor: Cursor, found: list[tuple[str, int]]) -> bool:
    """Take "- 14" after "12", and put the days between into the list."""
    if not (cursor.take_mark("-") or cursor.take("to", "until")):
        return False
    weekday = _weekday(cursor)
    token = cursor.take("number", "ordinal")
    if cursor.look().value == "of":
        cursor.at += 1
    first = found[-1][1]
    if token is None or cursor.look().kind != "month" or not first < token.value <= 31:
        return False
    found += [("", day) for day in range(first + 1, token.value)]
    found.append((weekday, token.value))
    return True


def read_named(cursor: Cursor) -> list[Named] | None:
    """Take one day or several of one month; or a lone month, with its year where it has one."""
    token = cursor.look()
    if token.kind == "date":
        cursor.at += 1
        return [Named(token.value.month, token.value.day, token.value.year)]
    if found := cursor.tried(_month_first):
        return list(found)
    numbers = cursor.tried(_numbers)
    if numbers:
        month = cursor.next().value
        cursor.take_mark(".") if cursor.look(1).kind == "number" else None
        year = read_year(cursor)
        return [Named(month, day, year, weekday) for weekday, day in numbers]
    start = cursor.at
    weekday = _weekday(cursor)
    if weekday and cursor.look().kind == "date":
        day = cursor.next().value
        return [Named(day.month, day.day, day.year, weekday)]
    cursor.at = start
    return None


def _month_first(cursor: Cursor) -> list[Named] | None:
    weekday = _weekday(cursor)
    month = cursor.take("month")
    if month is None:
        return None
    cursor.skip("filler")
    day = cursor.take("ordinal", "number")
    if day is None or not 1 <= day.value <= 31:
        return None
    year = read_year(cursor)
    if day.kind == "number" and year is None:
        return None
    return [Named(month.value, day.value, year, weekday)]


def read_end(cursor: Cursor) -> Named | None:
    """Take one end of a span: a day, or a month."""
    cursor.skip("filler", "at")
    named = cursor.tried(read_named)
    if named:
        return named[0] if len(named) == 1 else None
    month = cursor.take("month")
    return Named(month.value, None, read_year(cursor)) if month else None


def read_dates(cursor: Cursor, today: date) -> Dates | Span | Season | None:
    """Take single days, a span, or months. Raises Unclear."""
    opener = cursor.take("from", "until", "between")
    kind = opener.kind if opener else ""
    cursor.take("until") if kind == "from" else None
    if kind == "until":
        end = read_end(cursor)
        return Span(None, resolved(end, today, ends=True)) if end else None
    start = cursor.at
    first = read_end(cursor)
    if first is not None:
        if found := cursor.tried(_span_end, first, today, bool(kind)):
            return found  # type: ignore[no-any-return]
        if kind:
            return Span(resolved(first, today), None) if kind == "from" else None
        if first.day is None:
            return _months(cursor, first)
    cursor.at = start
    several = None if kind else cursor.tried(_several)
    return _occasions(several, today) if several else None


def _occasions(several: list[Named], today: date) -> Dates:
    years = {named.year for named in several if named.year}
    if len(years) == 1:
        several = [replace(named, year=named.year or min(years)) for named in several]
    return Dates(tuple(resolved(named, today) for named in several))


def _several(cursor: Cursor) -> list[Named] | None:
    found = list(read_named(cursor) or ())
    while 0 < len(found) < MOST_IN_A_LIST:
        start = cursor.at
        if cursor.take_mark(",&+/") or cursor.take("and"):
            cursor.take("and")
        if cursor.at == start:
            break
        more = cursor.tried(read_named)
        if not more:
            cursor.at = start
            break
        found += more
    return found or None


def _span_end(cursor: Cursor, first: Named, today: date, is_opened: bool) -> Span | Season | None:
    cursor.take_mark(",")
    if not (cursor.take_mark("-") or cursor.take("to", "until", *(("and",) if is_opened else ()))):
        return None
    cursor.skip("filler")
    last = read_end(cursor)
    if last is None:
        return None
    if first.day is None and last.day is None and not (first.year or last.year):
        return Season(_between(first.month, last.month))
    return _span(first, last, today)


def _span(first: Named, last: Named, today: date) -> Span:
    if last.year and not first.year:
        end = resolved(last, today, ends=True)
        begin = first.on(end.year)
        if begin is None or begin > end:
            begin = first.on(end.year - 1)
        if begin is None or not first.fits(begin):
            raise Unclear("The day of the week and the date do not fit together.")
        return Span(begin, end)
    if first.year:
        begin = resolved(first, today)
        return Span(begin, resolved(last, today, ends=True, after=begin))
    end = resolved(last, today, ends=True)
    begin = next(
        (day for year in (end.year, end.year - 1) if (day := first.on(year)) and day <= end), None
    )
    if begin is None or not first.fits(begin):
        raise Unclear("The day of the week and the date do not fit together.")
    return Span(begin, end)


def _between(first: int, last: int) -> tuple[int, ...]:
    count = (last - first) % 12 + 1
    return tuple((first - 1 + step) % 12 + 1 for step in range(count))


def _months(cursor: Cursor, first: Named) -> Season | Span | None:
    """Take the rest of a list of months."""
    if first.year:
        begin, end = first.on(first.year), first.on(first.year, ends=True)
        return Span(begin, end)
    months = [first.month]
    while True:
        start = cursor.at
        if cursor.take_mark(",&/+") or cursor.take("and", "or"):
            cursor.take("and", "or")
        cursor.skip("filler")
        month = cursor.look() if cursor.at > start else None
        if month is None or month.kind != "month":
            cursor.at = start
            return Season(tuple(months), read_up_to(cursor))
        cursor.at += 1
        months.append(month.value)
        if cursor.take_mark("-") or cursor.take("to"):
            return None


def read_up_to(cursor: Cursor) -> int | None:
    """Take "(up to 2029)", as we say it back."""
    start = cursor.at
    cursor.take_mark("(")
    year = cursor.next() if cursor.take("until") else None
    if year is not None and year.kind == "number" and year.value in YEARS:
        cursor.take_mark(")")
        return int(year.value)
    cursor.at = start
    return None
