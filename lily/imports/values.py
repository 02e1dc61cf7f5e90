"""Reads single values as people and programs write them: days, times, ages, money, yes and no.

Each function returns the value, or None where there is nothing, or raises ValueError with plain
words about what is odd. None of them guesses.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from lily.directory import text as texts
from lily.imports.parts import EARLIEST_DAY, LATEST_DAY

OLDEST = 130
_NOTHING = {"", "null", "none", "nil", "n/a", "undefined", "-"}
_YES = {"yes", "y", "true", "t", "1", "x"}
_NO = {"no", "n", "false", "f", "0"}
_DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%d/%m/%y")
_TIME = re.compile(
    r"(?:\d{4}-\d\d-\d\d)?T?(?P<hour>\d{1,2})(?:[:.]?(?P<minute>\d\d))?(?:[:.]\d\d(?:\.\d+)?)?"
    r"\s*(?P<half>am|pm|a\.m\.|p\.m\.)?\s*(?:Z|[+-]\d\d:?\d\d|UTC|GMT|BST)?",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"(\d{1,4})(?:\.0*)?\s*(?:\+|years?|yrs?|and over|or over)?(?: old)?", re.IGNORECASE
)
_MONEY = re.compile(r"(?:£|GBP)?\s*(\d[\d,]*(?:\.\d+)?)\s*(?:pounds?|GBP)?", re.IGNORECASE)


def read_text(value: Any) -> str:
    """Return the words of a text, number or list; an empty text for null and its spellings."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, list):
        return "; ".join(filter(None, map(read_text, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = texts.tidy_spaces(str(value))
    return "" if words.lower() in _NOTHING else words


def read_line(value: Any) -> str:
    """Return a text on one line, without HTML."""
    return texts.line(read_text(value))


def read_day(value: Any) -> date | None:
    """Read a day: ISO first, then as the British write it (day before month)."""
    if isinstance(value, datetime):
        value = value.date()
    words = read_text(value)
    if not words:
        return None
    day = _iso_day(words) or _british_day(words)
    if day is None or not EARLIEST_DAY <= day <= LATEST_DAY:
        raise ValueError("this is not a day that we can read")
    return day


def _iso_day(words: str) -> date | None:
    try:
        return date.fromisoformat(words[:10])
    except ValueError:
        return None


def _british_day(words: str) -> date | None:
    for pattern in _DAY_FORMATS:
        try:
            return datetime.strptime(words, pattern).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def read_time(value: Any) -> time | None:
    """Read a time of day; a zone is dropped, for feeds write what the clock on the wall says."""
    if isinstance(value, datetime):
        return value.time().replace(tzinfo=None)
    words = read_text(value)
    if not words:
        return None
    if words.lower() in {"noon", "12 noon", "midday"}:
        return time(12)
    found = _TIME.fullmatch(words)
    hour, minute = (int(found["hour"]), int(found["minute"] or 0)) if found else (99, 0)
    half = found["half"] if found else None
    if half:
        hour = _hour_of_half(hour, is_afternoon=half[0].lower() == "p")
    if (hour, minute) == (24, 0):
        return time(23, 59)
    if hour > 23 or minute > 59:
        raise ValueError("this is not a time that we can read")
    return time(hour, minute)


def _hour_of_half(hour: int, *, is_afternoon: bool) -> int:
    if not 1 <= hour <= 12:
        return 99
    return hour % 12 + (12 if is_afternoon else 0)


def read_age(value: Any) -> int | None:
    """Read an age in whole years; 0 and more than 130 are what feeds write for "any age"."""
    words = read_text(value)
    if not words:
        return None
    found = _AGE.fullmatch(words)
    if not found:
        raise ValueError("this is not an age in years")
    age = int(found[1])
    return age if age <= OLDEST else None


def read_amount(value: Any) -> Decimal | None:
    """Read an amount of pounds. "Free" is 0."""
    words = read_text(value)
    if not words:
        return None
    if words.lower() in {"free", "no charge", "free of charge"}:
        return Decimal(0)
    found = _MONEY.fullmatch(words)
    if not found:
        raise ValueError("this is not an amount of pounds")
    try:
        return Decimal(found[1].replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise ValueError("this is not an amount of pounds") from error


def read_number(value: Any) -> float | None:
    """Read a number with a decimal point."""
    words = read_text(value)
    if not words:
        return None
    try:
        number = float(words)
    except ValueError:
        number = float("nan")
    if not -1e9 < number < 1e9:
        raise ValueError("this is not a number")
    return number


def read_yes(value: Any) -> bool | None:
    """Read yes or no."""
    words = read_text(value).lower()
    if not words:
        return None
    if words not in _YES | _NO:
        raise ValueError("this is neither yes nor no")
    return words in _YES
