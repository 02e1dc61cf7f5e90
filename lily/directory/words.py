"""Days, times and schedules as people say them: "Every Tuesday, 12 noon to 1.30pm"."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time

from lily.directory.choices import BankHolidays, Frequency
from lily.directory.models.schedules import Schedule

DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_ORDINALS[-2] = "last but one"
_CODES = list(DAYS)
_ROUND_THE_CLOCK = (time(0, 0), time(23, 59))


def listed(words: Iterable[str], joined_by: str = "and") -> str:
    """Join words as people do: "Monday, Tuesday and Friday"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} {joined_by} {last}" if first else last


def time_words(at: time) -> str:
    """Say a time of day: 10.30am, 12 noon, 12 midnight."""
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "12 noon" if at.hour else "12 midnight"
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def day_words(day: date, *, year: bool = False) -> str:
    """Say a day: Tuesday 24 November, with the year where it is wanted."""
    said = f"{day:%A} {day.day} {day:%B}"
    return f"{said} {day.year}" if year else said


def ordinal(number: int) -> str:
    """Say a day of the month: 1st, 22nd, 13th."""
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def hours_words(opens_at: time | None, closes_at: time | None) -> str:
    """Say from when to when; empty where no time is known."""
    if opens_at is None:
        return f"until {time_words(closes_at)}" if closes_at else ""
    if (opens_at, closes_at) == _ROUND_THE_CLOCK:
        return "at any time, day or night"
    if closes_at is None:
        return f"from {time_words(opens_at)}"
    return f"{time_words(opens_at)} to {time_words(closes_at)}"


def parts_of(byday: str) -> list[tuple[int | None, str]]:
    """Read an RFC 5545 BYDAY list: "1MO,-1FR,TU" gives [(1, "MO"), (-1, "FR"), (None, "TU")]."""
    parts = []
    for part in filter(None, (piece.strip().upper() for piece in byday.split(","))):
        number, day = part[:-2], part[-2:]
        parts.append((int(number) if number else None, day))
    return parts


def _days_words(codes: Sequence[str]) -> str:
    codes = sorted(set(codes), key=_CODES.index)
    if len(codes) == len(_CODES):
        return "day"
    first, last = _CODES.index(codes[0]), _CODES.index(codes[-1])
    if len(codes) > 2 and last - first + 1 == len(codes):
        return f"{DAYS[codes[0]]} to {DAYS[codes[-1]]}"
    return listed(DAYS[code] for code in codes)


def _weekly_words(schedule: Schedule) -> str:
    codes = [day for _, day in parts_of(schedule.byday)]
    if not codes and schedule.starts_on:
        codes = [_CODES[schedule.starts_on.weekday()]]
    if not codes:
        return ""
    days = _days_words(codes)
    if schedule.interval == 1:
        return days if " to " in days else f"Every {days}"
    if schedule.interval > 2:
        return f"Every {schedule.interval} weeks on {days}"
    return f"Every other {days}" if len(codes) == 1 else f"Every other week on {days}"


def _nth_words(parts: list[tuple[int | None, str]]) -> str:
    days = {day for _, day in parts}
    if len(days) == 1:
        nths = listed(_ORDINALS.get(n or 0, str(n)) for n, _ in parts)
        return f"{nths} {DAYS[parts[0][1]]}"
    return listed(f"{_ORDINALS.get(n or 0, str(n))} {DAYS[day]}" for n, day in parts)


def _monthly_words(schedule: Schedule) -> str:
    month = {1: "the month", 2: "every other month"}.get(
        schedule.interval, f"every {ordinal(schedule.interval)} month"
    )
    if parts := parts_of(schedule.byday):
        return f"The {_nth_words(parts)} of {month}"
    if schedule.bymonthday:
        numbers = [int(number) for number in schedule.bymonthday.split(",")]
        return f"The {listed('last day' if n == -1 else ordinal(n) for n in numbers)} of {month}"
    return ""


def _rule_words(schedule: Schedule) -> str:
    if schedule.freq is Frequency.ONCE:
        return day_words(schedule.starts_on, year=True) if schedule.starts_on else ""
    if schedule.freq is Frequency.MONTHLY:
        return _monthly_words(schedule)
    return _weekly_words(schedule)


def words_of(schedule: Schedule) -> str:
    """Say a schedule: the rule, the hours, the season. The owner's words where there is no rule."""
    rule = _rule_words(schedule)
    if not rule:
        return schedule.words or hours_words(schedule.opens_at, schedule.closes_at)
    said = [rule, hours_words(schedule.opens_at, schedule.closes_at), *_limits_words(schedule)]
    return ", ".join(part for part in said if part)


def _limits_words(schedule: Schedule) -> Iterator[str]:
    if schedule.is_term_time:
        yield "in school term time"
    if schedule.freq is Frequency.ONCE:
        return
    if schedule.bank_holidays is not BankHolidays.NOT_KNOWN:
        is_open = schedule.bank_holidays is BankHolidays.OPEN
        yield "bank holidays too" if is_open else "not on bank holidays"
    first = schedule.valid_from
    if schedule.interval > 1 and schedule.starts_on:
        first = max(schedule.starts_on, first or schedule.starts_on)
    if first:
        yield f"from {day_words(first, year=True)}"
    if schedule.valid_to:
        yield f"until {day_words(schedule.valid_to, year=True)}"
