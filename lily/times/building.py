"""From groups of days, hours and limits to schedules. Raises Unclear rather than guess."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import combinations

from lily.directory.choices import BankHolidays, Frequency
from lily.directory.words import DAYS, ordinal
from lily.times.closing import closures_of
from lily.times.grouping import NO_DAYS, Group
from lily.times.hours import Unclear, settled
from lily.times.parts import (
    Bank,
    Closed,
    Dates,
    Days,
    Hours,
    Interval,
    Limit,
    MonthDays,
    Monthly,
    Nth,
    Season,
    Span,
    TermTime,
    When,
)
from lily.times.schedules import ReadSchedule
from lily.times.vocabulary import ALL_DAYS

_CODES = list(DAYS)
ROUND_THE_CLOCK = (time(0, 0), time(23, 59))
_Times = tuple[time | None, ...]


@dataclass
class _Limits:
    """What a group's limits come to, taken together."""

    interval: Interval | None = None
    is_monthly: bool = False
    is_term_time: bool = False
    bank: BankHolidays = BankHolidays.NOT_KNOWN
    first: date | None = None
    last: date | None = None
    seasons: list[Season] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)

    def add(self, limit: Limit) -> None:
        """Take one limit more. Raises Unclear where it does not fit the others."""
        match limit:
            case Interval():
                self._add_interval(limit)
            case Monthly():
                self.is_monthly = True
            case TermTime():
                self.is_term_time = True
            case Bank():
                self._add_bank(is_open=limit.is_open)
            case Span():
                self._add_span(limit)
            case Season():
                self.seasons.append(limit)
            case Closed():
                self._add_closed(limit)

    def _add_interval(self, interval: Interval) -> None:
        if self.interval:
            raise Unclear("It says twice how often it is.")
        self.interval = interval

    def _add_closed(self, closed: Closed) -> None:
        self.closed.append(closed)
        self.is_term_time = self.is_term_time or closed.school_holidays
        if closed.bank:
            self._add_bank(is_open=False)

    def _add_bank(self, *, is_open: bool | None) -> None:
        said = BankHolidays.OPEN if is_open else BankHolidays.CLOSED
        if is_open is None or self.bank not in (BankHolidays.NOT_KNOWN, said):
            raise Unclear("It does not say plainly whether it is on at bank holidays.")
        self.bank = said

    def _add_span(self, span: Span) -> None:
        if (span.first and self.first) or (span.last and self.last):
            raise Unclear("It says twice from when to when it runs.")
        self.first, self.last = span.first or self.first, span.last or self.last
        if self.first and self.last and self.last < self.first:
            raise Unclear("The last day comes before the first.")


def built(groups: list[Group], today: date) -> list[ReadSchedule]:
    """Return the schedules of all groups. Raises Unclear."""
    found: list[ReadSchedule] = []
    for group in groups:
        limits = _Limits()
        for limit in group.limits:
            limits.add(limit)
        found += _of_group(group, limits, today)
    found = _without_closed_days(found, groups)
    if not found:
        raise Unclear(NO_DAYS)
    _check_overlaps(found)
    if any(each.opens_at for each in found) and any(
        each.closes_at and not each.opens_at for each in found
    ):
        raise Unclear("It says until when, but not from when.")
    return _joined(found)


def _of_group(group: Group, limits: _Limits, today: date) -> list[ReadSchedule]:
    found = []
    for when in _each(group.whens or [Days((ALL_DAYS,))]):
        rule = _rule(when, limits)
        rule = replace(
            rule,
            is_term_time=limits.is_term_time,
            bank_holidays=limits.bank,
            closures=closures_of(limits.seasons, limits.closed, today),
        )
        times = [_times(hours, when) for hours in group.hours]
        times = _with_breaks(times, limits.closed)
        if not times and _part_of(when):
            raise Unclear(f"It says {_part_of(when)}, but not from when to when.")
        exceptions, rule = _exceptions(rule, limits.closed)
        found += [
            replace(rule, opens_at=opens, closes_at=closes)
            for opens, closes in times or [(None,) * 2]
        ]
        found += exceptions
    return found


def _each(whens: list[When]) -> Iterator[When]:
    """Part single days from each other."""
    for when in whens:
        if isinstance(when, Dates):
            yield from (replace(when, days=(day,)) for day in when.days)
        else:
            yield when


def _part_of(when: When) -> str:
    return "" if isinstance(when, MonthDays) else when.part


def _times(hours: Hours, when: When) -> _Times:
    if hours.is_all_day:
        return ROUND_THE_CLOCK
    part = _part_of(when)
    if part and hours.part and part != hours.part:
        raise Unclear("The times of day differ: write each day with its own times.")
    return settled(hours.opens, hours.closes, part or hours.part)


def _rule(when: When, limits: _Limits) -> ReadSchedule:
    if isinstance(when, Dates):
        if limits.interval or limits.is_monthly or limits.first or limits.last or limits.seasons:
            raise Unclear("It names single days, and says that it comes round.")
        return ReadSchedule(freq=Frequency.ONCE, starts_on=when.days[0])
    match when:
        case Days():
            rule = ReadSchedule(byday=_sorted(when.codes))
            if limits.is_monthly:
                raise Unclear("It is monthly, but on which one of the month is not said.")
        case Nth():
            rule = ReadSchedule(freq=Frequency.MONTHLY, byday=_sorted(when.byday))
        case MonthDays():
            numbers = tuple(dict.fromkeys(when.numbers))
            rule = ReadSchedule(freq=Frequency.MONTHLY, bymonthday=numbers)
    if limits.interval:
        return _with_interval(rule, limits.interval, limits)
    return replace(rule, valid_from=limits.first, valid_to=limits.last)


def _with_interval(rule: ReadSchedule, interval: Interval, limits: _Limits) -> ReadSchedule:
    unit = {Frequency.WEEKLY: "week", Frequency.MONTHLY: "month"}[rule.freq]
    if interval.unit not in (("", unit) if unit == "week" else (unit,)):
        raise Unclear("We cannot tell how often it comes round.")
    if limits.first is None:
        every = f"every {'other' if interval.every == 2 else ordinal(interval.every)} {unit}"
        raise Unclear(f"It is {every}, but from which date is not said.")
    if not _is_on(rule, limits.first):
        raise Unclear("The date from which it counts is not one of its days.")
    return replace(rule, interval=interval.every, starts_on=limits.first, valid_to=limits.last)


def _is_on(rule: ReadSchedule, day: date) -> bool:
    code, nth = _CODES[day.weekday()], (day.day - 1) // 7 + 1
    month_end = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    left = (month_end - day).days
    names = {code, f"{nth}{code}", f"-{(left - 1) // 7 + 1}{code}"}
    return (
        bool(names & set(rule.byday))
        or day.day in rule.bymonthday
        or (left == 1 and -1 in rule.bymonthday)
    )


def _sorted(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(codes), key=_place))


def _place(code: str) -> tuple[int, int]:
    number = int(code[:-2]) if code[:-2] else 0
    return (number if number >= 0 else 9 + number, _CODES.index(code[-2:]))


def _with_breaks(times: list[_Times], closed: list[Closed]) -> list[_Times]:
    """Take out the hours at which it is closed: "9-5 (closed 12-1)"."""
    for each in closed:
        if each.hours is None or each.days:
            continue
        first, last = settled(each.hours.opens, each.hours.closes)
        within = [
            t for t in times if t[0] and t[1] and first and last and t[0] < first < last < t[1]
        ]
        if len(times) != 1 or len(within) != 1:
            raise Unclear("We cannot tell at which times it is closed.")
        times = [(times[0][0], first), (last, times[0][1])]
    return times


def _exceptions(
    rule: ReadSchedule, closed: list[Closed]
) -> tuple[list[ReadSchedule], ReadSchedule]:
    """Take out the days that have hours of their own, or none: "except Wed 9-2"."""
    others: list[ReadSchedule] = []
    for each in closed:
        if not (each.is_exception and each.days):
            continue
        if rule.freq is not Frequency.WEEKLY or not set(each.days) < set(rule.byday):
            raise Unclear("It leaves out a day that is not one of its days.")
        rule = replace(rule, byday=tuple(day for day in rule.byday if day not in each.days))
        if each.hours is not None:
            opens, closes = settled(each.hours.opens, each.hours.closes, each.hours.part)
            others.append(replace(rule, byday=_sorted(each.days), opens_at=opens, closes_at=closes))
    return others, rule


def _without_closed_days(found: list[ReadSchedule], groups: list[Group]) -> list[ReadSchedule]:
    shut = {
        day
        for group in groups
        for limit in group.limits
        if isinstance(limit, Closed) and not limit.is_exception
        for day in limit.days
    }
    made = []
    for schedule in found:
        if schedule.freq is not Frequency.WEEKLY or not shut & set(schedule.byday):
            made.append(schedule)
            continue
        left = tuple(day for day in schedule.byday if day not in shut)
        if not left:
            raise Unclear("It says that it is open on a day, and that it is closed.")
        made.append(replace(schedule, byday=left))
    return made


def _check_overlaps(found: list[ReadSchedule]) -> None:
    """Refuse two schedules that hold at the same time of the same day."""
    for one, other in combinations(found, 2):
        is_alike = (one.freq, one.valid_from, one.valid_to, one.starts_on, one.closures) == (
            other.freq,
            other.valid_from,
            other.valid_to,
            other.starts_on,
            other.closures,
        )
        same_day = set(one.byday) & set(other.byday) or one.freq is Frequency.ONCE
        if is_alike and same_day and _overlap(one, other):
            raise Unclear("It says two times for the same day, and they do not fit together.")


def _overlap(one: ReadSchedule, other: ReadSchedule) -> bool:
    if one.opens_at is None or other.opens_at is None:
        return True
    first, last = sorted((one, other), key=lambda each: each.opens_at or time())
    if first.closes_at is None:
        return first.opens_at == last.opens_at
    is_to_next_day = first.opens_at is not None and first.closes_at <= first.opens_at
    return is_to_next_day or bool(last.opens_at and first.closes_at > last.opens_at)


def _joined(found: list[ReadSchedule]) -> list[ReadSchedule]:
    """Return one schedule where several differ only in the day of the week."""
    made: list[ReadSchedule] = []
    for schedule in found:
        at = next((n for n, other in enumerate(made) if _differ_in_day(other, schedule)), None)
        if at is None:
            made.append(schedule)
        else:
            made[at] = replace(made[at], byday=_sorted((*made[at].byday, *schedule.byday)))
    return made


def _differ_in_day(one: ReadSchedule, other: ReadSchedule) -> bool:
    if one.freq is Frequency.ONCE or one.interval > 1 or not (one.byday and other.byday):
        return one == other
    return replace(one, byday=()) == replace(other, byday=())
