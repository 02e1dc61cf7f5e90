"""What the database itself refuses, on SQLite and on PostgreSQL alike."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError
from sqlmodel import Session, SQLModel, col, select

from lily.directory.choices import AreaKind, ServiceKind, ServiceStatus
from lily.directory.models import (
    AdvicePage,
    Closure,
    CostOption,
    Location,
    Organisation,
    Phone,
    Schedule,
    SchoolTerm,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
    TermLink,
)
from tests.factories import directory as make

Rows = Callable[[Session], SQLModel]


def _service(**values: Any) -> Rows:
    def add(session: Session) -> SQLModel:
        organisation = make.make_organisation(session)
        fields = {"name": "Lunch", "slug": "lunch", "organisation_id": organisation.id, **values}
        return Service(**fields)

    return add


def _area(**values: Any) -> Rows:
    return lambda session: ServiceArea(service_id=make.make_service(session).id, **values)


def _schedule(**values: Any) -> Rows:
    return lambda session: Schedule(service_id=make.make_service(session).id, **values)


def _closure(session: Session) -> SQLModel:
    schedule = make.make_schedule(session, service=make.make_service(session))
    return Closure(
        schedule_id=schedule.id, starts_on=date(2026, 12, 24), ends_on=date(2026, 12, 23)
    )


def _cost(session: Session) -> SQLModel:
    return CostOption(service_id=make.make_service(session).id, amount=Decimal("-0.01"))


def _phone_of_two(session: Session) -> SQLModel:
    service = make.make_service(session)
    return Phone(number="1", service_id=service.id, organisation_id=service.organisation_id)


def _own_parent(session: Session) -> SQLModel:
    identifier = uuid4()
    return TaxonomyTerm(
        id=identifier,
        parent_id=identifier,
        taxonomy_id=make.make_taxonomy(session).id,
        slug="food",
        name="Food",
    )


def _same_slug(session: Session) -> SQLModel:
    make.make_organisation(session, slug="the-same")
    return Organisation(name="Another", slug="the-same")


def _same_place(session: Session) -> SQLModel:
    service, location = make.make_service(session), make.make_location(session)
    make.place_service(session, service, location)
    return ServiceAtLocation(service_id=service.id, location_id=location.id)


def _same_term(session: Session) -> SQLModel:
    service = make.make_service(session)
    term = make.make_term(session, make.make_taxonomy(session))
    make.say_term(session, service, term)
    return TermLink(term_id=term.id, service_id=service.id)


REFUSED: dict[str, Rows] = {
    "an organisation without a name": lambda _: Organisation(name="", slug="x"),
    "two organisations of one slug": _same_slug,
    "a service without a name": _service(name=""),
    "a service of nobody": _service(organisation_id=uuid4()),
    "a negative age": _service(minimum_age=-1),
    "an age past 130": _service(maximum_age=131),
    "ages out of order": _service(minimum_age=60, maximum_age=18),
    "half a position": lambda _: Location(latitude=52.9),
    "a position off the globe": lambda _: Location(latitude=91, longitude=0.5),
    "the Gulf of Guinea": lambda _: Location(latitude=0, longitude=0),
    "one place twice": _same_place,
    "one term twice": _same_term,
    "a term that is its own parent": _own_parent,
    "a phone of nobody": lambda _: Phone(number="01632 960123"),
    "a phone of two": _phone_of_two,
    "a negative cost": _cost,
    "a district without its code": _area(kind=AreaKind.DISTRICT),
    "a radius without a point": _area(kind=AreaKind.RADIUS, miles=5),
    "a radius without miles": _area(kind=AreaKind.RADIUS, latitude=52.9, longitude=0.4),
    "a radius of no miles": _area(kind=AreaKind.RADIUS, miles=0, latitude=52.9, longitude=0.4),
    "an interval of nought": _schedule(interval=0),
    "an occasion without a day": _schedule(freq="once"),
    "a closure that ends before it starts": _closure,
    "a term that ends before it starts": lambda _: SchoolTerm(
        name="Spring", starts_on=date(2027, 4, 1), ends_on=date(2027, 1, 5)
    ),
    "an advice page that is a service": lambda _: AdvicePage(
        slug="x", title="X", kind=ServiceKind.SERVICE
    ),
}


@pytest.mark.parametrize("rows", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(any_engine: sa.Engine, rows: Rows) -> None:
    with Session(any_engine) as session:
        row = rows(session)
        session.add(row)
        with pytest.raises(IntegrityError):
            session.flush()


def test_a_value_outside_its_list_is_refused_before_it_is_stored(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        session.add(_service(status="closed for good")(session))
        with pytest.raises(StatementError, match="closed for good"):
            session.flush()


def test_a_value_outside_its_list_is_refused_by_the_database(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make.make_service(session)
        with pytest.raises(IntegrityError):
            session.execute(
                sa.text("UPDATE service SET status = 'closed for good' WHERE slug = :slug"),
                {"slug": service.slug},
            )


def test_a_choice_is_stored_as_the_standard_writes_it(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        make.make_service(session, status=ServiceStatus.TEMPORARILY_CLOSED)
        assert session.scalar(sa.text("SELECT status FROM service")) == "temporarily closed"


def test_what_belongs_to_a_service_goes_with_it(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make.make_service(session)
        at = make.place_service(session, service, make.make_location(session))
        make.make_schedule(session, at=at)
        make.make_cost(session, service)
        make.make_phone(session, service)
        session.commit()
        session.delete(service)
        session.commit()
        for left in (ServiceAtLocation, Schedule, CostOption, Phone):
            assert session.exec(select(left)).all() == []
        assert session.exec(select(Location)).one().name == "St Mary's Hall"


def test_a_source_with_rows_cannot_go(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        source = make.make_source(session)
        make.make_organisation(session).source_id = source.id
        session.commit()
        session.delete(source)
        with pytest.raises(IntegrityError):
            session.flush()


def test_children_are_loaded_only_when_a_query_says_so(session: Session) -> None:
    make.make_service(session)
    session.commit()
    session.expunge_all()
    service = session.exec(select(Service).where(col(Service.name) == "Tuesday lunch club")).one()
    with pytest.raises(InvalidRequestError, match="raise_on_sql"):
        _ = service.costs
