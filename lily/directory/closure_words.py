"""When schedules do not hold, and whole timetables, as people say them.

"Every Tuesday, 2pm to 4pm, not in August (up to 2029); Friday, not on 25 December (up to 2029)".
"""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from lily.directory.models.schedules import Closure, Schedule
from lily.directory.words import day_words, listed, words_of

MOST_MONTHS_CLOSED = 5
_Days = tuple[date, date]


def closures_words(closures: Iterable[Closure], *, today: date | None = None) -> str:
    """Say on which days it is not held; empty where there are none (or none from `today` on).

    Whole months and single days that come back every year are said once, with the last year.
    """
    spans = sorted({(each.starts_on, each.ends_on) for each in closures})
    spans = [span for span in spans if today is None or span[1] >= today]
    months, spans = _months(spans)
    yearly, spans = _yearly(spans)
    said = [*yearly, *(_span_words(span) for span in spans)]
    return ", ".join(filter(None, (months, f"not {listed(said)}" if said else "")))


def _months(spans: list[_Days]) -> tuple[str, list[_Days]]:
    """Say the months that are closed every year, and return the days that are left."""
    whole = [span for span in spans if _is_whole_months(span)]
    covered = [month for span in whole for month in _months_in(span)]
    if not covered:
        return "", spans
    last_year = max(year for year, _ in covered)
    numbers = sorted({month for _, month in covered})
    first = min(covered)
    expected = {
        (year, number)
        for year in range(first[0], last_year + 1)
        for number in numbers
        if (year, number) >= first
    }
    if set(covered) != expected or len(covered) == len(numbers) == 1:
        return "", spans
    left = [span for span in spans if span not in whole]
    is_not = len(numbers) <= MOST_MONTHS_CLOSED
    named = [n for n in range(1, 13) if (n in numbers) == is_not]
    names = [calendar.month_name[number] for number in named]
    said = f"not in {listed(names, 'or')}" if is_not else f"only in {listed(names)}"
    return f"{said} (up to {last_year})", left


def _is_whole_months(span: _Days) -> bool:
    return span[0].day == 1 and (span[1] + timedelta(days=1)).day == 1


def _months_in(span: _Days) -> list[tuple[int, int]]:
    count = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
    start = span[0].year * 12 + span[0].month - 1
    return [((start + step) // 12, (start + step) % 12 + 1) for step in range(count)]


def _yearly(spans: list[_Days]) -> tuple[list[str], list[_Days]]:
    """Say the single days that are closed every year, and return the days that are left."""
    years: dict[tuple[int, int], list[int]] = {}
    for first, last in spans:
        if first == last:
            years.setdefault((first.month, first.day), []).append(first.year)
    said, gone = [], set()
    for (month, day), found in years.items():
        if len(found) > 1 and found == list(range(found[0], found[-1] + 1)):
            said.append(f"on {day} {calendar.month_name[month]} (up to {found[-1]})")
            gone |= {date(year, month, day) for year in found}
    return said, [span for span in spans if span[0] != span[1] or span[0] not in gone]


def _span_words(span: _Days) -> str:
    first = day_words(span[0], year=True)
    return (
        f"on {first}" if span[0] == span[1] else f"from {first} to {day_words(span[1], year=True)}"
    )


def schedules_words(schedules: Sequence[Schedule], *, today: date | None = None) -> str:
    """Say a whole timetable on one line: each schedule, and when it is not held."""
    said = []
    for schedule in schedules:
        closed = closures_words(schedule.closures, today=today)
        said.append(", ".join(filter(None, (words_of(schedule), closed))))
    return "; ".join(dict.fromkeys(said))
