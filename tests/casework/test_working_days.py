"""Days on which a team works: no weekend, no bank holiday, never lost and never doubled."""

from datetime import date, timedelta

import pytest

from lily.casework.working_days import after_working_days, is_working_day
from lily.directory.sessions import bank_holidays


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        (date(2026, 11, 26), 1, date(2026, 11, 27)),
        (date(2026, 11, 26), 2, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
    ],
)
def test_a_day_so_many_working_days_on(day: date, count: int, then: date) -> None:
    assert after_working_days(day, count) == then


def test_over_years_each_step_is_the_next_working_day() -> None:
    day = date(2024, 1, 1)
    while day < date(2034, 1, 1):
        then = after_working_days(day, 1)
        assert then.weekday() < 5
        assert then not in bank_holidays(then.year)
        between = (day + timedelta(days=n) for n in range(1, (then - day).days))
        assert not any(map(is_working_day, between))
        assert after_working_days(then, 2) == after_working_days(day, 3)
        day += timedelta(days=1)
