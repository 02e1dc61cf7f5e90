"""From rows to documents: all that helps to find a listing, and nothing that is hidden."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.directory.choices import (
    AccessFeature,
    Answer,
    AreaKind,
    Delivery,
    LocationKind,
    ServiceStatus,
)
from lily.directory.models import (
    Closure,
    Contact,
    Phone,
    SchoolTerm,
    Service,
)
from lily.search import SearchRequest, catch_up, rebuild, search
from lily.search.document import Document, Term
from lily.search.facts import facts_of
from lily.search.registry import folder_of
from lily.search.rows import all_documents, documents_of
from tests.factories import directory as make
from tests.search.listings import HEACHAM

MONDAY = date(2026, 11, 23)


def document(session: Session, service: Service) -> Document:
    session.flush()
    (found,) = documents_of(session, [service.id], MONDAY)
    return found


def test_a_listing_becomes_a_document(session: Session) -> None:
    organisation = make.make_organisation(session, name="Heacham Circle")
    service = make.make_service(
        session,
        name="Lunch club",
        organisation_id=organisation.id,
        description="<p>Hot &amp; tasty</p>",
    )
    location = make.make_location(session)
    at = make.place_service(session, service, location)
    make.make_schedule(session, at=at)
    make.make_cost(session, service)
    make.make_phone(session, service)
    make.make_delivery(session, service)
    make.make_language(session, service)
    make.answer_access(session, location)
    make.answer_access(session, location, AccessFeature.PARKING, Answer.NO)
    needs = make.make_taxonomy(session)
    food = make.make_term(session, needs, "food")
    term = make.make_term(session, needs, "eating-together", parent=food.id)
    make.say_term(session, service, term)
    found = document(session, service)
    card = found.card
    assert (card.name, card.organisation, card.cost, card.cost_words) == (
        "Lunch club",
        "Heacham Circle",
        "paid",
        "£4.50 a meal",
    )
    assert (card.phone, card.deliveries, card.languages) == (
        "01632 960123",
        ("in_person",),
        ("pl",),
    )
    assert card.access == ("step-free",)
    assert [(place.city, place.postcode) for place in card.places] == [("Heacham", "PE31 7EX")]
    assert found.needs == (Term("eating-together", "Eating together"), Term("food", "Food"))
    texts = dict(found.texts)
    assert "Hot & tasty" in texts["details"]
    assert {"St Mary's Hall", "Heacham"} <= set(texts["place"])
    assert found.sessions[0].starts_at == datetime(2026, 11, 24, 12)
    assert len(found.sessions) == 10
    assert found.known_until == date(2027, 2, 1)


@pytest.mark.parametrize("status", [ServiceStatus.INACTIVE, ServiceStatus.DEFUNCT])
def test_what_is_inactive_or_defunct_is_not_found(session: Session, status: ServiceStatus) -> None:
    service = make.make_service(session, status=status)
    assert list(documents_of(session, [service.id], MONDAY)) == []
    assert list(all_documents(session, MONDAY)) == []


def test_what_is_closed_for_now_has_no_session_until_it_opens(session: Session) -> None:
    service = make.make_service(session, status=ServiceStatus.TEMPORARILY_CLOSED)
    make.make_schedule(session, service=service)
    assert document(session, service).sessions == ()
    service.closed_until = date(2027, 1, 1)
    assert document(session, service).sessions[0].starts_at == datetime(2027, 1, 5, 12)


def confidential(session: Session) -> Service:
    service = make.make_service(session, name="Refuge", summary="A safe place")
    location = make.make_location(
        session,
        name="Secret House",
        is_confidential=True,
        address_1="77 Hidden Lane",
        city="Snettisham",
        postcode="PE31 7NJ",
        ward_code="E05012345",
    )
    location.travel = "Turn left at the lighthouse"
    at = make.place_service(session, service, location)
    at.words = "Through the blue door"
    make.make_schedule(session, at=at)
    make.answer_access(session, location, AccessFeature.LIFT)
    make.make_area(session, service)
    session.commit()
    return service


def test_a_confidential_place_leaves_no_trace_in_a_document(session: Session) -> None:
    found = document(session, confidential(session))
    told = repr(asdict(found)) + repr(facts_of(found))
    for secret in (
        "Secret",
        "Hidden",
        "Snettisham",
        "PE31 7NJ",
        "7NJ",
        "52.9",
        "lighthouse",
        "blue",
    ):
        assert secret not in told
    assert found.card.places == ()
    assert found.card.access == ()
    assert facts_of(found).points == []
    assert found.sessions


def test_a_confidential_place_is_in_no_file_of_the_index(
    session: Session, engine: sa.Engine
) -> None:
    confidential(session)
    rebuild(engine)
    files = [path for path in folder_of(engine).rglob("*") if path.is_file()]
    assert len(files) >= 4
    for path in files:
        held = path.read_bytes().lower()
        for secret in (b"secret", b"hidden", b"snettisham", b"7nj", b"lighthouse"):
            assert secret not in held, path
    (columns,) = (path for path in files if path.suffix == ".columns")
    assert b"refuge" in columns.read_bytes().lower(), "The test would not see a word if it were"


def test_a_confidential_listing_is_found_through_its_areas(
    session: Session, engine: sa.Engine
) -> None:
    confidential(session)
    catch_up(engine)
    found = search(session, SearchRequest(place=HEACHAM, within=1))
    (hit,) = found.hits
    assert (hit.section, hit.distance_miles, hit.place) == ("near", None, None)
    assert found.points == []
    assert search(session, SearchRequest(text="snettisham")).total == 0


def test_private_contacts_are_not_rung(session: Session) -> None:
    service = make.make_service(session)
    private = Contact(service_id=service.id, name="At home", is_private=True)
    public = Contact(service_id=service.id, name="Office", position=1)
    session.add_all([private, public])
    session.flush()
    session.add(Phone(contact_id=private.id, number="01632 960111"))
    session.add(Phone(contact_id=public.id, number="01632 960222"))
    assert document(session, service).card.phone == "01632 960222"


def test_a_meeting_on_the_web_is_no_place(session: Session) -> None:
    service = make.make_service(session)
    online = make.make_location(session, kind=LocationKind.VIRTUAL, position=None)
    make.place_service(session, service, online)
    assert document(session, service).card.places == ()


def test_areas_become_the_catchment(session: Session) -> None:
    service = make.make_service(session)
    make.make_area(session, service)
    make.make_area(session, service, kind=AreaKind.WARD, code="E05012339")
    make.make_area(session, service, kind=AreaKind.RADIUS, code="", miles=8, position=make.HEACHAM)
    catchment = document(session, service).catchment
    assert catchment.codes == ("E05012339", "E07000146")
    assert [circle.miles for circle in catchment.circles] == [8]
    assert catchment.is_restricted
    make.make_area(session, service, kind=AreaKind.NATIONAL, code="")
    session.expire_all()
    assert document(session, service).catchment.is_national
    assert not document(session, service).catchment.is_restricted


@pytest.mark.parametrize(
    ("amounts", "donation", "expected"),
    [
        ((), False, ("", "")),
        (("0",), False, ("free", "Free")),
        (("0", "3"), False, ("paid", "£3 a meal")),
        ((None,), True, ("donation", "Donation")),
        ((None,), False, ("", "")),
        (("2.50",), True, ("paid", "£2.50 a meal")),
    ],
)
def test_costs_are_said_in_a_word(
    session: Session, amounts: tuple[str | None, ...], donation: bool, expected: tuple[str, str]
) -> None:
    service = make.make_service(session)
    for amount in amounts:
        make.make_cost(session, service, amount, is_donation=donation)
    card = document(session, service).card
    assert (card.cost, card.cost_words) == expected


def test_a_fingerprint_tells_a_change_from_a_day_that_passed(session: Session) -> None:
    service = make.make_service(session)
    schedule = make.make_schedule(session, service=service)
    (today,) = documents_of(session, [service.id], MONDAY)
    (tomorrow,) = documents_of(session, [service.id], date(2026, 11, 24))
    assert today.fingerprint() == tomorrow.fingerprint()
    session.add(Closure(schedule_id=schedule.id, starts_on=MONDAY, ends_on=MONDAY))
    session.flush()
    session.expire_all()
    assert document(session, service).fingerprint() != today.fingerprint()


def test_sessions_in_term_time_need_terms(session: Session) -> None:
    service = make.make_service(session)
    make.make_schedule(session, service=service).is_term_time = True
    assert document(session, service).sessions == ()
    session.add(SchoolTerm(name="Autumn", starts_on=MONDAY, ends_on=date(2026, 12, 18)))
    assert len(document(session, service).sessions) == 4


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """Gather the statements that are run."""
    run: list[str] = []

    def note(*arguments: object) -> None:
        run.append(str(arguments[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield run
    sa.event.remove(engine, "before_cursor_execute", note)


def test_the_statements_do_not_grow_with_the_listings(session: Session, engine: sa.Engine) -> None:
    for number in range(30):
        service = make.make_service(session, name=f"Club {number}")
        make.place_service(session, service, make.make_location(session))
        make.make_cost(session, service)
        make.make_delivery(session, service, Delivery.PHONE)
    session.commit()
    with Session(engine) as fresh, statements(engine) as few:
        assert len(list(all_documents(fresh, clock.today()))) == 30
    for number in range(30, 90):
        service = make.make_service(session, name=f"Club {number}")
        make.place_service(session, service, make.make_location(session))
        make.make_cost(session, service)
    session.commit()
    with Session(engine) as fresh, statements(engine) as more:
        assert len(list(all_documents(fresh, clock.today()))) == 90
    assert len(more) == len(few) < 30


def test_a_search_asks_the_database_once_at_most(session: Session, engine: sa.Engine) -> None:
    make.make_service(session)
    session.commit()
    catch_up(engine)
    with statements(engine) as run:
        for _ in range(20):
            assert search(session, SearchRequest(text="lunch")).total == 1
    assert len(run) <= 1
