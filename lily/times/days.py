"""Reads days: "Mon, Wed & Fri", "Monday to Thursday", "1st and 3rd Tues", "every other week"."""

from lily.directory.words import DAYS
from lily.times.cursor import Cursor
from lily.times.dates import MOST_IN_A_LIST
from lily.times.hours import Unclear
from lily.times.parts import Days, Interval, MonthDays, Nth

_CODES = list(DAYS)
_UNITS = {"week": "week", "weekly": "week", "months": "month", "monthly": "month"}


def _starts_a_date(cursor: Cursor) -> bool:
    """Say whether the day here is the beginning of a date: "Sat 12 December"."""
    ahead = 1
    while cursor.look(ahead).kind == "filler" or cursor.look(ahead).value in (",", "."):
        ahead += 1
    first, second = cursor.look(ahead), cursor.look(ahead + 1)
    if second.kind == "filler":
        second = cursor.look(ahead + 2)
    is_number = first.kind in {"number", "ordinal"}
    return first.kind == "date" or (is_number and second.kind == "month")


def _range(cursor: Cursor, first: str) -> tuple[str, ...]:
    start = cursor.at
    cursor.take_mark(".")
    if cursor.take_mark("-") or cursor.take("to", "until"):
        cursor.skip("every", "filler")
        last = cursor.take("day")
        if last is not None:
            if cursor.look().value == "-" and cursor.look(1).kind == "day":
                raise Unclear("We cannot tell which days are meant. Write each of them.")
            at, end = _CODES.index(first), _CODES.index(last.value)
            if at == end:
                raise Unclear("The days begin and end on the same day.")
            return tuple(_CODES[(at + step) % 7] for step in range((end - at) % 7 + 1))
    cursor.at = start
    return (first,)


def _one(cursor: Cursor) -> tuple[str, ...] | None:
    if cursor.look().kind == "day" and _starts_a_date(cursor):
        return None
    token = cursor.take("day", "days")
    if token is None:
        return None
    found = _range(cursor, token.value) if token.kind == "day" else tuple(token.value)
    if cursor.look().value == "." and cursor.look(1).kind != "end":
        cursor.take_mark(".") if _is_short(cursor) else None
    return found


def _is_short(cursor: Cursor) -> bool:
    before = cursor.look(-1)
    return "day" not in cursor.text[before.at : before.end].lower()


def read_days(cursor: Cursor) -> Days | None:
    """Take days of the week, with the part of the day that is named beside them."""
    cursor.skip("filler", "every", "at")
    first = _one(cursor)
    if first is None:
        return None
    pieces = [first]
    part = _part(cursor)
    while True:
        start = cursor.at
        is_comma = cursor.take_mark(",/")
        is_and = cursor.take_mark("&+") or bool(cursor.take("and"))
        cursor.skip("filler", "every", "weekly") if is_comma or is_and else None
        cursor.take("including") if cursor.look(1).kind == "day" else None
        more = cursor.tried(_one)
        if more is None:
            cursor.at = start
            break
        other = _part(cursor)
        if part and other and part != other:
            raise Unclear("The times of day differ: write each day with its own times.")
        part = part or other
        if is_comma and not is_and:
            pieces.append(more)
        else:
            pieces[-1] = (*pieces[-1], *more)
    cursor.skip("too")
    return Days(tuple(pieces), part)


def _part(cursor: Cursor) -> str:
    if token := cursor.take("part"):
        return str(token.value)
    if cursor.look().kind == "half":
        return "morning" if cursor.next().value == "am" else "afternoon or evening"
    return ""


def read_nth(cursor: Cursor) -> Nth | None:
    """Take "1st and 3rd Tues": places in the month, and their day."""
    cursor.skip("filler")
    is_every = bool(cursor.take("every"))
    cursor.skip("filler")
    numbers: list[int] = []
    while len(numbers) < MOST_IN_A_LIST and (token := cursor.take("ordinal")):
        numbers.append(token.value)
        start = cursor.at
        cursor.take_mark(",&+/")
        cursor.take("and")
        cursor.skip("filler")
        if cursor.look().kind != "ordinal":
            cursor.at = start
    cursor.skip("filler")
    day = cursor.take("day")
    if not numbers or day is None or any(not -2 <= number <= 5 for number in numbers):
        return None
    part = _part(cursor)
    start = cursor.at
    cursor.skip("filler")
    is_month = cursor.look().kind in {"monthly", "month"} or _is_interval_of_months(cursor)
    cursor.at = start
    if is_every and numbers == [2] and not is_month:
        raise Unclear(
            "We cannot tell whether it is every other week, or the second one of the month."
        )
    if is_every and not is_month and cursor.look().kind in {"week", "fortnight"}:
        raise Unclear("We cannot tell which weeks are meant.")
    return Nth(tuple(f"{number}{day.value}" for number in numbers), part)


def _is_interval_of_months(cursor: Cursor) -> bool:
    found = cursor.tried(read_interval)
    return bool(found) and found.unit == "month"


def read_month_days(cursor: Cursor) -> MonthDays | None:
    """Take "15th of each month", "the 1st and 15th of the month", "last day of the month"."""
    cursor.skip("filler")
    is_said = bool(cursor.take("monthly"))
    cursor.skip("filler")
    numbers: list[int] = []
    while len(numbers) < MOST_IN_A_LIST and (token := cursor.take("ordinal")):
        if token.value == -1 and cursor.look().value != "day":
            return None
        numbers.append(token.value)
        cursor.skip("filler")
        cursor.take_mark(",&+")
        cursor.take("and")
        cursor.skip("filler")
    cursor.skip("filler")
    if not numbers or not (cursor.look().kind == "monthly" or is_said or _months_follow(cursor)):
        return None
    if is_said and cursor.look().kind in {"month", "day"}:
        return None
    return MonthDays(tuple(numbers)) if all(-1 <= n <= 31 and n for n in numbers) else None


def _months_follow(cursor: Cursor) -> bool:
    start = cursor.at
    is_so = _is_interval_of_months(cursor)
    cursor.at = start
    return is_so


def read_interval(cursor: Cursor) -> Interval | None:
    """Take "every other", "fortnightly", "every 3 weeks", "alternate months", "quarterly"."""
    cursor.skip("filler")
    if token := cursor.take("fortnight"):
        return Interval(2, "week")
    if cursor.take("quarterly"):
        return Interval(3, "month")
    if cursor.take("alternate"):
        unit = cursor.take("week", "months", "weekly", "monthly")
        return Interval(2, _UNITS[unit.kind] if unit else "")
    is_every = bool(cursor.take("every"))
    token = cursor.take("number", "ordinal")
    if token is None or not 2 <= token.value <= 12:
        return None
    cursor.take_mark("-")
    unit = cursor.take("week", "months", "weekly", "monthly")
    if unit is None or not (is_every or unit.kind in {"weekly"}):
        return None
    return Interval(token.value, _UNITS[unit.kind])
