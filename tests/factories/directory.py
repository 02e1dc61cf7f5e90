"""Organisations, services and places, as few words as a test needs.

Each function adds one row, flushes, and returns it; children are made by their own function.
"""

from datetime import date, time
from decimal import Decimal
from typing import TypeVar
from uuid import UUID, uuid4

from sqlmodel import Session

from lily.database import Row
from lily.directory.choices import (
    AccessFeature,
    Answer,
    AreaKind,
    Capacity,
    Delivery,
    Frequency,
    LocationKind,
    Referral,
    ServiceKind,
    ServiceStatus,
)
from lily.directory.models import (
    AccessAnswer,
    Address,
    AdvicePage,
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
    Taxonomy,
    TaxonomyTerm,
    TermLink,
)

Kind = TypeVar("Kind", bound=Row)

HEACHAM = (52.9087, 0.4871)


def _slug(name: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in name.lower()).split()
    return f"{'-'.join(words)}-{uuid4().hex[:6]}"


def _add(session: Session, row: Kind) -> Kind:
    session.add(row)
    session.flush()
    return row


def make_source(session: Session, *, slug: str = "test-feed", name: str = "A feed") -> Source:
    """Add a feed that rows come from."""
    return _add(session, Source(slug=slug, name=name))


def make_organisation(
    session: Session, *, name: str = "Heacham Lunch Circle", slug: str = ""
) -> Organisation:
    """Add a body that runs services."""
    return _add(session, Organisation(name=name, slug=slug or _slug(name)))


def make_service(
    session: Session,
    *,
    name: str = "Tuesday lunch club",
    slug: str = "",
    organisation_id: UUID | None = None,
    kind: ServiceKind = ServiceKind.ACTIVITY,
    status: ServiceStatus = ServiceStatus.ACTIVE,
    summary: str = "A hot lunch and good company.",
    description: str = "",
    minimum_age: int | None = None,
    maximum_age: int | None = None,
    referral: Referral = Referral.SELF,
    capacity: Capacity = Capacity.OPEN,
    assured_on: date | None = None,
) -> Service:
    """Add a service, with an organisation of its own where none is given."""
    return _add(
        session,
        Service(
            organisation_id=organisation_id or make_organisation(session).id,
            name=name,
            slug=slug or _slug(name),
            kind=kind,
            status=status,
            summary=summary,
            description=description,
            minimum_age=minimum_age,
            maximum_age=maximum_age,
            referral=referral,
            capacity=capacity,
            assured_on=assured_on,
        ),
    )


def make_location(
    session: Session,
    *,
    name: str = "St Mary's Hall",
    kind: LocationKind = LocationKind.PHYSICAL,
    position: tuple[float, float] | None = HEACHAM,
    is_confidential: bool = False,
    address_1: str = "12 High Street",
    city: str = "Heacham",
    postcode: str = "PE31 7EX",
    district_code: str | None = "E07000146",
    ward_code: str | None = None,
) -> Location:
    """Add a place with its address."""
    latitude, longitude = position or (None, None)
    location = Location(
        name=name,
        kind=kind,
        latitude=latitude,
        longitude=longitude,
        is_confidential=is_confidential,
        district_code=district_code,
        ward_code=ward_code,
    )
    _add(session, location)
    _add(
        session,
        Address(
            location_id=location.id, kind=kind, address_1=address_1, city=city, postcode=postcode
        ),
    )
    return location


def place_service(session: Session, service: Service, location: Location) -> ServiceAtLocation:
    """Say that a service is at a place."""
    return _add(session, ServiceAtLocation(service_id=service.id, location_id=location.id))


def make_schedule(
    session: Session,
    *,
    at: ServiceAtLocation | None = None,
    service: Service | None = None,
    freq: Frequency = Frequency.WEEKLY,
    byday: str = "TU",
    starts_on: date | None = None,
    opens_at: time | None = time(12),
    closes_at: time | None = time(13, 30),
) -> Schedule:
    """Add a schedule to a service, or to a service at one of its places."""
    return _add(
        session,
        Schedule(
            service_at_location_id=at.id if at else None,
            service_id=service.id if service else None,
            freq=freq,
            byday=byday,
            starts_on=starts_on,
            opens_at=opens_at,
            closes_at=closes_at,
        ),
    )


def make_cost(
    session: Session,
    service: Service,
    amount: str | None = "4.50",
    *,
    option: str = "A meal",
    is_donation: bool = False,
) -> CostOption:
    """Say what something of the service costs, in pounds."""
    pounds = None if amount is None else Decimal(amount)
    return _add(
        session,
        CostOption(service_id=service.id, option=option, amount=pounds, is_donation=is_donation),
    )


def make_phone(session: Session, service: Service, number: str = "01632 960123") -> Phone:
    """Add a number to ring for a service."""
    return _add(session, Phone(service_id=service.id, number=number))


def make_delivery(
    session: Session, service: Service, delivery: Delivery = Delivery.IN_PERSON
) -> ServiceDelivery:
    """Say how a service reaches people."""
    return _add(session, ServiceDelivery(service_id=service.id, delivery=delivery))


def make_language(session: Session, service: Service, code: str = "pl") -> Language:
    """Say that a service is offered in a language besides English."""
    return _add(session, Language(service_id=service.id, code=code))


def make_area(
    session: Session,
    service: Service,
    *,
    kind: AreaKind = AreaKind.DISTRICT,
    code: str = "E07000146",
    miles: float | None = None,
    position: tuple[float, float] | None = None,
) -> ServiceArea:
    """Say whom a service is for by where they live."""
    latitude, longitude = position or (None, None)
    area = ServiceArea(
        service_id=service.id,
        kind=kind,
        code=code,
        miles=miles,
        latitude=latitude,
        longitude=longitude,
    )
    return _add(session, area)


def answer_access(
    session: Session,
    location: Location,
    feature: AccessFeature = AccessFeature.STEP_FREE,
    answer: Answer = Answer.YES,
) -> AccessAnswer:
    """Answer one question about getting into a place."""
    return _add(session, AccessAnswer(location_id=location.id, feature=feature, answer=answer))


def make_taxonomy(session: Session, *, slug: str = "needs", name: str = "Needs") -> Taxonomy:
    """Add a list of terms."""
    return _add(session, Taxonomy(slug=slug, name=name))


def make_term(
    session: Session,
    taxonomy: Taxonomy,
    slug: str = "eating-together",
    *,
    parent: UUID | None = None,
) -> TaxonomyTerm:
    """Add a term, named as its slug says."""
    name = slug.replace("-", " ").capitalize()
    return _add(
        session, TaxonomyTerm(taxonomy_id=taxonomy.id, parent_id=parent, slug=slug, name=name)
    )


def say_term(session: Session, service: Service, term: TaxonomyTerm) -> TermLink:
    """Say a term of a service."""
    return _add(session, TermLink(term_id=term.id, service_id=service.id))


def make_advice_page(
    session: Session, *, slug: str = "keeping-warm", title: str = "Keeping warm"
) -> AdvicePage:
    """Add a page of advice."""
    return _add(session, AdvicePage(slug=slug, title=title, body="Wear layers."))
