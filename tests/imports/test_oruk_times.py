"""Times of Open Referral feeds."""

from datetime import date, time
from typing import Any

import pytest

from lily.imports.feeds import Feed, Row
from lily.imports.oruk.times import schedules_of

ROW = Row("service", "s1")
TEN_TO_SIX = {"opens_at": time(10), "closes_at": time(18)}


def read(*schedules: dict[str, Any], **item: Any) -> tuple[list[dict[str, Any]], list[str]]:
    feed = Feed()
    found = schedules_of(feed, ROW, {"schedules": list(schedules), **item})
    keep = ("freq", "byday", "bymonthday", "interval", "opens_at", "closes_at", "words", "closures")
    kept = [{name: one[name] for name in keep if one.get(name)} for one in found]
    return kept, [note.words for note in feed.notes]


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (
            {"freq": "WEEKLY", "byday": "TH,FR", "interval": 1, "bymonthday": "2,3,4"},
            {"freq": "weekly", "byday": ["TH", "FR"], "interval": 1},
        ),
        (
            {"freq": "weekly", "byday": "FR,MO"},
            {"freq": "weekly", "byday": ["MO", "FR"], "interval": 1},
        ),
        ({"byday": "MO"}, {"freq": "weekly", "byday": ["MO"], "interval": 1}),
        ({"weekday": "Monday"}, {"freq": "weekly", "byday": ["MO"], "interval": 1}),
        (
            {"weekday": ["Tuesdays", "Wednesday"]},
            {"freq": "weekly", "byday": ["TU", "WE"], "interval": 1},
        ),
        (
            {"freq": "DAILY"},
            {"freq": "weekly", "byday": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "interval": 1},
        ),
        ({"freq": "MONTHLY", "byday": "1MO"}, {"freq": "monthly", "byday": ["1MO"], "interval": 1}),
        ({"byday": "-1FR"}, {"freq": "monthly", "byday": ["-1FR"], "interval": 1}),
        (
            {"freq": "MONTHLY", "bymonthday": "1,15"},
            {"freq": "monthly", "bymonthday": [1, 15], "interval": 1},
        ),
        (
            {"freq": "WEEKLY", "byday": "TU", "interval": "2", "dtstart": "2026-01-06"},
            {"freq": "weekly", "byday": ["TU"], "interval": 2},
        ),
    ],
)
def test_a_rule_is_kept(given: dict[str, Any], rule: dict[str, Any]) -> None:
    hours = {"opens_at": "10:00:00", "closes_at": "18:00:00"}
    found, notes = read(given | hours)
    assert found == [rule | TEN_TO_SIX]
    assert notes == []


@pytest.mark.parametrize(
    "given",
    [
        {"freq": "WEEKLY", "byday": "TU", "interval": 2},
        {"freq": "MONTHLY", "byday": "TU"},
        {"freq": "YEARLY", "byday": "TU"},
        {"freq": "WEEKLY", "byday": "TU", "count": 3},
        {"freq": "WEEKLY", "byday": "TU", "byweekno": "41,42"},
    ],
)
def test_a_rule_that_does_not_say_enough_is_kept_in_words(given: dict[str, Any]) -> None:
    found, notes = read(given | {"opens_at": "10:00", "closes_at": "18:00"})
    assert found == [{"words": "10am to 6pm"}]
    assert len(notes) == 1
    found, _ = read(given | {"description": "Every other Tuesday"})
    assert found == [{"words": "Every other Tuesday"}]


def test_words_without_a_rule_are_read_where_we_are_sure() -> None:
    found, notes = read({"description": "Tuesdays 10am - 12 noon and 2pm - 4pm"})
    assert [(one["byday"], one["opens_at"], one.get("words")) for one in found] == [
        (["TU"], time(10), "Tuesdays 10am - 12 noon and 2pm - 4pm"),
        (["TU"], time(14), None),
    ]
    assert notes == []
    found, notes = read({"description": "Most Tuesdays"})
    assert found == [{"words": "Most Tuesdays"}]
    assert notes == ["we could not be sure of these times; kept in words for an editor"]


def test_closures_of_words_and_of_the_feed_both_hold() -> None:
    holiday = {"closed": True, "start_date": "2026-12-24", "end_date": "2027-01-02"}
    found, _ = read({"description": "Mondays 2pm, not August"}, holiday_schedules=[holiday])
    assert {each["starts_on"].month for each in found[0]["closures"]} == {8, 12}


def test_a_day_that_cannot_be_read_is_left_out_and_the_others_kept() -> None:
    found, notes = read({"freq": "WEEKLY", "byday": "MO,XX"})
    assert found[0]["byday"] == ["MO"]
    assert notes == ["we cannot read this day; we left it out"]


def test_nothing_said_is_no_schedule() -> None:
    assert read({"id": "1"}, {"freq": "", "byday": ""}) == ([], [])


def test_days_of_the_same_hours_become_one_schedule() -> None:
    days = [{"freq": "WEEKLY", "byday": day, "opens_at": "09:00"} for day in ("FR", "MO", "TU")]
    found, _ = read(*days, {"freq": "WEEKLY", "byday": "SA", "opens_at": "10:00"})
    assert [one["byday"] for one in found] == [["MO", "TU", "FR"], ["SA"]]


def test_holidays_of_version_1_are_closures() -> None:
    found, _ = read(
        {"freq": "WEEKLY", "byday": "MO"},
        holiday_schedules=[
            {"closed": True, "start_date": "2026-12-24", "end_date": "2027-01-02"},
            {"closed": False, "start_date": "2026-12-31", "end_date": "2026-12-31"},
            {"closed": True, "start_date": "2026-12-31", "end_date": "2026-12-01"},
        ],
    )
    closure = {"starts_on": date(2026, 12, 24), "ends_on": date(2027, 1, 2)}
    assert found[0]["closures"] == [closure]


def test_odd_times_never_stop_a_feed() -> None:
    odd = {"freq": 3, "byday": {"a": 1}, "opens_at": [], "interval": "x", "dtstart": "soon"}
    assert read(odd)[0] == []
