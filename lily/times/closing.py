"""From months, feasts and spans to closures: days on which a schedule does not hold.

A rule of every year ("not August", "April to September") is written as closures until the end of
the third year to come, for a schedule has no months. What is over is left out.
"""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dateutil.easter import easter

from lily.times.hours import Unclear
from lily.times.parts import Closed, Season
from lily.times.schedules import ReadClosure

YEARS_AHEAD = 3
MOST_CLOSURES = 100
_Month = tuple[int, int]


def closures_of(
    seasons: Sequence[Season], closed: Sequence[Closed], today: date
) -> tuple[ReadClosure, ...]:
    """Return the closures, in order, those that touch joined. Raises Unclear."""
    if len(seasons) > 1:
        raise Unclear("It names the months twice.")
    found: set[ReadClosure] = set()
    for season in seasons:
        others = tuple(month for month in range(1, 13) if month not in season.months)
        found |= set(_months(Season(others, season.up_to), today))
    for each in closed:
        for season in each.months:
            found |= set(_months(season, today))
        found |= set(_days(each, today))
    if len(found) > MOST_CLOSURES:
        raise Unclear("There are more closures here than we can keep apart.")
    return tuple(_touching_joined(sorted(each for each in found if each.ends_on >= today)))


def _months(season: Season, today: date) -> Iterable[ReadClosure]:
    year = season.up_to or today.year + YEARS_AHEAD
    month = date(today.year, today.month, 1)
    while month.year <= year:
        last = calendar.monthrange(month.year, month.month)[1]
        if month.month in season.months:
            yield ReadClosure(month, month.replace(day=last))
        month = month.replace(day=last) + timedelta(days=1)


def _days(closed: Closed, today: date) -> Iterable[ReadClosure]:
    years = range(today.year, today.year + YEARS_AHEAD + 1)
    for first, last in closed.spans:
        yield ReadClosure(first, last)
    for month, day, up_to in closed.yearly:
        for year in range(today.year, (up_to or years[-1]) + 1):
            yield _day(_date(year, month, day))
    for after in closed.easter:
        for year in years:
            yield _day(easter(year) + timedelta(days=after))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Unclear("There is no such day in every year.") from error


def _day(day: date) -> ReadClosure:
    return ReadClosure(day, day)


def _touching_joined(closures: list[ReadClosure]) -> list[ReadClosure]:
    made: list[ReadClosure] = []
    for closure in closures:
        if (
            made
            and (closure.starts_on - made[-1].ends_on).days <= 1
            and _is_long(made[-1], closure)
        ):
            made[-1] = ReadClosure(made[-1].starts_on, max(made[-1].ends_on, closure.ends_on))
        else:
            made.append(closure)
    return made


def _is_long(one: ReadClosure, other: ReadClosure) -> bool:
    """Say whether two that touch are better said as one: single feasts stay as they are."""
    return one.starts_on != one.ends_on or other.starts_on != other.ends_on
