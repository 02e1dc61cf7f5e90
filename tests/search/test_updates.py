"""Every change of what a document is made from is written down with the change, and no other."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.directory.choices import AccessFeature, AreaKind
from lily.directory.models import (
    Address,
    Closure,
    Contact,
    FormerSlug,
    Location,
    Organisation,
    Phone,
    Schedule,
    SchoolTerm,
    Service,
    ServiceArea,
    Source,
    TaxonomyTerm,
    TermLink,
)
from lily.search import note_changes
from lily.search.models import SearchChange, StopWord, SynonymGroup, SynonymWord
from tests.factories import directory as make


def changed(session: Session) -> list[UUID | None]:
    """Commit, and return what was written down since the last time."""
    before = session.info.get("seen", 0)
    session.commit()
    rows = session.exec(
        select(SearchChange).where(col(SearchChange.id) > before).order_by(col(SearchChange.id))
    ).all()
    session.info["seen"] = rows[-1].id if rows else before
    return [row.service_id for row in rows]


@pytest.fixture
def service(session: Session) -> Service:
    """Return a listing with everything, already committed and seen."""
    source = make.make_source(session)
    service = make.make_service(session)
    service.source_id = source.id
    location = make.make_location(session)
    at = make.place_service(session, service, location)
    make.make_schedule(session, at=at)
    make.answer_access(session, location, AccessFeature.LIFT)
    needs = make.make_taxonomy(session)
    top = make.make_term(session, needs, "food")
    make.say_term(session, service, make.make_term(session, needs, "lunch", parent=top.id))
    contact = Contact(organisation_id=service.organisation_id, name="Office")
    session.add(contact)
    session.flush()
    session.add(Phone(contact_id=contact.id, number="01632 960111"))
    make.make_service(session, name="Another listing")
    changed(session)
    return service


def one(session: Session, table: type, **where: object) -> object:
    return session.exec(select(table).filter_by(**where)).one()


CHANGES: dict[str, Callable[[Session, Service], object]] = {
    "name": lambda s, service: setattr(service, "name", "New name"),
    "organisation": lambda s, service: setattr(
        s.get(Organisation, service.organisation_id), "name", "New"
    ),
    "source": lambda s, service: setattr(
        s.get(Source, service.source_id), "is_demonstration", True
    ),
    "location": lambda s, _: setattr(one(s, Location), "name", "New hall"),
    "address": lambda s, _: setattr(one(s, Address), "city", "Snettisham"),
    "access": lambda s, _: s.add(make.answer_access(s, one(s, Location))),  # type: ignore[arg-type]
    "closure": lambda s, _: s.add(
        Closure(
            schedule_id=s.exec(select(Schedule)).one().id,
            starts_on=date(2026, 12, 1),
            ends_on=date(2026, 12, 2),
        )
    ),
    "cost": make.make_cost,
    "phone of a contact": lambda s, _: setattr(one(s, Phone), "number", "01632 960999"),
    "contact": lambda s, _: setattr(one(s, Contact), "is_private", True),
    "area": make.make_area,
    "delivery": make.make_delivery,
    "language": make.make_language,
    "term above": lambda s, _: setattr(one(s, TaxonomyTerm, slug="food"), "name", "Eating"),
    "term taken off": lambda s, _: s.delete(one(s, TermLink)),
    "place taken away": lambda s, _: s.delete(one(s, Location)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_written_down_for_its_listing(
    session: Session, service: Service, change: str
) -> None:
    CHANGES[change](session, service)
    assert changed(session) == [service.id]


def test_a_listing_that_goes_is_written_down(session: Session, service: Service) -> None:
    gone = service.id
    session.delete(service)
    assert changed(session) == [gone]


def test_listings_that_go_with_their_organisation_are_written_down(
    session: Session, service: Service
) -> None:
    gone = service.id
    session.delete(session.get(Organisation, service.organisation_id))
    assert changed(session) == [gone]
    assert session.get(Service, gone) is None


def test_what_nothing_is_made_from_is_not_written_down(session: Session, service: Service) -> None:
    session.add(FormerSlug(slug="old", service_id=service.id))
    make.make_advice_page(session)
    service.name = str(service.name)
    assert changed(session) == []


def test_school_terms_are_written_down_for_what_runs_in_term_time(
    session: Session, service: Service
) -> None:
    term_time = make.make_service(session, name="Toddlers")
    make.make_schedule(session, service=term_time).is_term_time = True
    changed(session)
    session.add(SchoolTerm(name="A", starts_on=date(2027, 1, 4), ends_on=date(2027, 4, 1)))
    assert changed(session) == [term_time.id]


def test_words_are_written_down_without_a_listing(session: Session) -> None:
    session.add(StopWord(word="please"))
    assert changed(session) == [None]
    group = SynonymGroup(members=[SynonymWord(words="CAB"), SynonymWord(words="citizens advice")])
    session.add(group)
    assert changed(session) == [None]
    session.delete(group)
    assert changed(session) == [None]


def test_a_rollback_leaves_no_trace(session: Session, service: Service) -> None:
    service.name = "Never mind"
    session.flush()
    session.rollback()
    make.make_source(session, slug="other")
    assert changed(session) == []


def test_a_savepoint_that_is_undone_costs_nothing(session: Session, service: Service) -> None:
    point = session.begin_nested()
    service.name = "Never mind"
    session.flush()
    point.rollback()
    other = make.make_service(session, name="Kept")
    assert other.id in changed(session)


def test_many_flushes_are_one_row_a_listing(session: Session, service: Service) -> None:
    for name in ("One", "Two", "Three"):
        service.name = name
        session.flush()
    assert changed(session) == [service.id]


def test_statements_that_go_round_the_objects_say_so(session: Session, service: Service) -> None:
    session.execute(sa.update(Service).values(name="All the same"))
    assert changed(session) == []
    note_changes(session, [service.id])
    assert changed(session) == [service.id]


def test_numbers_are_never_used_again(session: Session, service: Service) -> None:
    service.name = "One"
    changed(session)
    last = session.exec(select(sa.func.max(col(SearchChange.id)))).one()
    session.execute(sa.delete(SearchChange))
    service.name = "Two"
    session.commit()
    assert session.exec(select(sa.func.min(col(SearchChange.id)))).one() == last + 1


def test_a_thousand_new_listings_cost_few_statements(session: Session, engine: sa.Engine) -> None:
    run: list[str] = []
    organisation = make.make_organisation(session)
    session.commit()
    sa.event.listen(engine, "before_cursor_execute", lambda *a: run.append(str(a[2])))
    for number in range(1000):
        service = Service(organisation_id=organisation.id, name=f"S{number}", slug=f"s{number}")
        session.add(service)
        session.add(ServiceArea(service_id=service.id, kind=AreaKind.NATIONAL))
    assert len(changed(session)) == 1000
    assert len(run) < 40, run
