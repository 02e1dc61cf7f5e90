"""The document of a listing is the whole of it, and is written back field by field."""

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.directory.models import (
    FormerSlug,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    Withdrawal,
)
from lily.errors import Invalid, NotFound
from lily.listings.choices import Section
from lily.listings.document import differing, empty_document, read_document, section_hash
from lily.listings.document_writing import write_document
from lily.listings.fields import FIELDS
from lily.listings.values import tidy_changes, tidy_value, why_not_whole
from tests.factories.directory import (
    make_location,
    make_schedule,
    make_service,
    make_taxonomy,
    make_term,
    place_service,
)
from tests.factories.listings import WEEKLY, make_listing, whole_document


def test_what_is_written_is_what_is_read(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        needs = make_taxonomy(session)
        make_term(session, needs, "food")
        make_term(session, needs, "company")
        document = whole_document() | {"needs": ["company", "food"]}
        made = make_listing(session, document).id
        session.commit()
    with Session(any_engine) as session:
        assert read_document(session, made) == document


def test_nothing_is_written_twice(session: Session) -> None:
    service = make_listing(session)
    session.commit()
    write_document(session, service.id, read_document(session, service.id))
    assert not session.new
    assert not session.dirty
    counts = {table: len(session.exec(select(table)).all()) for table in (Location, Schedule)}
    assert counts == {Location: 1, Schedule: 2}


@pytest.mark.parametrize("name", FIELDS)
def test_one_field_is_written_and_no_other(session: Session, name: str) -> None:
    whole, nothing = whole_document(), {**empty_document(), "name": "Another name"}
    service = make_listing(session, whole)
    session.commit()
    value = "inactive" if name == "status" else nothing[name]
    write_document(session, service.id, {name: value})
    session.commit()
    session.expire_all()
    found = read_document(session, service.id)
    below = {"access", "times"} if name == "places" else set()  # what hung on the place goes too
    assert set(differing(whole, found)) - below <= {name}
    assert found[name] == value


def test_what_an_import_brought_is_read_whole(session: Session) -> None:
    service, hall = make_service(session), make_location(session)
    make_schedule(session, at=place_service(session, service, hall))
    (entry,) = read_document(session, service.id)["times"]
    assert (entry["place"], entry["words"]) == (str(hall.id), "")
    assert entry["schedules"][0]["byday"] == ["TU"]


def test_the_opening_hours_of_a_place_are_the_times_of_a_listing_that_has_none(
    session: Session,
) -> None:
    service, hall = make_service(session), make_location(session)
    place_service(session, service, hall)
    session.add(Schedule(location_id=hall.id, byday="MO"))
    session.flush()
    (entry,) = read_document(session, service.id)["times"]
    write_document(session, service.id, {"times": [{**entry, "words": "Mondays"}]})
    (row,) = session.exec(select(Schedule))
    assert (row.location_id, row.byday, row.words) == (None, "MO", "Mondays")


def test_there_is_no_document_of_what_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        read_document(session, uuid4())


def test_a_place_of_another_organisation_is_copied_and_never_changed(session: Session) -> None:
    hall = make_location(session)
    mine, theirs = make_service(session), make_service(session)
    for service in (mine, theirs):
        place_service(session, service, hall)
    (place,) = read_document(session, mine.id)["places"]
    write_document(session, mine.id, {"places": [{**place, "name": "The New Hall"}]})
    access = {place["id"]: {"parking": {"answer": "yes", "words": ""}}}
    write_document(session, mine.id, {"access": access})
    session.commit()
    assert read_document(session, theirs.id)["places"] == [place]
    assert read_document(session, theirs.id)["access"] == {}
    found = read_document(session, mine.id)
    assert [each["name"] for each in found["places"]] == ["The New Hall"]
    assert list(found["access"].values()) == list(access.values())
    assert found["places"][0]["id"] != place["id"]


def test_times_at_a_place_that_has_gone_are_kept_with_the_listing(session: Session) -> None:
    service = make_listing(session)
    entry = {"place": str(uuid4()), "words": "Fridays", "schedules": []}
    write_document(session, service.id, {"times": [entry]})
    assert read_document(session, service.id)["times"] == [{**entry, "place": ""}]


def test_a_place_that_nobody_uses_goes_and_an_imported_one_stays(session: Session) -> None:
    service = make_listing(session)
    write_document(session, service.id, {"places": []})
    assert session.exec(select(Location)).all() == []
    assert session.exec(select(ServiceAtLocation)).all() == []


def test_a_new_name_is_a_new_address_and_the_old_one_leads_to_it(session: Session) -> None:
    service = make_listing(session)
    first = service.slug
    write_document(session, service.id, {"name": "Wednesday lunch club"})
    assert service.slug == "wednesday-lunch-club"
    write_document(session, service.id, {"name": "Tuesday lunch club"})
    old = set(session.exec(select(FormerSlug.slug)))
    assert "wednesday-lunch-club" in old
    assert service.slug not in old
    assert first in old | {service.slug}


def test_a_listing_that_stopped_here_is_kept_from_imports(session: Session) -> None:
    service = make_listing(session)
    write_document(session, service.id, {"status": "defunct"})
    assert session.exec(select(Withdrawal)).one().is_archived
    write_document(session, service.id, {"status": "active"})
    assert session.exec(select(Withdrawal)).all() == []


def test_a_contacts_number_is_not_the_listings(session: Session) -> None:
    service = make_listing(session)
    write_document(session, service.id, {"phones": []})
    found = read_document(session, service.id)
    assert (found["phones"], found["contacts"][0]["phone"]) == ([], "01632 960124")
    assert len(session.exec(select(Phone)).all()) == 1


def test_a_section_has_a_name_for_what_it_says() -> None:
    one, other = whole_document(), whole_document()
    assert section_hash(one, Section.ABOUT) == section_hash(other, Section.ABOUT)
    assert section_hash(one, Section.PLACES) != section_hash(other, Section.PLACES)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("name", "  Lunch <b>club</b> ", "Lunch club"),
        ("minimum_age", "60", 60),
        ("minimum_age", "", None),
        ("closed_until", "2026-12-01", "2026-12-01"),
        ("description", "Come\n\n- a\n- b", "<p>Come</p>\n<ul><li>a</li><li>b</li></ul>"),
        ("description", "<p onclick='x()'>Hello<script>x()</script></p>", "<p>Hello</p>"),
        ("needs", ["food", "company", "food"], ["company", "food"]),
        ("email", " mailto:lunch@example.org ", "lunch@example.org"),
        ("url", "www.example.org", "https://www.example.org"),
        (
            "phones",
            [{"number": "tel 01632-960123 (office)"}, {"number": ""}],
            [{"number": "01632 960123", "extension": "", "words": "office"}],
        ),
    ],
)
def test_what_people_type_is_tidied(field: str, typed: Any, kept: Any) -> None:
    assert tidy_value(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", " ", "Write something here."),
        ("summary", "x" * 161, "This is too long. Write at most 160 letters."),
        ("minimum_age", "old", "Write a whole number, such as 60."),
        ("minimum_age", 131, "Write 130 or less."),
        ("kind", "pub", "Choose one of the answers."),
        ("email", "joe", "This does not look like an e-mail address"),
        ("url", "javascript:alert(1)", "This does not look like a website"),
        ("phones", [{"number": "12"}], "We cannot ring “12”. Check the number."),
        ("places", [{"name": "x", "postcode": "ZZ99 9ZZ"}], "We do not know the postcode ZZ99 9ZZ"),
        ("places", [{"name": ""}], "A place needs its name, its street or its postcode."),
        ("contacts", [{"name": "Joe", "email": "joe"}], "This does not look like an e-mail"),
        ("costs", [{"amount": "-3"}], "Write 0 or more."),
        ("times", [{"schedules": [{"freq": "weekly"}]}], "Weekly needs byday."),
        ("closed_until", "soon", "Write a day, such as 24 November 2026."),
        ("places", [{"name": "x", "shape": "round"}], "We could not read this"),
        ("needs", [str(number) for number in range(61)], "That is more than we can keep."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(field: str, typed: Any, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        tidy_value(field, typed)
    assert refused.value.field == field
    assert refused.value.message.startswith(words)


def test_fields_are_held_against_each_other() -> None:
    with pytest.raises(Invalid, match="cannot be below"):
        tidy_changes({"maximum_age": 50}, {"minimum_age": 60})
    with pytest.raises(Invalid, match="needs a place"):
        tidy_changes({"areas": [{"kind": "radius", "miles": 3}]}, empty_document())


def test_a_postcode_gives_a_place_its_position(session: Session) -> None:
    (place,) = tidy_value("places", [{"name": "The hall", "postcode": "pe317ex"}])
    assert place["postcode"] == "PE31 7EX"
    service = make_listing(session)
    write_document(session, service.id, {"places": [place]})
    location = session.exec(select(Location)).one()
    assert [location.latitude, location.longitude] == place["position"]
    assert location.district_code == "E07000146"


def test_a_radius_goes_round_the_listings_place(session: Session) -> None:
    service = make_listing(session)
    areas = tidy_value("areas", [{"kind": "radius", "miles": 3}])
    write_document(session, service.id, {"areas": areas})
    assert read_document(session, service.id)["areas"] == areas


def test_times_are_kept_in_the_words_they_were_typed_in() -> None:
    typed = [
        {"words": "Tuesdays", "schedules": [WEEKLY]},
        {"words": "Tuesdays", "schedules": [{**WEEKLY, "byday": ["TH"]}]},
        {"words": "", "schedules": []},
    ]
    (entry,) = tidy_value("times", typed)
    assert entry["words"] == "Tuesdays"
    assert [each["byday"] for each in entry["schedules"]] == [["TU"], ["TH"]]


def test_a_new_listing_lacks_what_nobody_can_do_without() -> None:
    assert set(why_not_whole(empty_document())) == {"name", "description", "phones"}
    assert why_not_whole(whole_document()) == {}


def test_a_service_without_places_is_a_whole_document(session: Session) -> None:
    service = make_service(session)
    assert list(read_document(session, service.id)) == list(FIELDS)
    assert isinstance(session.get(Service, service.id), Service)
