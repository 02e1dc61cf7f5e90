"""From records to the rows of the directory, each with an identifier that is always the same.

An identifier is made (UUID 5) from the source, the kind and the reference; a child's from its
parent and its place or its value. So the same record always asks for the same rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from lily.database import Row
from lily.directory.choices import AreaKind, Delivery, Frequency, LocationKind
from lily.directory.models import (
    AccessAnswer,
    Address,
    Closure,
    Contact,
    CostOption,
    Language,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceDelivery,
    TermLink,
)
from lily.imports.parts import (
    AreaRecord,
    ContactRecord,
    CostRecord,
    LanguageRecord,
    PhoneRecord,
    ScheduleRecord,
)
from lily.imports.records import LocationRecord, OrganisationRecord, ServiceRecord
from lily.imports.tidying import reached_by

NAMESPACE = UUID("6d1c3c38-6f0e-5d0a-9d0f-2b6c1f7f5a10")


@dataclass(frozen=True)
class Wanted:
    """A row as it should be. The first of a list is the parent of all others."""

    table: type[Row]
    id: UUID
    values: dict[str, Any]


def identify(parent: UUID, *names: object) -> UUID:
    """Return the identifier that a thing of these names always has within its parent."""
    return uuid5(parent, "/".join(str(name) for name in names))


def child_row(table: type[Row], owner: str, parent: UUID, key: object, **values: Any) -> Wanted:
    """Return a row of a parent; `owner` is the column that names the parent."""
    made = identify(parent, table.__tablename__, key)
    return Wanted(table, made, {owner: parent, **values})


def phone_rows(owner: str, parent: UUID, records: Sequence[PhoneRecord]) -> Iterator[Wanted]:
    """Return the rows of numbers, in their order."""
    for at, phone in enumerate(records):
        yield child_row(Phone, owner, parent, at, position=at, **phone.model_dump())


def contact_rows(owner: str, parent: UUID, records: Sequence[ContactRecord]) -> Iterator[Wanted]:
    """Return the rows of people and desks to ask for, each with its number."""
    for at, contact in enumerate(records):
        row = child_row(
            Contact,
            owner,
            parent,
            at,
            position=at,
            name=contact.name,
            title=contact.title,
            email=contact.email,
            is_private=contact.private,
        )
        yield row
        if contact.phone:
            yield from phone_rows("contact_id", row.id, [PhoneRecord(number=contact.phone)])


def schedule_rows(owner: str, parent: UUID, records: Sequence[ScheduleRecord]) -> Iterator[Wanted]:
    """Return the rows of schedules and of their closures."""
    for at, schedule in enumerate(records):
        row = child_row(
            Schedule,
            owner,
            parent,
            at,
            position=at,
            freq=schedule.freq or Frequency.WEEKLY,
            interval=schedule.interval,
            byday=",".join(schedule.byday),
            bymonthday=",".join(str(day) for day in schedule.bymonthday),
            starts_on=schedule.starts_on,
            valid_from=schedule.valid_from,
            valid_to=schedule.valid_to,
            opens_at=schedule.opens_at,
            closes_at=schedule.closes_at,
            is_term_time=schedule.term_time,
            bank_holidays=schedule.bank_holidays,
            words=schedule.words,
        )
        yield row
        for number, closure in enumerate(schedule.closures):
            yield child_row(Closure, "schedule_id", row.id, number, **closure.model_dump())


def organisation_rows(record: OrganisationRecord, made: UUID, source_id: UUID) -> Iterator[Wanted]:
    """Return the rows of an organisation."""
    fields = {"reference", "name", "alternate_name", "description", "email", "website"}
    values = record.model_dump(include=fields)
    yield Wanted(Organisation, made, {**values, "source_id": source_id})
    own = "organisation_id"
    seen = {(number.scheme, number.identifier) for number in record.identifiers}
    for scheme, identifier in sorted(seen):
        key = f"{scheme} {identifier}"
        yield child_row(
            OrganisationIdentifier, own, made, key, scheme=scheme, identifier=identifier
        )
    yield from phone_rows(own, made, record.phones)
    yield from contact_rows(own, made, record.contacts)


def location_rows(record: LocationRecord, made: UUID, source_id: UUID) -> Iterator[Wanted]:
    """Return the rows of a place."""
    fields = {"reference", "name", "kind", "description", "travel", "latitude", "longitude"}
    values = record.model_dump(include=fields)
    yield Wanted(
        Location,
        made,
        {
            **values,
            "is_confidential": record.confidential,
            "district_code": record.district_code or None,
            "ward_code": record.ward_code or None,
            "source_id": source_id,
        },
    )
    own = "location_id"
    lines = record.model_dump(include={"address_1", "city", "county", "postcode"})
    if any(lines.values()):
        kind = record.kind if record.kind is LocationKind.POSTAL else LocationKind.PHYSICAL
        yield child_row(Address, own, made, 0, kind=kind, country=record.country, **lines)
    for answer in record.access:
        yield child_row(AccessAnswer, own, made, answer.feature, **answer.model_dump())
    yield from phone_rows(own, made, record.phones)
    yield from schedule_rows(own, made, record.schedules)


@dataclass(frozen=True)
class Known:
    """What a listing points to: identifiers of organisations, places and terms, by reference."""

    source_id: UUID
    organisations: Mapping[str, UUID]
    locations: Mapping[str, UUID]
    places: Mapping[str, LocationRecord]
    terms: Mapping[tuple[str, str], UUID]


_SERVICE_FIELDS = {
    "reference", "name", "alternate_name", "kind", "asset_kind", "status", "summary",
    "description", "who_for", "minimum_age", "maximum_age", "how_to_get_help",
    "what_happens_first", "what_to_bring", "fees", "referral", "capacity", "capacity_words",
    "closed_until", "url", "email", "assured_on", "assured_by",
}  # fmt: skip


def service_rows(record: ServiceRecord, made: UUID, known: Known) -> Iterator[Wanted]:
    """Return the rows of a listing, whose organisation, places and terms are all known."""
    yield Wanted(
        Service,
        made,
        {
            **record.model_dump(include=_SERVICE_FIELDS),
            "organisation_id": known.organisations[record.organisation],
            "source_id": known.source_id,
        },
    )
    own = "service_id"
    for at, place in enumerate(record.at):
        row = child_row(
            ServiceAtLocation,
            own,
            made,
            place.location,
            location_id=known.locations[place.location],
            position=at,
            words=place.words,
        )
        yield row
        yield from schedule_rows("service_at_location_id", row.id, place.schedules)
    yield from schedule_rows(own, made, record.schedules)
    yield from phone_rows(own, made, record.phones)
    yield from contact_rows(own, made, record.contacts)
    yield from _details(record, made, known)


def _details(record: ServiceRecord, made: UUID, known: Known) -> Iterator[Wanted]:
    places = [known.places[at.location] for at in record.at]
    yield from cost_rows(made, record.costs)
    yield from language_rows(made, record.languages)
    yield from delivery_rows(made, reached_by(record, {place.kind for place in places}))
    yield from area_rows(made, record.areas, centre_of(places))
    found = (known.terms.get(term) for term in terms_of(record))
    yield from term_rows(made, list(dict.fromkeys(filter(None, found))))


def cost_rows(made: UUID, records: Sequence[CostRecord]) -> Iterator[Wanted]:
    """Return the rows of what a listing costs."""
    for at, cost in enumerate(records):
        yield child_row(CostOption, "service_id", made, at, position=at, **cost.model_dump())


def language_rows(made: UUID, records: Sequence[LanguageRecord]) -> Iterator[Wanted]:
    """Return the rows of a listing's languages, each once."""
    for language in {language.code: language for language in records}.values():
        yield child_row(Language, "service_id", made, language.code, **language.model_dump())


def delivery_rows(made: UUID, deliveries: Sequence[Delivery]) -> Iterator[Wanted]:
    """Return the rows of how a listing reaches people."""
    for delivery in deliveries:
        yield child_row(ServiceDelivery, "service_id", made, delivery, delivery=delivery)


def area_rows(
    made: UUID, records: Sequence[AreaRecord], centre: tuple[float, float] | None
) -> Iterator[Wanted]:
    """Return the rows of the areas that a listing serves; a radius goes round the centre."""
    for area in records:
        key = f"{area.kind} {area.code} {area.name} {area.miles}"
        values = area.model_dump()
        if area.kind is AreaKind.RADIUS:
            values["latitude"], values["longitude"] = centre or (None, None)
        yield child_row(ServiceArea, "service_id", made, key, **values)


def term_rows(made: UUID, terms: Sequence[UUID]) -> Iterator[Wanted]:
    """Return the rows that say terms of a listing."""
    for term_id in terms:
        yield child_row(TermLink, "service_id", made, term_id, term_id=term_id)


def centre_of(places: Sequence[LocationRecord]) -> tuple[float, float] | None:
    """Return the position of the first place that has one: the middle of a radius.

    Never that of a confidential place, since the circle would point to it.
    """
    for place in places:
        if place.confidential:
            continue
        if place.latitude is not None and place.longitude is not None:
            return place.latitude, place.longitude
    return None


def terms_of(record: ServiceRecord) -> list[tuple[str, str]]:
    """Return the taxonomy and slug of every term of a listing, each once."""
    named = [("needs", slug) for slug in record.needs]
    named += [("audiences", slug) for slug in record.audiences]
    named += [(term.taxonomy, term.slug) for term in record.terms]
    return list(dict.fromkeys(named))
