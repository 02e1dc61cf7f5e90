"""Which days a schedule comes to."""

from datetime import date, datetime, time
from typing import Any

import pytest

from lily.directory.choices import BankHolidays, Frequency
from lily.directory.models import Closure, Schedule, SchoolTerm
from lily.directory.sessions import Session, bank_holidays, is_over, next_sessions, sessions_of

NOON, HALF_ONE = time(12), time(13, 30)


def make_schedule(**parts: Any) -> Schedule:
    usual: dict[str, Any] = {"opens_at": NOON, "closes_at": HALF_ONE, "byday": "TU"}
    closures = parts.pop("closures", [])
    schedule = Schedule(**usual | parts)
    schedule.closures = closures
    return schedule


def days(
    schedule: Schedule, start: date, end: date, terms: tuple[SchoolTerm, ...] = ()
) -> list[str]:
    return [f"{s.starts_at:%a %-d %b}" for s in sessions_of(schedule, start, end, terms)]


NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
DECEMBER = (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({}, ["Tue 3 Nov", "Tue 10 Nov", "Tue 17 Nov", "Tue 24 Nov"]),
        (
            {"byday": "TU,FR", "valid_to": date(2026, 11, 10)},
            ["Tue 3 Nov", "Fri 6 Nov", "Tue 10 Nov"],
        ),
        ({"byday": "3TH", "freq": Frequency.MONTHLY}, ["Thu 19 Nov"]),
        ({"byday": "-1FR", "freq": Frequency.MONTHLY}, ["Fri 27 Nov"]),
        ({"byday": "2TH,4TH", "freq": Frequency.MONTHLY}, ["Thu 12 Nov", "Thu 26 Nov"]),
        (
            {"byday": "", "bymonthday": "1,15", "freq": Frequency.MONTHLY},
            ["Sun 1 Nov", "Sun 15 Nov"],
        ),
        ({"interval": 2, "starts_on": date(2026, 1, 6)}, ["Tue 10 Nov", "Tue 24 Nov"]),
        ({"freq": Frequency.ONCE, "byday": "", "starts_on": date(2026, 11, 21)}, ["Sat 21 Nov"]),
        ({"starts_on": date(2026, 11, 12)}, ["Tue 17 Nov", "Tue 24 Nov"]),
        ({"valid_from": date(2026, 11, 20)}, ["Tue 24 Nov"]),
        (
            {"byday": "", "starts_on": date(2026, 11, 4)},
            ["Wed 4 Nov", "Wed 11 Nov", "Wed 18 Nov", "Wed 25 Nov"],
        ),
    ],
)
def test_a_rule_comes_to_its_days(parts: dict[str, Any], expected: list[str]) -> None:
    assert days(make_schedule(**parts), *NOVEMBER) == expected


def test_every_second_week_without_a_first_week_is_not_guessed() -> None:
    assert days(make_schedule(interval=2), *NOVEMBER) == []


def test_a_rule_without_days_is_not_guessed() -> None:
    assert days(make_schedule(byday=""), *NOVEMBER) == []


def test_a_closure_takes_its_days_away() -> None:
    closed = Closure(
        schedule_id=Schedule().id, starts_on=date(2026, 12, 15), ends_on=date(2027, 1, 1)
    )
    assert days(make_schedule(closures=[closed]), *DECEMBER) == ["Tue 1 Dec", "Tue 8 Dec"]


def test_term_time_holds_only_in_the_terms_we_know() -> None:
    schedule = make_schedule(is_term_time=True)
    autumn = SchoolTerm(name="Autumn", starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 13))
    assert days(schedule, *NOVEMBER) == []
    assert days(schedule, *NOVEMBER, (autumn,)) == ["Tue 3 Nov", "Tue 10 Nov"]


@pytest.mark.parametrize(
    ("on_bank_holidays", "expected"),
    [
        (BankHolidays.CLOSED, []),
        (BankHolidays.OPEN, [True]),
        (BankHolidays.NOT_KNOWN, [False]),
    ],
)
def test_a_bank_holiday_is_open_closed_or_not_sure(
    on_bank_holidays: BankHolidays, expected: list[bool]
) -> None:
    christmas = date(2026, 12, 25)
    found = sessions_of(
        make_schedule(byday="FR", bank_holidays=on_bank_holidays), christmas, christmas
    )
    assert [session.is_sure for session in found] == expected


def test_bank_holidays_are_those_of_the_nation() -> None:
    st_andrews_day = date(2026, 11, 30)
    assert st_andrews_day in bank_holidays(2026, "SCT")
    assert st_andrews_day not in bank_holidays(2026, "ENG")


def test_a_night_session_ends_on_the_next_day() -> None:
    night = make_schedule(opens_at=time(22), closes_at=time(2))
    (session,) = sessions_of(night, date(2026, 11, 24), date(2026, 11, 24))
    assert session.ends_at == datetime(2026, 11, 25, 2)


def test_the_next_sessions_of_several_schedules_come_in_order_and_once() -> None:
    now = datetime(2026, 11, 24, 12, 30)
    schedules = [make_schedule(), make_schedule(), make_schedule(byday="WE", opens_at=time(9))]
    found = next_sessions(schedules, now, 3)
    assert [session.starts_at for session in found] == [
        datetime(2026, 11, 24, 12),
        datetime(2026, 11, 25, 9),
        datetime(2026, 12, 1, 12),
    ]


def test_a_session_that_is_still_on_is_not_over_and_one_without_times_lasts_all_day() -> None:
    lunch = Session(datetime(2026, 11, 24, 12), datetime(2026, 11, 24, 13, 30))
    fair = Session(datetime(2026, 11, 24), has_time=False)
    assert not is_over(lunch, datetime(2026, 11, 24, 13, 29))
    assert is_over(lunch, datetime(2026, 11, 24, 13, 30))
    assert not is_over(fair, datetime(2026, 11, 24, 23))
    assert is_over(fair, datetime(2026, 11, 25, 0, 1))
