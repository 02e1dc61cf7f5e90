"""Single values as people and programs write them."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from lily.imports import values


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-09-20", date(2024, 9, 20)),
        ("2024-09-20T10:30:45.123Z", date(2024, 9, 20)),
        ("03/04/2024", date(2024, 4, 3)),
        ("3 April 2024", date(2024, 4, 3)),
        ("3 Apr 2024", date(2024, 4, 3)),
        (date(2024, 4, 3), date(2024, 4, 3)),
        (datetime(2024, 4, 3, 12), date(2024, 4, 3)),
        ("", None),
        (None, None),
        ("null", None),
    ],
)
def test_a_day_is_read_as_the_british_write_it(written: object, day: date | None) -> None:
    assert values.read_day(written) == day


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("09:00", time(9)),
        ("9:00", time(9)),
        ("09:00:00", time(9)),
        ("09:00:00.000", time(9)),
        ("10:00Z", time(10)),
        ("10:00+01:00", time(10)),
        ("2023-01-01T18:30:00", time(18, 30)),
        ("T18:30", time(18, 30)),
        ("9am", time(9)),
        ("9.30pm", time(21, 30)),
        ("12am", time(0)),
        ("12 noon", time(12)),
        ("12pm", time(12)),
        ("0930", time(9, 30)),
        ("24:00", time(23, 59)),
        (time(9), time(9)),
        ("", None),
    ],
)
def test_a_time_is_what_the_clock_on_the_wall_says(written: object, at: time | None) -> None:
    assert values.read_time(written) == at


@pytest.mark.parametrize(
    ("written", "age"),
    [
        ("65", 65),
        (65.0, 65),
        ("65+", 65),
        ("18 years", 18),
        ("50 and over", 50),
        (0, 0),
        (999, None),
        ("", None),
    ],
)
def test_an_age_is_whole_years(written: object, age: int | None) -> None:
    assert values.read_age(written) == age


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("£4.50", Decimal("4.50")),
        ("4", Decimal("4.00")),
        (35, Decimal("35.00")),
        (0.1, Decimal("0.10")),
        ("1,250.00", Decimal("1250.00")),
        ("Free", Decimal(0)),
        ("", None),
    ],
)
def test_an_amount_is_pounds(written: object, amount: Decimal | None) -> None:
    assert values.read_amount(written) == amount


@pytest.mark.parametrize(
    ("written", "is_so"),
    [("Yes", True), ("N", False), (True, True), (False, False), ("0", False), ("", None)],
)
def test_yes_and_no_are_read(written: object, is_so: bool | None) -> None:
    assert values.read_yes(written) is is_so


@pytest.mark.parametrize(
    ("reader", "odd"),
    [
        (values.read_day, "soon"),
        (values.read_day, "03.04.24"),
        (values.read_day, "0001-01-01"),
        (values.read_day, "2024-13-45"),
        (values.read_time, "25:00"),
        (values.read_time, "13pm"),
        (values.read_time, "ring first"),
        (values.read_age, "all ages"),
        (values.read_age, -1),
        (values.read_amount, "from £4 to £6"),
        (values.read_amount, "-3"),
        (values.read_number, "here"),
        (values.read_number, float("nan")),
        (values.read_number, "1e400"),
        (values.read_yes, "maybe"),
    ],
)
def test_what_is_odd_is_said_and_never_guessed(reader: Callable[[Any], Any], odd: object) -> None:
    with pytest.raises(ValueError, match=r"^this is "):
        reader(odd)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, ""),
        ("N/A", ""),
        (["Tea", None, "coffee"], "Tea; coffee"),
        (13082, "13082"),
        ({"a": 1}, ""),
        (" a\u00a0b\x00 ", "a b"),
        ("\ud800x", "x"),
    ],
)
def test_any_value_has_words_or_none(given: object, words: str) -> None:
    assert values.read_text(given) == words
