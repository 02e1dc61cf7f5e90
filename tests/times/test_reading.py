"""How times in words are read, part by part; what is refused, and why."""

import time as clock
from datetime import date, time

import pytest

from lily.directory.models import Schedule
from lily.times.dates import Named, resolved
from lily.times.hours import Unclear, settled
from lily.times.reading import read_times
from lily.times.slips import mended
from lily.times.tokens import Clock, tidied, tokens_of
from tests.times.notation import TODAY

AM, PM = "am", "pm"


def hours(text: str, part: str = "") -> tuple[time | None, ...]:
    first, last = (token.value for token in tokens_of(text) if token.kind != "mark")
    clocks = [each if isinstance(each, Clock) else Clock(each) for each in (first, last)]
    return settled(clocks[0], clocks[1], part)


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("10-12", time(10), time(12)),
        ("9.30-4", time(9, 30), time(16)),
        ("2-4", time(14), time(16)),
        ("12-1.30", time(12), time(13, 30)),
        ("7-8.30pm", time(19), time(20, 30)),
        ("11-1pm", time(11), time(13)),
        ("9-12pm", time(9), time(12)),
        ("10am-4", time(10), time(16)),
        ("8-6", time(8), time(18)),
        ("8-12", time(8), time(12)),
        ("5-7", time(17), time(19)),
        ("07:00-09:00", time(7), time(9)),
        ("9.30-15.00", time(9, 30), time(15)),
        ("12.00pm-13.30pm", time(12), time(13, 30)),
    ],
)
def test_the_half_of_the_day_is_taken_where_the_other_is_absurd(
    text: str, opens: time, closes: time
) -> None:
    assert hours(text) == (opens, closes)


@pytest.mark.parametrize(
    "text",
    ["7-9", "7.30-9.30", "6-8", "8-10", "7-1", "4-2", "12-12", "10am-12am", "2pm-1pm", "25-26"],
)
def test_times_that_could_be_either_half_are_left_open(text: str) -> None:
    with pytest.raises(Unclear):
        hours(text)


def test_a_part_of_the_day_decides() -> None:
    assert hours("7-9", "evening") == (time(19), time(21))
    assert hours("7-9", "morning") == (time(7), time(9))
    with pytest.raises(Unclear):
        hours("2pm-4pm", "morning")


@pytest.mark.parametrize(
    ("named", "day"),
    [
        (Named(12, 7), date(2026, 12, 7)),
        (Named(1, 4), date(2027, 1, 4)),
        (Named(11, 7, None, "SA"), date(2026, 11, 7)),
        (Named(1, None), date(2027, 1, 1)),
        (Named(9, 4, 2026), date(2026, 9, 4)),
    ],
)
def test_a_date_without_a_year_is_the_near_one(named: Named, day: date) -> None:
    assert resolved(named, TODAY) == day


@pytest.mark.parametrize("named", [Named(10, 4), Named(12, 13, 2026, "SA"), Named(2, 30, 2027)])
def test_a_date_that_does_not_fit_or_is_far_is_refused(named: Named) -> None:
    with pytest.raises(Unclear):
        resolved(named, TODAY)


@pytest.mark.parametrize(
    ("slip", "meaning"),
    [
        ("thrusday", ("day", "TH")),
        ("tuesdyas", ("day", "TU")),
        ("wensday", ("day", "WE")),
        ("febuary", ("month", 2)),
        ("thuesday", None),
        ("sundae", ("day", "SU")),
        ("money", None),
        ("thing", None),
    ],
)
def test_slips_in_names_are_mended_unless_two_are_as_near(slip: str, meaning: object) -> None:
    assert mended(slip) == meaning


def test_html_dashes_and_entities_are_tidied() -> None:
    assert tidied("Mon&nbsp;\u2013 Fri<br>9&amp;ndash;5 <b>o&#39;clock</b>(s)").split() == [
        "Mon",
        "-",
        "Fri",
        "9-5",
        "o'clock",
        "s",
    ]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Wednesday 7-9", "We cannot tell whether 7 to 9 is am or pm. Write am or pm after it."),
        ("Fortnightly Tues 2-4", "It is every other week, but from which date is not said."),
        ("10am-4pm", "It does not say on which days."),
        ("Usually Tuesdays 2pm", "We did not understand \u201cUsually\u201d."),
        ("Tuesday evenings", "It says evening, but not from when to when."),
        ("", "Nothing is written here."),
    ],
)
def test_a_doubt_says_what_to_do_next(text: str, doubt: str) -> None:
    reading = read_times(text, TODAY)
    assert not reading.is_sure
    assert reading.schedules == ()
    assert reading.doubts == (doubt,)
    assert reading.words == reading.typed == text


def test_a_limit_belongs_to_its_group_or_to_all_or_is_a_doubt() -> None:
    first, second = read_times("Mon 10-12 term time only, Tues 2-4", TODAY).schedules
    assert (first.is_term_time, second.is_term_time) == (True, False)
    both = read_times("Mon 10-12, Tues 2-4, term time only", TODAY).schedules
    assert [each.is_term_time for each in both] == [True, True]
    assert not read_times("Mon 10-12, Tues 2-4 term time only", TODAY).is_sure


def test_a_reading_becomes_a_row_with_its_closures_and_the_words_as_typed() -> None:
    typed = "Every 3rd Thursday 12-1.30, not August"
    (schedule,) = read_times(typed, TODAY).schedules
    row = schedule.row(typed)
    assert isinstance(row, Schedule)
    assert (row.byday, row.opens_at, row.words) == ("3TH", time(12), typed)
    assert [each.starts_on.year for each in row.closures] == [2027, 2028, 2029]
    assert {each.schedule_id for each in row.closures} == {row.id}


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01\x02",
        "-" * 900,
        "(" * 900,
        "Mon" * 300,
        "1," * 450,
        "1st " * 240,
        "10-12 " * 160,
        "Mon 10-12, " * 90,
        "every other " * 80,
        "not " * 240,
        "5 Jan, " * 140,
        "from " * 190,
        "a@" * 450,
        "<a " * 300,
        "&amp;" * 190,
        "half past " * 90,
        "x" * 5000,
        "\ufdfa" * 900,
        "\u0663 Mon \u0661\u0660-\u0661\u0662",
        "99999999999999999999",
        "Mon 10-12 not on 31 April (up to 2099)",
        "29 February 10am",
        "Mondays until 31/12/9999",
        "🕙 Tuesdays 🕛",
    ],
)
def test_no_text_stops_it_or_takes_long(text: str) -> None:
    began = clock.process_time()
    reading = read_times(text, TODAY)
    assert clock.process_time() - began < 2
    assert reading.is_sure or reading.doubts


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Wed-Fri 10-12",
        "Mondays in term time and Wednesdays in August 10-12",
        "Monday (1st of month) 10am",
        "Thursday, last Thursday of month 2pm",
        "You may bring a friend. Tuesdays 10-12",
        "Tuesday: Wed 10-12",
        "Mon-Thurs 9-5, Fri until 4",
        "Mondays by 10am",
        "Cancelled: Tuesdays 10-12",
        "No longer Tuesdays 10-12",
        "Formerly Mondays 2pm",
        "2pm for 2.30pm Fridays",
        "Tuesdays 10-12 for 6 weeks",
        "Every Tuesday but one 10-12",
        "Tuesdays 10-12, next meeting in March",
        "Tuesdays before 10",
        "Mon 9, 10 and 11 am",
        "Sun; Mon-Sat 9-5",
        "Mon-Fri 9-5 (4pm Fridays)",
        "Outside term time, Mondays 10-12",
        "Tuesdays 10-12 unless it rains",
        "Tuesdays 10-12 until further notice",
        "The day after the first Monday",
        "Tuesday 10-12 or by arrangement",
        "Ring Mon-Fri 9-5 to find out when",
    ],
)
def test_what_only_seems_plain_is_not_read(text: str) -> None:
    reading = read_times(text, TODAY)
    assert not reading.is_sure, reading.words


def test_closed_on_sundays_and_bank_holidays_may_come_first() -> None:
    reading = read_times("Sun/BH: closed; Mon-Sat 9-5", TODAY)
    assert reading.words == "Monday to Saturday, 9am to 5pm, not on bank holidays"
