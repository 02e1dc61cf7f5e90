"""Days on which a team works: Monday to Friday, but for the bank holidays of its nation."""

from datetime import date, timedelta

from lily.casework.choices import Nation
from lily.directory.sessions import bank_holidays

SATURDAY = 5


def is_working_day(day: date, nation: Nation = Nation.ENGLAND) -> bool:
    """Say whether people are at work on a day."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year, nation)


def after_working_days(day: date, count: int, nation: Nation = Nation.ENGLAND) -> date:
    """Return the day that is so many working days after another; 0 gives the next one that is."""
    while count > 0 or not is_working_day(day, nation):
        day += timedelta(days=1)
        count -= is_working_day(day, nation)
    return day
