"""What is listed already is found by whoever is about to list it again."""

import pytest
from sqlmodel import Session

from lily.directory.models import OrganisationIdentifier
from lily.listings.owners.matching import (
    Wanted,
    domain_of,
    is_same_domain,
    key_of,
    likely_organisations,
    likely_services,
)
from tests.factories.directory import (
    make_location,
    make_organisation,
    make_phone,
    make_service,
    place_service,
)


def _names(session: Session, **wanted: str) -> list[str]:
    return [each.name for each in likely_organisations(session, Wanted(**wanted))]


@pytest.mark.parametrize(
    "typed",
    [
        "heacham lunch circle",
        "The Heacham Lunch Circle Ltd",
        "Lunch Circle, Heacham",
        "Heachem Lunch Circle",
        "HÉACHAM LUNCH-CIRCLE C.I.C.",
        "Heacham Lunch Circle (Over 60s)",
    ],
)
def test_a_name_is_found_however_it_is_typed(session: Session, typed: str) -> None:
    make_organisation(session, name="Heacham Lunch Circle")
    make_organisation(session, name="Snettisham Choir")
    assert _names(session, name=typed) == ["Heacham Lunch Circle"]


@pytest.mark.parametrize(
    "typed", ["Lunch", "Hunstanton Lunch Club", "Heacham Bowls Club", "Circle", "Heacham"]
)
def test_another_name_is_not_found(session: Session, typed: str) -> None:
    make_organisation(session, name="Heacham Lunch Circle")
    assert _names(session, name=typed) == []


def test_a_number_a_charity_number_and_a_domain_say_more_than_a_name(session: Session) -> None:
    ringing = make_organisation(session, name="Alpha")
    make_phone(session, make_service(session, organisation_id=ringing.id), "01632 960123")
    charity = make_organisation(session, name="Beta")
    session.add(
        OrganisationIdentifier(organisation_id=charity.id, scheme="GB-CHC", identifier="1 234 567")
    )
    domain = make_organisation(session, name="Gamma")
    domain.website = "https://www.gamma.example/about"
    session.flush()
    assert _names(session, name="Quite other", phone="(01632) 960 123") == ["Alpha"]
    session.flush()
    assert _names(session, name="Quite other", email="info@gamma.example") == ["Gamma"]
    assert _names(session, name="Quite other", charity_number="234567") == []


def test_a_charity_number_is_found(session: Session) -> None:
    charity = make_organisation(session, name="Beta")
    session.add(
        OrganisationIdentifier(organisation_id=charity.id, scheme="GB-CHC", identifier="1234567")
    )
    session.flush()
    assert _names(session, name="Quite other", charity_number=" 1234-567 ") == ["Beta"]


def test_the_same_postcode_makes_a_likeness_likelier_and_a_refuge_is_never_told(
    session: Session,
) -> None:
    organisation = make_organisation(session, name="Marsh Stitchers")
    service = make_service(session, organisation_id=organisation.id)
    asked = {"name": "Marsh Sewers and Stitchers", "postcode": "pe317ex"}
    place = make_location(session, postcode="PE31 7EX")
    place_service(session, service, place)
    near = likely_organisations(session, Wanted(**asked))
    assert "It has something at the same postcode." in near[0].why
    place.is_confidential = True
    session.flush()
    hidden = likely_organisations(session, Wanted(**asked))
    assert all("postcode" not in " ".join(each.why) for each in hidden)


def test_a_listing_is_found_by_its_name_place_and_number(session: Session) -> None:
    service = make_service(session, name="Tuesday lunch club")
    make_phone(session, service, "01632 960123")
    make_service(session, name="Thursday choir")
    found = likely_services(session, Wanted(name="Tuesday Lunch-Club", phone="01632960123"))
    assert [each.id for each in found] == [service.id]
    assert found[0].why[0] == "It has the same number to ring."
    assert likely_services(session, Wanted(name="Tuesday lunch club"), but_not=service.id) == []


def test_a_mailbox_that_anybody_can_have_says_nothing() -> None:
    assert domain_of("me@gmail.com") == ""
    assert not is_same_domain("me@gmail.com", "https://gmail.com", "group@gmail.com")
    assert is_same_domain("me@hall.example.org", "https://www.example.org")
    assert not is_same_domain("me@notexample.org", "https://www.example.org")
    assert not is_same_domain("me@facebook.com", "https://facebook.com/ourgroup")


def test_a_name_of_nothing_but_small_words_keeps_them() -> None:
    assert key_of("The And") == "and the"
