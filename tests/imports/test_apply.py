"""Bringing a feed in: made, changed, unchanged, vanished; and the rows that it comes to."""

from datetime import time
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from lily.directory.choices import Delivery, Frequency, ServiceStatus
from lily.directory.models import (
    Closure,
    Contact,
    CostOption,
    Language,
    Location,
    Organisation,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceDelivery,
    Source,
    TaxonomyTerm,
    TermLink,
)
from lily.errors import Refused
from lily.imports.apply import apply
from lily.imports.feeds import Feed
from lily.imports.records import LocationRecord, SourceRecord
from lily.imports.report import Report, Tally
from lily.imports.rows import centre_of
from tests.imports.feeds import LUNCH, PHONE, SOURCE, make_feed


def brought(
    session: Session, feed: Feed, *, dry_run: bool = False, retire_missing: bool = False
) -> Report:
    report = apply(session, SOURCE, feed, dry_run=dry_run, retire_missing=retire_missing)
    session.commit()
    session.expunge_all()
    return report


def rows(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that the directory holds."""
    tables = [t for t in SQLModel.metadata.sorted_tables if not t.name.startswith("search_")]
    return {
        table.name: sorted((tuple(row) for row in session.execute(sa.select(table))), key=repr)
        for table in tables
    }


def counts(report: Report) -> tuple[int, int, int, int]:
    tally = report.listings
    return tally.made, tally.changed, tally.unchanged, tally.refused


def test_a_feed_comes_in_whole_and_a_second_run_changes_nothing(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        first = brought(session, make_feed())
        assert counts(first) == (2, 0, 0, 0)
        assert (first.organisations.made, first.places.made, first.terms.made) == (1, 1, 2)
        before = rows(session)
        again = brought(session, make_feed())
        assert counts(again) == (0, 0, 2, 0)
        assert again.organisations.unchanged == again.places.unchanged == 1
        assert again.terms.unchanged == 2
        assert rows(session) == before


def test_every_part_of_a_record_is_stored(session: Session) -> None:
    brought(session, make_feed())
    service = session.exec(select(Service).where(Service.reference == "lunch")).one()
    assert service.slug == "lunch-club"
    assert service.summary == "A hot lunch."
    assert service.minimum_age == 60
    assert service.source_id == session.exec(select(Source.id)).one()
    place = session.exec(select(Location)).one()
    assert place.latitude == pytest.approx(52.9, abs=0.1)
    assert place.district_code == "E07000146"
    at = session.exec(select(ServiceAtLocation)).one()
    assert (at.service_id, at.location_id) == (service.id, place.id)
    lunch = session.exec(select(Schedule).where(Schedule.service_at_location_id == at.id)).one()
    assert (lunch.freq, lunch.byday, lunch.opens_at) == (Frequency.WEEKLY, "TU", time(12))
    assert session.exec(select(Closure.schedule_id)).one() == lunch.id
    assert session.exec(select(CostOption)).one().amount == Decimal("4.50")
    assert set(session.exec(select(Language.code))) == {"en", "pl"}
    assert session.exec(select(TaxonomyTerm.slug).join(TermLink)).one() == "lunch"
    radius = session.exec(select(ServiceArea).where(col(ServiceArea.miles) == 8)).one()
    assert (radius.latitude, radius.longitude) == (place.latitude, place.longitude)
    contact = session.exec(select(Contact).where(Contact.service_id == service.id)).one()
    assert session.exec(select(Phone.number).where(Phone.contact_id == contact.id)).one() == (
        "01632 960127"
    )


def test_how_it_reaches_people_follows_from_its_places_where_it_is_not_said(
    session: Session,
) -> None:
    brought(session, make_feed())
    found = select(Service.reference, ServiceDelivery.delivery).join(ServiceDelivery)
    assert set(session.exec(found)) == {("lunch", Delivery.IN_PERSON), ("phone", Delivery.PHONE)}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Supper club"},
        {"description": "<p>A hot supper.</p>"},
        {"status": "temporarily closed", "closed_until": "2027-01-11"},
        {"minimum_age": None},
        {"phones": [{"number": "01632 960126"}]},
        {"phones": [*LUNCH["phones"], {"number": "01632 960128"}]},
        {"contacts": [{"name": "Jean", "phone": "01632 960129"}]},
        {"contacts": []},
        {"costs": [{"option": "A meal", "amount": "5"}]},
        {"languages": [{"code": "en"}, {"code": "lt"}]},
        {"areas": [{"kind": "national"}]},
        {"needs": ["food"]},
        {"needs": []},
        {"at": []},
        {"at": [{"location": "hall", "words": "Upstairs"}]},
        {"at": [{"location": "hall", "schedules": [{"words": "Most days"}]}]},
        {"delivery": ["home", "phone"]},
    ],
    ids=str,
)
def test_a_change_is_written_and_nothing_else_is(session: Session, change: dict[str, Any]) -> None:
    brought(session, make_feed())
    before = rows(session)
    report = brought(session, make_feed(LUNCH | change, PHONE))
    assert counts(report) == (0, 1, 1, 0)
    after = rows(session)
    phone = session.exec(select(Service.id).where(Service.reference == "phone")).one()
    for table, stored in after.items():
        own = [row for row in stored if phone in row]
        assert own == [row for row in before[table] if phone in row]
    assert brought(session, make_feed(LUNCH | change, PHONE)).listings.unchanged == 2
    assert rows(session) == after
    brought(session, make_feed())
    restored = rows(session)
    for table in ("service", "location"):
        assert len(restored.pop(table)) == len(before.pop(table))
    assert restored == before


def test_a_change_marks_the_listing_as_changed(session: Session) -> None:
    brought(session, make_feed())
    stamps = select(Service.reference, Service.changed_at)
    before = dict(session.exec(stamps).all())
    brought(session, make_feed(LUNCH | {"costs": []}, PHONE))
    after = dict(session.exec(stamps).all())
    assert after["lunch"] > before["lunch"]
    assert after["phone"] == before["phone"]


def test_a_dry_run_says_the_same_and_writes_nothing(session: Session) -> None:
    empty = rows(session)
    planned = brought(session, make_feed(), dry_run=True)
    assert rows(session) == empty
    done = brought(session, make_feed())
    assert planned.is_dry_run
    for kind in ("listings", "organisations", "places", "terms"):
        assert getattr(planned, kind) == getattr(done, kind)
    before = rows(session)
    change = LUNCH | {"phones": [], "name": "Supper club"}
    planned = brought(session, make_feed(change), dry_run=True, retire_missing=True)
    assert rows(session) == before
    done = brought(session, make_feed(change), retire_missing=True)
    assert planned.listings == done.listings == Tally(read=1, changed=1, vanished=1, retired=1)


def test_a_listing_that_vanished_is_named_and_retired_when_asked(session: Session) -> None:
    brought(session, make_feed())
    statuses = select(Service.reference, Service.status)
    report = brought(session, make_feed(LUNCH))
    assert (report.vanished, report.listings.vanished) == (["A friendly call"], 1)
    assert dict(session.exec(statuses).all())["phone"] is ServiceStatus.ACTIVE
    report = brought(session, make_feed(LUNCH), retire_missing=True)
    assert report.listings.retired == 1
    assert dict(session.exec(statuses).all())["phone"] is ServiceStatus.INACTIVE
    assert brought(session, make_feed(LUNCH), retire_missing=True).vanished == []
    assert counts(brought(session, make_feed())) == (0, 1, 1, 0)
    assert dict(session.exec(statuses).all())["phone"] is ServiceStatus.ACTIVE


def test_a_refused_row_has_not_vanished(session: Session) -> None:
    brought(session, make_feed())
    report = brought(session, make_feed(LUNCH, PHONE | {"name": ""}), retire_missing=True)
    assert counts(report) == (0, 0, 1, 1)
    assert report.vanished == []
    assert str(report.refusals[0]) == "service row 2, name: this is empty"


def test_an_address_is_kept_when_a_name_changes(session: Session) -> None:
    brought(session, make_feed())
    brought(session, make_feed(LUNCH | {"name": "Supper club"}, organisation={"name": "New"}))
    service = session.exec(select(Service).where(Service.reference == "lunch")).one()
    assert (service.name, service.slug) == ("Supper club", "lunch-club")
    assert session.exec(select(Organisation.slug)).one() == "heacham-lunch-circle"


def test_listings_of_one_name_are_told_apart_in_words(session: Session) -> None:
    named = [LUNCH | {"reference": f"lunch-{number}"} for number in range(5)]
    brought(session, make_feed(*named))
    assert list(session.exec(select(Service.slug).order_by(Service.reference))) == [
        "lunch-club",
        "lunch-club-heacham",
        "lunch-club-heacham-lunch-circle",
        "lunch-club-pe31-7ex",
        "lunch-club-pe31-7ex-2",
    ]


def test_a_confidential_place_is_not_told_in_an_address(session: Session) -> None:
    named = [LUNCH | {"reference": f"lunch-{number}"} for number in range(4)]
    brought(session, make_feed(*named, location={"confidential": True}))
    slugs = " ".join(session.exec(select(Service.slug)))
    assert "pe31" not in slugs
    assert slugs.count("heacham") == slugs.count("heacham-lunch-circle")


def test_what_a_listing_points_to_and_is_not_there_is_left_out(session: Session) -> None:
    lost = LUNCH | {
        "at": [{"location": "moon"}],
        "needs": ["cheese"],
        "audiences": ["mice"],
        "areas": [{"kind": "radius", "miles": 3}],
    }
    report = brought(session, make_feed(lost, PHONE | {"organisation": "nobody"}))
    assert counts(report) == (1, 0, 0, 1)
    assert "its organisation is not there" in str(report.refusals[0])
    said = " ".join(str(note) for note in report.notes)
    for words in ('at: this place is not there; we left it out ("moon")', "cheese", "mice"):
        assert words in said
    assert "a radius needs a place to go round" in said
    for table in (ServiceAtLocation, TermLink, ServiceArea):
        assert session.exec(select(table)).all() == []


def test_another_source_is_never_touched(session: Session) -> None:
    brought(session, make_feed())
    before = rows(session)
    other = SourceRecord(slug="other", name="Another feed")
    apply(session, other, make_feed(LUNCH), retire_missing=True)
    session.commit()
    after = rows(session)
    for table in ("phone", "schedule", "cost_option", "organisation_identifier", "term_link"):
        assert set(before[table]) < set(after[table])
    slugs = set(session.exec(select(Service.slug)))
    assert slugs == {"lunch-club", "a-friendly-call", "lunch-club-heacham"}


def test_an_identifier_is_the_same_in_every_database(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        brought(session, make_feed())
        found = session.exec(select(Service.id).where(Service.reference == "lunch")).one()
        assert str(found) == "574325d2-6268-51e9-8603-417bddffc282"


def test_a_feed_without_a_listing_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="not one listing"):
        apply(session, SOURCE, Feed(), retire_missing=True)


def test_what_a_source_is_called_may_change(session: Session) -> None:
    brought(session, make_feed())
    licensed = SourceRecord(slug="test-feed", name="A better name", licence="OGL")
    apply(session, licensed, make_feed())
    apply(session, SourceRecord(slug="test-feed", name="A better name"), make_feed())
    session.commit()
    source = session.exec(select(Source)).one()
    assert (source.name, source.licence) == ("A better name", "OGL")


def test_progress_is_told_of_every_listing(session: Session) -> None:
    done: list[int] = []
    apply(session, SOURCE, make_feed(), progress=done.append)
    assert sum(done) == 2


def test_a_radius_never_goes_round_a_private_place() -> None:
    private = LocationRecord(reference="refuge", latitude=52.75, longitude=0.4, confidential=True)
    office = LocationRecord(
        reference="office", address_1="1 High Street", latitude=52.75, longitude=0.4
    )
    assert centre_of([private]) is None
    assert centre_of([private, office]) == (52.75, 0.4)
