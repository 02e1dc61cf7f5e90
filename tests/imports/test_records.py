"""What a record holds, and what it refuses."""

from typing import Any

import pytest

from lily.errors import Invalid
from lily.imports.faults import validated
from lily.imports.parts import ScheduleRecord
from lily.imports.records import OrganisationFile, ServiceRecord

LUNCH: dict[str, Any] = {"reference": "lunch", "name": "Lunch club", "kind": "activity"}


def file_with(**service: Any) -> dict[str, Any]:
    return {
        "organisation": {"reference": "circle", "name": "Circle"},
        "locations": [{"reference": "hall", "postcode": "PE31 7EX"}],
        "services": [LUNCH | service],
    }


def test_a_file_of_the_seed_is_read() -> None:
    file = validated(OrganisationFile, file_with(at=[{"location": "hall"}]), "circle.toml")
    assert file.services[0].at[0].location == "hall"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"sumary": "x"}, "services.0.sumary: there is no field of this name"),
        ({"summary": "x" * 161}, "at most 160 characters"),
        ({"name": "  "}, "this is empty"),
        ({"kind": "club"}, "'service', 'activity', 'advice' or 'guidance'"),
        ({"minimum_age": 60, "maximum_age": 25}, "maximum_age cannot be below minimum_age"),
        ({"needs": ["Lunch Clubs"]}, "services.0.needs.0"),
        ({"needs": ["food", "food"]}, "needs says one thing twice"),
        ({"at": [{"location": "moon"}]}, "lunch: no location is called moon"),
        ({"areas": [{"kind": "district"}]}, "a district needs its code"),
        ({"costs": [{"amount": -1}]}, "greater than or equal to 0"),
        ({"closed_until": "soon"}, "services.0.closed_until"),
    ],
)
def test_a_fault_is_named_with_its_place(fault: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        validated(OrganisationFile, file_with(**fault), "circle.toml")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "rule",
    [
        {"freq": "weekly", "byday": ["TU"], "opens_at": "12:00", "closes_at": "13:30"},
        {"freq": "weekly", "byday": ["TU"], "interval": 2, "starts_on": "2026-01-06"},
        {"freq": "monthly", "byday": ["2TH", "4TH"]},
        {"freq": "monthly", "byday": ["-1FR"]},
        {"freq": "monthly", "bymonthday": [1]},
        {"freq": "once", "starts_on": "2026-12-05"},
        {"words": "Most Tuesdays, ring first"},
    ],
)
def test_a_rule_that_comes_round_is_taken(rule: dict[str, Any]) -> None:
    assert ScheduleRecord.model_validate(rule)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "a schedule needs freq"),
        ({"freq": "weekly"}, "weekly needs byday"),
        ({"freq": "weekly", "byday": ["1MO"]}, "weekly takes plain days"),
        ({"freq": "weekly", "byday": ["Tuesday"]}, "byday.0"),
        ({"freq": "monthly", "byday": ["MO"]}, "monthly needs byday such as"),
        ({"freq": "monthly", "bymonthday": [0]}, "no day 0"),
        ({"freq": "once"}, "a single occasion needs starts_on"),
        ({"freq": "weekly", "byday": ["TU"], "interval": 2}, "starts_on"),
        (
            {
                "freq": "weekly",
                "byday": ["TU"],
                "valid_from": "2026-02-01",
                "valid_to": "2026-01-01",
            },
            "valid_to cannot be before",
        ),
    ],
)
def test_a_rule_that_cannot_come_round_is_refused(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        validated(ScheduleRecord, rule, "schedule")


def test_days_since_assurance_become_a_day() -> None:
    from datetime import date

    service = ServiceRecord.model_validate(LUNCH | {"assured_days_ago": 12})
    assert service.assured_by_day(date(2026, 11, 23)) == date(2026, 11, 11)
