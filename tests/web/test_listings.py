"""The page of a listing and of an organisation: all that somebody asks before they set out."""

import json
from datetime import date, timedelta
from uuid import uuid4

import icalendar
import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock, search
from lily.directory.choices import (
    AccessFeature,
    Answer,
    AreaKind,
    Capacity,
    Frequency,
    Referral,
    ServiceStatus,
)
from lily.directory.models import (
    Closure,
    Contact,
    FormerSlug,
    Phone,
    Service,
    TaxonomyTerm,
)
from tests.client import HouseClient
from tests.factories import directory as make
from tests.pages import Page


@pytest.fixture
def lunch(session: Session) -> Service:
    """Return a listing with a place, times, a cost, answers and a number."""
    organisation = make.make_organisation(session, name="Heacham Lunch Circle", slug="circle")
    service = make.make_service(
        session,
        name="Tuesday lunch club",
        slug="tuesday-lunch-club",
        organisation_id=organisation.id,
        minimum_age=60,
        assured_on=clock.today() - timedelta(days=12),
    )
    service.assured_by = "The organisation"
    service.how_to_get_help = "Ring Jean by noon on Monday."
    service.what_happens_first = "Pat meets you at the door."
    service.what_to_bring = "Your glasses."
    hall = make.make_location(session)
    hall.travel = "The 34 bus stops outside."
    at = make.place_service(session, service, hall)
    make.make_schedule(session, at=at, byday="TU")
    make.make_cost(session, service)
    make.make_phone(session, service)
    make.make_delivery(session, service)
    make.answer_access(session, hall, AccessFeature.HEARING_LOOP, Answer.NO)
    make.answer_access(session, hall, AccessFeature.STEP_FREE, Answer.YES)
    make.answer_access(session, hall, AccessFeature.LIFT, Answer.NOT_KNOWN)
    make.say_term(session, service, make.make_term(session, make.make_taxonomy(session)))
    session.commit()
    return service


def read(client: HouseClient, address: str, status: int = 200) -> Page:
    answer = client.get(address)
    assert answer.status_code == status
    return Page(client.tree)


def test_a_listing_answers_what_people_ask(client: HouseClient, lunch: Service) -> None:
    page = read(client, "/services/tuesday-lunch-club")
    assert page.heading == "Tuesday lunch club"
    for said in (
        "Activity by Heacham Lunch Circle",
        "Aged 60 and over",
        "Every Tuesday, 12 noon to 1.30pm",
        "12 High Street",
        "PE31 7EX",
        "The 34 bus stops outside.",
        "A meal: £4.50",
        "You can go yourself.",
        "Ring Jean by noon on Monday.",
        "Pat meets you at the door.",
        "Your glasses.",
        "Yes, there is room.",
        "Checked 12 days ago",
        "by the organisation",
    ):
        assert said in page.words, said
    assert page.links["Ring 01632 960123, Tuesday lunch club"] == "tel:+441632960123"


def test_the_next_three_dates_are_said(client: HouseClient, lunch: Service) -> None:
    page = read(client, "/services/tuesday-lunch-club")
    assert page.words.count(", 12 noon to 1.30pm") == 1 + 3


def test_answers_about_access_are_questions_in_the_order_people_ask(
    client: HouseClient, lunch: Service
) -> None:
    words = read(client, "/services/tuesday-lunch-club").words
    asked = [
        "Can you get in without steps? Yes.",
        "Is there a hearing loop? No.",
        "Is there a lift? We do not know. Ask when you ring.",
    ]
    assert sorted(asked, key=words.index) == asked


def test_an_identifier_leads_to_the_lasting_address(client: HouseClient, lunch: Service) -> None:
    answer = client.get(f"/services/{lunch.id}")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/services/tuesday-lunch-club"


def test_a_former_address_leads_to_that_of_now(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    session.add(FormerSlug(slug="lunch-on-tuesdays", service_id=lunch.id))
    session.add(FormerSlug(slug="old-circle", organisation_id=lunch.organisation_id))
    session.commit()
    for ending in ("", ".json", ".ics"):
        answer = client.get(f"/services/lunch-on-tuesdays{ending}")
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"/services/tuesday-lunch-club{ending}"
    assert client.get("/organisations/old-circle").headers["Location"] == "/organisations/circle"


def test_an_address_taken_by_another_listing_is_that_listings(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    session.add(FormerSlug(slug="dinner", service_id=lunch.id))
    make.make_service(session, name="Dinner", slug="dinner")
    session.commit()
    assert read(client, "/services/dinner").heading == "Dinner"


@pytest.mark.parametrize("status", [ServiceStatus.INACTIVE, ServiceStatus.DEFUNCT])
def test_a_listing_that_has_stopped_says_so_and_helps_on(
    client: HouseClient, session: Session, lunch: Service, status: ServiceStatus
) -> None:
    lunch.status = status
    session.add(lunch)
    session.commit()
    page = read(client, "/services/tuesday-lunch-club", 410)
    assert page.heading == "Tuesday lunch club is no longer running"
    assert page.field("q") is not None
    assert "01632 960123" not in page.words
    assert client.get("/services/tuesday-lunch-club.ics").status_code == 404
    assert client.get("/services/tuesday-lunch-club.json").status_code == 404


def test_a_listing_that_is_closed_for_now_says_until_when(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    lunch.status = ServiceStatus.TEMPORARILY_CLOSED
    lunch.closed_until = date(clock.today().year + 1, 1, 11)
    session.add(lunch)
    session.commit()
    assert "Closed until" in read(client, "/services/tuesday-lunch-club").words


@pytest.mark.parametrize(
    ("referral", "said"),
    [
        (Referral.SELF, "You can go yourself. Nobody has to refer you."),
        (Referral.NEEDED, "Someone must refer you"),
        (Referral.EITHER, "or ask someone to refer you"),
    ],
)
def test_how_to_come_to_it(
    client: HouseClient, session: Session, lunch: Service, referral: Referral, said: str
) -> None:
    lunch.referral = referral
    session.add(lunch)
    session.commit()
    assert said in read(client, "/services/tuesday-lunch-club").words


def test_a_full_one_says_so_at_the_top(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    lunch.capacity, lunch.capacity_words = Capacity.FULL, "Full until the spring."
    session.add(lunch)
    session.commit()
    assert read(client, "/services/tuesday-lunch-club").words.index("Full until the spring.") < 120


def test_closures_are_said_and_left_out_of_the_dates(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    at = make.place_service(session, lunch, make.make_location(session, name="The Annexe"))
    schedule = make.make_schedule(session, at=at, byday="FR")
    today = clock.today()
    session.add(
        Closure(
            schedule_id=schedule.id,
            starts_on=today,
            ends_on=today + timedelta(days=400),
            words="The roof is being mended.",
        )
    )
    session.commit()
    words = read(client, "/services/tuesday-lunch-club").words
    assert "The roof is being mended." in words
    made = client.get("/services/tuesday-lunch-club.ics").get_data(as_text=True)
    assert "The Annexe" not in made


def test_where_people_must_live_is_a_sentence(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    make.make_area(session, lunch, kind=AreaKind.RADIUS, code="", miles=6, position=make.HEACHAM)
    session.commit()
    words = read(client, "/services/tuesday-lunch-club").words
    assert "For people who live within 6 miles." in words


def test_a_private_contact_is_shown_nowhere(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    shown = Contact(service_id=lunch.id, name="Jean Baker", title="Bookings")
    hidden = Contact(service_id=lunch.id, name="Keyholder Kim", email="kim@example.org")
    hidden.is_private = True
    of_them = Contact(organisation_id=lunch.organisation_id, name="Treasurer Tom", is_private=True)
    session.add_all([shown, hidden, of_them])
    session.flush()
    session.add(Phone(contact_id=hidden.id, number="07700 900999"))
    session.commit()
    for address in (
        *("/services/tuesday-lunch-club", "/services/tuesday-lunch-club.json"),
        *("/services/tuesday-lunch-club.ics", "/organisations/circle", "/search?q=lunch"),
    ):
        text = client.get(address).get_data(as_text=True)
        for secret in ("Keyholder Kim", "kim@example.org", "900999", "Treasurer Tom"):
            assert secret not in text, address
    assert "Jean Baker, Bookings" in read(client, "/services/tuesday-lunch-club").words


def test_a_description_cannot_run_anything(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    lunch.description = "<p>Tea</p><script>alert(1)</script><a href='javascript:x()'>here</a>"
    lunch.summary = '"><script>alert(2)</script>'
    lunch.name = "</script><script>alert(3)</script>"
    session.add(lunch)
    session.commit()
    client.get("/services/tuesday-lunch-club")
    scripts = [s for s in client.tree.iter("script") if "src" not in s.attrib]
    assert [s.get("type") for s in scripts] == ["application/ld+json"]
    assert json.loads(scripts[0].text or "")["name"] == "</script><script>alert(3)</script>"
    assert not any("javascript" in a.get("href", "") for a in client.tree.iter("a"))


def test_the_listing_as_data(client: HouseClient, lunch: Service) -> None:
    answer = client.get("/services/tuesday-lunch-club.json")
    assert answer.mimetype == "application/ld+json"
    data = json.loads(answer.get_data(as_text=True))
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "Service"
    assert data["@id"] == "http://localhost/services/tuesday-lunch-club"
    assert data["provider"]["name"] == "Heacham Lunch Circle"
    assert data["offers"] == [
        {"@type": "Offer", "name": "A meal", "price": "4.50", "priceCurrency": "GBP"}
    ]
    (channel,) = data["availableChannel"]
    assert channel["servicePhone"]["telephone"] == "01632 960123"
    assert channel["serviceLocation"]["address"]["postalCode"] == "PE31 7EX"
    read(client, "/services/tuesday-lunch-club")
    embedded = next(s for s in client.tree.iter("script") if s.get("type") == answer.mimetype)
    assert json.loads(embedded.text or "") == data


def test_the_dates_for_a_calendar(client: HouseClient, lunch: Service) -> None:
    answer = client.get("/services/tuesday-lunch-club.ics")
    assert answer.mimetype == "text/calendar"
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert 20 < len(events) <= 27
    starts = [event.decoded("dtstart").astimezone(clock.UK) for event in events]
    assert {(start.weekday(), start.hour, start.minute) for start in starts} == {(1, 12, 0)}
    assert len({event["uid"] for event in events}) == len(events)
    assert events[0]["location"] == "St Mary's Hall, 12 High Street, Heacham, PE31 7EX"


def test_a_calendar_says_when_a_bank_holiday_is_not_sure(
    client: HouseClient, session: Session, lunch: Service
) -> None:
    at = make.place_service(session, lunch, make.make_location(session, name="The Annexe"))
    christmas = date(clock.today().year, 12, 25)
    if clock.today() > christmas:
        christmas = date(clock.today().year + 1, 12, 25)
    make.make_schedule(
        session, at=at, freq=Frequency.ONCE, byday="", starts_on=christmas, closes_at=None
    )
    session.commit()
    made = client.get("/services/tuesday-lunch-club.ics").data
    there = [
        event
        for event in icalendar.Calendar.from_ical(made).walk("VEVENT")
        if "Annexe" in event["location"]
    ]
    if christmas - clock.today() < timedelta(days=183):
        assert "bank holiday" in there[0]["description"]


def test_other_listings_for_the_same_need_are_shown(
    client: HouseClient, session: Session, engine: sa.Engine, lunch: Service
) -> None:
    term = session.exec(select(TaxonomyTerm)).one()
    for name, position in (("Near lunch", make.HEACHAM), ("Far lunch", (50.46, -3.53))):
        other = make.make_service(session, name=name)
        make.place_service(session, other, make.make_location(session, position=position))
        make.say_term(session, other, term)
    session.commit()
    search.rebuild(engine)
    links = read(client, "/services/tuesday-lunch-club").links
    assert "Near lunch" in links
    assert "Far lunch" not in links


def test_large_print_is_a_page_of_its_own_address(client: HouseClient, lunch: Service) -> None:
    page = read(client, "/services/tuesday-lunch-club?print=large")
    assert page.tree.get("class") == "large-print"
    assert "Usual print" in page.links


def test_an_organisation_shows_what_it_runs(client: HouseClient, lunch: Service) -> None:
    page = read(client, "/organisations/circle")
    assert page.heading == "Heacham Lunch Circle"
    assert page.links["Tuesday lunch club"] == "/services/tuesday-lunch-club"


def test_an_identifier_nobody_has_is_not_found(client: HouseClient) -> None:
    assert client.get(f"/services/{uuid4()}").status_code == 404


def test_what_is_open_day_and_night_lists_no_dates(visitor: HouseClient) -> None:
    visitor.get("/services/fold-help-to-stop-gambling")
    page = Page(visitor.tree)
    assert "Any time, day or night" in page.words
    assert "Next dates" not in page.words
