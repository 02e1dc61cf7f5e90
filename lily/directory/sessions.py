"""The sessions that a schedule comes to: on which days, from when to when.

Never invents: a schedule that does not say enough (every second week, but from when? in term time,
but when is term?) has no sessions, and its words are shown instead.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

import holidays
from dateutil import rrule

from lily.directory.choices import BankHolidays, Frequency
from lily.directory.models.schedules import Schedule, SchoolTerm
from lily.directory.words import DAYS, parts_of

_FREQUENCIES: dict[Frequency, Literal[1, 2]] = {
    Frequency.WEEKLY: rrule.WEEKLY,
    Frequency.MONTHLY: rrule.MONTHLY,
}
_WEEKDAYS = dict(
    zip(DAYS, (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU), strict=True)
)
LOOK_AHEAD_DAYS = 370


class Session(NamedTuple):
    """One occasion, in wall-clock time of the United Kingdom.

    `has_time` is false where only the day is known; `is_sure` is false on a bank holiday that
    nobody has spoken about.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    has_time: bool = True
    is_sure: bool = True


@lru_cache(maxsize=64)
def bank_holidays(year: int, nation: str = "ENG") -> frozenset[date]:
    """Return the bank holidays of a year in a nation of the UK (ENG, WLS, SCT, NIR)."""
    return frozenset(holidays.country_holidays("GB", subdiv=nation, years=year))


def _anchor(schedule: Schedule, start: date) -> date | None:
    """Return the day from which to count intervals; None where nobody has said."""
    if schedule.interval == 1 and (schedule.byday or schedule.bymonthday):
        return start
    return schedule.starts_on or (None if schedule.interval > 1 else start)


def _days(schedule: Schedule, start: date, end: date) -> Iterator[date]:
    if schedule.freq is Frequency.ONCE:
        if schedule.starts_on and start <= schedule.starts_on <= end:
            yield schedule.starts_on
        return
    if not (schedule.byday or schedule.bymonthday or schedule.starts_on):
        return
    anchor = _anchor(schedule, start)
    if anchor is None or anchor > end:
        return
    rule = rrule.rrule(
        _FREQUENCIES[schedule.freq],
        interval=schedule.interval,
        dtstart=datetime.combine(anchor, time()),
        until=datetime.combine(end, time()),
        byweekday=[
            _WEEKDAYS[day](n) if n else _WEEKDAYS[day] for n, day in parts_of(schedule.byday)
        ]
        or None,
        bymonthday=[int(day) for day in schedule.bymonthday.split(",") if day] or None,
    )
    for moment in rule:
        if moment.date() >= start:
            yield moment.date()


def _holds_on(schedule: Schedule, day: date, terms: Sequence[SchoolTerm]) -> bool:
    if schedule.starts_on and day < schedule.starts_on:
        return False
    if (schedule.valid_from and day < schedule.valid_from) or (
        schedule.valid_to and day > schedule.valid_to
    ):
        return False
    if schedule.is_term_time and not any(term.starts_on <= day <= term.ends_on for term in terms):
        return False
    return not any(closure.starts_on <= day <= closure.ends_on for closure in schedule.closures)


def _session(schedule: Schedule, day: date, *, is_sure: bool) -> Session:
    starts_at = datetime.combine(day, schedule.opens_at or time())
    ends_at = None
    if schedule.opens_at and schedule.closes_at:
        past_midnight = schedule.closes_at <= schedule.opens_at
        ends_at = datetime.combine(day + timedelta(days=past_midnight), schedule.closes_at)
    return Session(starts_at, ends_at, has_time=schedule.opens_at is not None, is_sure=is_sure)


def sessions_of(
    schedule: Schedule,
    start: date,
    end: date,
    terms: Sequence[SchoolTerm] = (),
    nation: str = "ENG",
) -> list[Session]:
    """Return the sessions that begin from `start` to `end`, both included, in order.

    The rule is RFC 5545's, read by dateutil; closures must be loaded. A schedule in term time has
    sessions only within the terms given.
    """
    found = []
    for day in _days(schedule, start, end):
        if not _holds_on(schedule, day, terms):
            continue
        is_holiday = day in bank_holidays(day.year, nation)
        if is_holiday and schedule.bank_holidays is BankHolidays.CLOSED:
            continue
        is_sure = not is_holiday or schedule.bank_holidays is BankHolidays.OPEN
        found.append(_session(schedule, day, is_sure=is_sure))
    return found


def next_sessions(
    schedules: Iterable[Schedule],
    now: datetime,
    count: int = 3,
    terms: Sequence[SchoolTerm] = (),
) -> list[Session]:
    """Return the next sessions of several schedules that are not over at `now`, soonest first."""
    end = now.date() + timedelta(days=LOOK_AHEAD_DAYS)
    start = now.date() - timedelta(days=1)
    coming = {
        session
        for schedule in schedules
        for session in sessions_of(schedule, start, end, terms)
        if not is_over(session, now)
    }
    return sorted(coming, key=lambda session: (session.starts_at, session.ends_at or now))[:count]


def is_over(session: Session, now: datetime) -> bool:
    """Say whether a session has ended; one without times ends with its day."""
    if not session.has_time:
        return session.starts_at.date() < now.date()
    return (session.ends_at or session.starts_at) <= now
