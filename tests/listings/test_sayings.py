"""Values are said in words, and two texts are told apart word by word."""

from typing import Any

import pytest
from sqlmodel import Session

from lily.listings.choices import Section
from lily.listings.differences import Part, word_difference
from lily.listings.document import empty_document
from lily.listings.fields import FIELDS, SECTIONS, fields_of
from lily.listings.sayings import names_for, say
from lily.listings.values import tidy_value
from tests.factories.directory import make_taxonomy, make_term
from tests.factories.listings import WEEKLY, whole_document


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_said_in_words(field: str) -> None:
    whole = whole_document() | {"needs": ["food"], "audiences": ["carers"]}
    whole |= {"closed_until": "2026-12-01"}
    lines = say(field, whole[field])
    assert lines
    assert not any("{" in line or "None" in line for line in lines)


def test_what_is_not_said_has_no_line() -> None:
    nothing = empty_document()
    said = {field for field in FIELDS if say(field, nothing[field])}
    assert said == {"kind", "referral", "capacity", "status"}


@pytest.mark.parametrize(
    ("field", "typed", "lines"),
    [
        ("capacity", "short_wait", ["A short wait"]),
        ("closed_until", "2026-12-01", ["Tuesday 1 December 2026"]),
        ("description", "<p>One.</p><ul><li>two</li></ul>", ["One.", "- two"]),
        ("delivery", ["home", "phone"], ["At people's homes", "By phone"]),
        (
            "costs",
            [
                {"option": "Lunch", "amount": "4.50"},
                {"option": "Tea", "amount": "0"},
                {"option": "Cake", "amount": "2", "is_donation": True},
                {"option": "Free", "amount": "0"},
            ],
            ["Lunch, £4.50", "Tea, free", "Cake, £2.00 by donation", "free"],
        ),
        (
            "phones",
            [{"number": "01632 960123", "extension": "4", "words": "mornings"}],
            ["01632 960123, extension 4, mornings"],
        ),
        (
            "times",
            [
                {
                    "words": "Tues 12-1.30",
                    "schedules": [
                        {
                            **WEEKLY,
                            "closures": [{"starts_on": "2026-12-22", "ends_on": "2026-12-29"}],
                        }
                    ],
                },
                {"words": "Ring first", "schedules": []},
                {"schedules": [{**WEEKLY, "byday": ["FR"]}]},
            ],
            [
                "“Tues 12-1.30”, that is: Every Tuesday, 12 noon to 1.30pm, "
                "not Tuesday 22 December 2026 to Tuesday 29 December 2026",
                "“Ring first” (in words only)",
                "Every Friday, 12 noon to 1.30pm",
            ],
        ),
        (
            "contacts",
            [{"name": "Joe", "title": "Chair", "private": True}],
            ["Joe, Chair (not shown to the public)"],
        ),
        (
            "areas",
            [{"kind": "radius", "miles": 3}, {"kind": "national"}],
            ["The whole country", "Up to 3 miles away"],
        ),
        ("languages", [{"code": "pl", "words": "on Mondays"}], ["pl: on Mondays"]),
        (
            "places",
            [{"name": "Refuge", "postcode": "PE31 7EX", "confidential": True, "travel": "By bus"}],
            ["Refuge, PE31 7EX (the address is kept private)", "Getting there: By bus"],
        ),
    ],
)
def test_a_value_is_said_as_people_say_it(field: str, typed: Any, lines: list[str]) -> None:
    found = say(field, tidy_value(field, typed))
    assert sorted(found) == sorted(lines) if field == "areas" else found == lines


def test_terms_and_places_are_said_by_their_names(session: Session) -> None:
    make_term(session, make_taxonomy(session), "eating-together")
    document = whole_document() | {"needs": ["eating-together", "gone-since"]}
    names = names_for(session, [document])
    assert say("needs", document["needs"], names) == ["Eating together", "Gone since"]
    assert say("times", document["times"], names)[1].startswith("St Mary's Hall: “Tuesdays")
    assert say("access", document["access"], names) == [
        "St Mary's Hall: Step free? yes. A ramp by the side door"
    ]


def test_words_are_told_apart() -> None:
    pieces = word_difference(["a hot lunch", "and tea"], ["a cold lunch", "and tea and cake"])
    assert pieces == [
        (Part.SAME, "a"),
        (Part.REMOVED, "hot"),
        (Part.ADDED, "cold"),
        (Part.SAME, "lunch"),
        (Part.SAME, "\n"),
        (Part.SAME, "and tea"),
        (Part.ADDED, "and cake"),
    ]


@pytest.mark.parametrize(
    ("before", "after"), [([], []), ([], ["new"]), (["old"], []), (["same"], ["same"])]
)
def test_both_texts_are_in_the_difference(before: list[str], after: list[str]) -> None:
    pieces = word_difference(before, after)
    old = " ".join(each.words for each in pieces if each.part is not Part.ADDED)
    new = " ".join(each.words for each in pieces if each.part is not Part.REMOVED)
    assert (old, new) == ("".join(before), "".join(after))


def test_every_field_has_its_section() -> None:
    assert [field.name for section in Section for field in fields_of(section)] == list(FIELDS)
    assert list(SECTIONS) == list(Section)
