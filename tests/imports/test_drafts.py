"""From raw values to records: what is mended, what is left out, what is refused."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from lily.directory.choices import Delivery
from lily.imports.drafts import Drafts
from lily.imports.feeds import Row
from lily.imports.records import ServiceRecord

ROW = Row("service", "row 7")


def drafted(**raw: Any) -> tuple[ServiceRecord, list[str]]:
    drafts = Drafts()
    given = {"reference": "s", "organisation": "o", "name": "Lunch club", "kind": "activity"}
    drafts.service(ROW, given | raw)
    assert drafts.feed.refusals == []
    return drafts.feed.services["s"], [str(note) for note in drafts.feed.notes]


def test_odd_values_are_left_out_one_by_one_and_noted() -> None:
    service, notes = drafted(
        minimum_age="about sixty",
        maximum_age="99",
        assured_on="last week",
        closed_until="2026-12-01",
        costs=[{"option": "Meal", "amount": "a fiver"}, {"option": "Tea", "amount": "£1"}],
        languages=[{"code": "en"}, {"code": "a language"}],
        schedules=[
            {"freq": "weekly", "byday": ["TU"], "opens_at": "12:00", "closes_at": "late"},
            {"freq": "yearly"},
        ],
        areas=[{"kind": "district"}],
        colour="red",
    )
    assert (service.minimum_age, service.maximum_age) == (None, 99)
    assert service.assured_on is None
    assert service.closed_until == date(2026, 12, 1)
    assert [cost.amount for cost in service.costs] == [None, Decimal(1)]
    assert [language.code for language in service.languages] == ["en"]
    assert [(s.opens_at, s.closes_at) for s in service.schedules] == [(time(12), None)]
    assert service.areas == []
    fields = {note.split(", ")[1].split(":")[0] for note in notes}
    assert fields >= {"minimum_age", "assured_on", "costs.amount", "languages.code", "colour"}
    assert all(note.startswith("service row 7, ") for note in notes)
    assert any('("about sixty")' in note for note in notes)


def test_ages_that_are_upside_down_keep_the_lower_bound() -> None:
    service, notes = drafted(minimum_age=60, maximum_age=25)
    assert (service.minimum_age, service.maximum_age) == (60, None)
    assert len(notes) == 1


def test_an_empty_name_is_made_good_from_what_is_near() -> None:
    assert drafted(name=" ", alternate_name="Tuesday Club")[0].name == "Tuesday Club"
    drafts = Drafts()
    drafts.service(ROW, {"reference": "s", "organisation": "o", "kind": "service"}, or_named="CAB")
    assert drafts.feed.services["s"].name == "CAB"
    assert "it has no name" in str(drafts.feed.notes[0])


def test_a_row_without_any_name_is_refused_with_the_reason() -> None:
    drafts = Drafts()
    drafts.service(ROW, {"reference": "s", "organisation": "o", "name": "", "kind": "service"})
    assert drafts.feed.services == {}
    assert str(drafts.feed.refusals[0]) == "service row 7, name: this is empty"
    assert drafts.feed.refused_references == {"s"}
    assert drafts.feed.read == 1


def test_of_two_rows_with_one_identifier_the_first_is_kept() -> None:
    drafts = Drafts()
    for name in ("First", "Second"):
        drafts.service(ROW, {"reference": "s", "organisation": "o", "name": name, "kind": "advice"})
    assert drafts.feed.services["s"].name == "First"
    assert (drafts.feed.read, drafts.feed.repeated) == (2, 1)
    assert "we kept the first" in str(drafts.feed.notes[0])


def test_a_long_summary_is_cut_and_its_words_are_not_lost() -> None:
    long = "We meet to talk and sing and eat together every week of the year. " * 5
    service, notes = drafted(summary=long)
    assert len(service.summary) <= 160
    assert long.strip() in service.description
    assert len(notes) == 1


def test_a_summary_comes_from_the_description() -> None:
    service, _ = drafted(description="<h2>Lunch</h2><p>A hot lunch. Ring first.</p>")
    assert service.summary == "A hot lunch. Ring first."
    assert service.description == "<h3>Lunch</h3><p>A hot lunch. Ring first.</p>"


def test_plain_answers_lose_their_html() -> None:
    service, _ = drafted(who_for="<p>Anyone&nbsp;over 60</p>", fees="Tea &amp; cake &pound;2")
    assert service.who_for == "Anyone over 60"
    assert service.fees == "Tea & cake £2"


def test_numbers_and_addresses_are_tidied_and_odd_ones_noted() -> None:
    service, notes = drafted(
        url="javascript:alert(1)",
        email="mailto:hello@example.org",
        phones=[{"number": "01724296000 / 12345"}, {"number": "01724 296000"}, {"number": "none"}],
        contacts=[{"name": "The team", "email": "no address", "phone": "(01724)296000"}],
    )
    assert service.url == ""
    assert service.email == "hello@example.org"
    assert [phone.number for phone in service.phones] == ["01724 296000"]
    assert service.contacts[0].phone == "01724 296000"
    assert service.contacts[0].email == ""
    assert {note.split(", ")[1].split(":")[0] for note in notes} == {
        "url",
        "phones",
        "contacts.email",
    }


def test_letters_that_cannot_be_stored_are_dropped() -> None:
    service, _ = drafted(name="Lunch\x00 \ud800club", what_to_bring="A mug\x07")
    assert service.name == "Lunch club"
    assert service.what_to_bring == "A mug"


def test_what_is_said_twice_is_said_once() -> None:
    service, notes = drafted(delivery=["phone", "phone"], needs=["food", "food"])
    assert service.delivery == [Delivery.PHONE]
    assert service.needs == ["food"]
    assert notes == []


def test_an_organisation_seen_again_gains_what_it_lacked() -> None:
    drafts = Drafts()
    drafts.organisation(ROW, {"reference": "o", "name": "Age Well", "website": "www.x.org"})
    drafts.organisation(ROW, {"reference": "o", "name": "Age Well", "website": "www.x.org"})
    drafts.organisation(ROW, {"reference": "o", "name": "Other", "email": "a@x.org"})
    made = drafts.feed.organisations["o"]
    assert (made.name, made.website, made.email) == ("Age Well", "https://www.x.org", "a@x.org")
    assert len(drafts.feed.notes) == 1


@pytest.mark.parametrize(
    "junk",
    [
        {"costs": "lots"},
        {"schedules": {"freq": "weekly"}},
        {"phones": ["01724 296000"]},
        {"at": [None, 3, {"location": []}]},
        {"languages": [[["x"]]]},
        {"minimum_age": [1, 2]},
        {"description": {"html": "x"}},
        {"name": ["A", "B"]},
        {"status": 7},
    ],
)
def test_junk_of_any_shape_never_stops_a_row(junk: dict[str, Any]) -> None:
    service, _ = drafted(**junk)
    assert service.reference == "s"


def test_nothing_of_a_confidential_place_is_repeated_in_a_remark() -> None:
    drafts = Drafts()
    secret = {
        "reference": "refuge",
        "confidential": True,
        "address_1": "3 Quiet Row " * 60,
        "postcode": "ZZ99 9ZZ",
        "latitude": "52.75 or so",
        "phones": [{"number": "ring 12345"}],
    }
    drafts.location(Row("location", "row 3"), secret)
    said = " ".join(str(note) for note in drafts.feed.notes)
    assert len(drafts.feed.notes) == 4
    for word in ("Quiet", "ZZ99", "52.75", "12345"):
        assert word not in said
