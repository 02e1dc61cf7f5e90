"""Times in words, as people say them."""

from datetime import date, time
from typing import Any

import pytest

from lily.directory.choices import BankHolidays, Frequency
from lily.directory.models import Schedule
from lily.directory.words import day_words, hours_words, listed, ordinal, time_words, words_of

MONTHLY, ONCE = Frequency.MONTHLY, Frequency.ONCE


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(10, 30), "10.30am"),
        (time(12), "12 noon"),
        (time(0), "12 midnight"),
        (time(0, 5), "12.05am"),
        (time(12, 5), "12.05pm"),
        (time(19), "7pm"),
    ],
)
def test_times_are_said_as_people_say_them(at: time, said: str) -> None:
    assert time_words(at) == said


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (time(10, 30), time(12), "10.30am to 12 noon"),
        (time(14), None, "from 2pm"),
        (None, time(16), "until 4pm"),
        (None, None, ""),
        (time(0), time(23, 59), "at any time, day or night"),
    ],
)
def test_hours_are_said_as_far_as_they_are_known(
    opens: time | None, closes: time | None, said: str
) -> None:
    assert hours_words(opens, closes) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"byday": "TU"}, "Every Tuesday, 12 noon to 1.30pm"),
        ({"byday": "TH,TU"}, "Every Tuesday and Thursday, 12 noon to 1.30pm"),
        ({"byday": "MO,TU,WE,TH,FR"}, "Monday to Friday, 12 noon to 1.30pm"),
        ({"byday": "MO,TU,WE,TH,FR,SA,SU"}, "Every day, 12 noon to 1.30pm"),
        ({"byday": "TU", "interval": 2}, "Every other Tuesday, 12 noon to 1.30pm"),
        ({"byday": "TU", "interval": 3}, "Every 3 weeks on Tuesday, 12 noon to 1.30pm"),
        (
            {"byday": "TU,TH", "interval": 2},
            "Every other week on Tuesday and Thursday, 12 noon to 1.30pm",
        ),
        ({"freq": MONTHLY, "byday": "3TH"}, "The third Thursday of the month, 12 noon to 1.30pm"),
        (
            {"freq": MONTHLY, "byday": "1WE,3WE"},
            "The first and third Wednesday of the month, 12 noon to 1.30pm",
        ),
        ({"freq": MONTHLY, "byday": "-1FR"}, "The last Friday of the month, 12 noon to 1.30pm"),
        (
            {"freq": MONTHLY, "byday": "1MO", "interval": 2},
            "The first Monday of every other month, 12 noon to 1.30pm",
        ),
        (
            {"freq": MONTHLY, "bymonthday": "1,22"},
            "The 1st and 22nd of the month, 12 noon to 1.30pm",
        ),
        (
            {"freq": ONCE, "starts_on": date(2026, 12, 5)},
            "Saturday 5 December 2026, 12 noon to 1.30pm",
        ),
        ({"starts_on": date(2026, 12, 5)}, "Every Saturday, 12 noon to 1.30pm"),
        (
            {"byday": "TU", "is_term_time": True, "bank_holidays": BankHolidays.CLOSED},
            "Every Tuesday, 12 noon to 1.30pm, in school term time, not on bank holidays",
        ),
        (
            {"byday": "TU", "valid_from": date(2026, 12, 1), "valid_to": date(2027, 2, 2)},
            "Every Tuesday, 12 noon to 1.30pm, from Tuesday 1 December 2026,"
            " until Tuesday 2 February 2027",
        ),
        ({"words": "Ring for the dates"}, "Ring for the dates"),
    ],
)
def test_schedules_are_said_in_words(parts: dict[str, Any], said: str) -> None:
    assert words_of(Schedule(opens_at=time(12), closes_at=time(13, 30), **parts)) == said


def test_lists_ordinals_and_days() -> None:
    assert listed(["Monday"]) == "Monday"
    assert listed([]) == ""
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "23rd",
        "31st",
    ]
    assert day_words(date(2026, 11, 24)) == "Tuesday 24 November"
