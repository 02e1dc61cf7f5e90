"""The document of a listing: a picture of all of it, by field, as JSON can hold it.

One shape serves drafts, waiting changes, versions and what editors see. `read_document` draws it
from the rows; `lily.listings.document_writing` writes fields of it back. The values are those of
lily.imports.parts, with days and times as ISO 8601 and pounds as text.

`places` is a list of `{id, name, kind, address_1, city, county, postcode, travel, confidential,
position: [latitude, longitude] or None}`; `access` maps the id of a place to
`{feature: {answer, words}}`; `times` is a list of `{place: id or "", words, schedules}`.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from lily.database import Row
from lily.directory.choices import Frequency
from lily.directory.models import (
    AccessAnswer,
    Address,
    Closure,
    Contact,
    CostOption,
    Language,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceDelivery,
    Taxonomy,
    TaxonomyTerm,
    TermLink,
)
from lily.directory.queries.services import MISSING
from lily.errors import NotFound
from lily.imports.parts import (
    AreaRecord,
    ClosureRecord,
    ContactRecord,
    CostRecord,
    LanguageRecord,
    PhoneRecord,
    Record,
    ScheduleRecord,
)
from lily.imports.stored import rows_within
from lily.listings.choices import Section
from lily.listings.fields import FIELDS, fields_of

Document = dict[str, Any]

PLAIN = frozenset(
    {"name", "alternate_name", "kind", "asset_kind", "summary", "description", "who_for"}
    | {"minimum_age", "maximum_age", "fees", "referral", "how_to_get_help", "what_happens_first"}
    | {"what_to_bring", "email", "url", "capacity", "capacity_words", "closed_until", "status"}
)
"""Fields that are columns of the listing's own row."""


def value_hash(value: Any) -> str:
    """Return a short name of a value: what a form carries, to tell whether it moved on."""
    whole = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def section_values(document: Mapping[str, Any], section: Section) -> Document:
    """Return the fields of a section with their values."""
    return {field.name: document[field.name] for field in fields_of(section)}


def section_hash(document: Mapping[str, Any], section: Section) -> str:
    """Return the name of the values of a section."""
    return value_hash(section_values(document, section))


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields of `after` whose values are not those of `before`, in order."""
    return [name for name in FIELDS if name in after and before.get(name) != after[name]]


def empty_document() -> Document:
    """Return the document of a listing of which nothing is known yet."""
    lists = {"audiences", "areas", "needs", "places", "delivery", "times", "costs", "languages"}
    nothing: Document = {name: "" for name in FIELDS}
    nothing |= {name: [] for name in lists | {"phones", "contacts"}}
    nothing |= dict.fromkeys(("asset_kind", "minimum_age", "maximum_age", "closed_until"))
    return nothing | {
        "access": {},
        "kind": "service",
        "referral": "not_known",
        "capacity": "not_known",
        "status": "active",
    }


def read_document(session: Session, service_id: UUID) -> Document:
    """Return the whole of a listing by field: a few queries, however long. Raises NotFound."""
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound(MISSING)
    below = rows_within(session, [service])[service_id]
    at = sorted(_only(below, ServiceAtLocation), key=lambda row: (row.position, str(row.id)))
    places = _places(session, at)
    under = rows_within(session, places.values())
    document = {name: _plain(getattr(service, name)) for name in PLAIN}
    document |= _lists(below) | _terms(session, service_id)
    document["places"] = [_place(places[row.location_id], under) for row in at]
    document["access"] = {
        str(row.location_id): answers
        for row in at
        if (answers := _answers(under.get(row.location_id, [])))
    }
    document["times"] = _times(below, at, under)
    return {name: document[name] for name in FIELDS}


def _only(rows: Iterable[Row], table: type[Any]) -> list[Any]:
    return [row for row in rows if type(row) is table]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def dumped(record: Record) -> dict[str, Any]:
    """Return a record as a document holds it."""
    return record.model_dump(mode="json")


def _places(session: Session, at: Sequence[ServiceAtLocation]) -> dict[UUID, Location]:
    ids = [row.location_id for row in at]
    found = session.exec(select(Location).where(col(Location.id).in_(ids))).all() if ids else []
    return {row.id: row for row in found}


def _lists(below: Sequence[Row]) -> Document:
    phones = sorted(_only(below, Phone), key=lambda row: row.position)
    costs = sorted(_only(below, CostOption), key=lambda row: row.position)
    contacts = sorted(_only(below, Contact), key=lambda row: row.position)
    languages = sorted(_only(below, Language), key=lambda row: row.code)
    areas = [_record(AreaRecord, row) for row in _only(below, ServiceArea)]
    return {
        "phones": [_record(PhoneRecord, row) for row in phones if row.service_id],
        "costs": [in_pence(_record(CostRecord, row)) for row in costs],
        "contacts": [_contact(row, phones) for row in contacts],
        "languages": [_record(LanguageRecord, row) for row in languages],
        "delivery": sorted(row.delivery.value for row in _only(below, ServiceDelivery)),
        "areas": sorted(areas, key=value_hash),
    }


def _record(table: type[Record], row: Row) -> dict[str, Any]:
    """Return a stored row in the shape of its record, unchecked: what is stored stands."""
    values = {name: getattr(row, name) for name in table.model_fields}
    return dumped(table.model_construct(**values))


def in_pence(cost: dict[str, Any]) -> dict[str, Any]:
    """Return a cost with its amount to the penny, as every database gives it back."""
    amount = cost["amount"]
    return {**cost, "amount": None if amount is None else f"{Decimal(amount):.2f}"}


def _contact(row: Contact, phones: Sequence[Phone]) -> dict[str, Any]:
    number = next((phone.number for phone in phones if phone.contact_id == row.id), "")
    return dumped(
        ContactRecord.model_construct(
            name=row.name, title=row.title, email=row.email, phone=number, private=row.is_private
        )
    )


def _terms(session: Session, service_id: UUID) -> Document:
    joined = (
        select(Taxonomy.slug, TaxonomyTerm.slug)
        .join(TaxonomyTerm, col(TaxonomyTerm.taxonomy_id) == col(Taxonomy.id))
        .join(TermLink, col(TermLink.term_id) == col(TaxonomyTerm.id))
        .where(TermLink.service_id == service_id)
    )
    found = session.exec(joined).all()
    return {
        name: sorted(slug for taxonomy, slug in found if taxonomy == name)
        for name in ("needs", "audiences")
    }


def _place(place: Location, under: Mapping[UUID, list[Row]]) -> dict[str, Any]:
    address = next(iter(_only(under.get(place.id, []), Address)), None)
    lines = ("address_1", "city", "county", "postcode")
    return {
        "id": str(place.id),
        "name": place.name,
        "kind": place.kind.value,
        **{line: getattr(address, line) if address else "" for line in lines},
        "travel": place.travel,
        "confidential": place.is_confidential,
        "position": None if place.latitude is None else [place.latitude, place.longitude],
    }


def _answers(rows: Sequence[Row]) -> dict[str, Any]:
    found = sorted(_only(rows, AccessAnswer), key=lambda row: row.feature)
    return {row.feature.value: {"answer": row.answer.value, "words": row.words} for row in found}


def _times(
    below: Sequence[Row], at: Sequence[ServiceAtLocation], under: Mapping[UUID, list[Row]]
) -> list[dict[str, Any]]:
    """Return the times: those of the listing, then those at each place (or of the place)."""
    schedules = _only(below, Schedule)
    entries = _entries("", [row for row in schedules if row.service_id], _only(below, Closure))
    for row in at:
        own = [each for each in schedules if each.service_at_location_id == row.id]
        there = under.get(row.location_id, [])
        rows = own or _only(there, Schedule)
        entries += _entries(str(row.location_id), rows, _only([*below, *there], Closure))
    return entries


def _entries(
    place: str, rows: Sequence[Schedule], closures: Sequence[Closure]
) -> list[dict[str, Any]]:
    """Return schedules gathered by the words that they were typed in."""
    entries: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: row.position):
        if not entries or entries[-1]["words"] != row.words or not row.words:
            entries.append({"place": place, "words": row.words, "schedules": []})
        own = sorted(
            (each for each in closures if each.schedule_id == row.id),
            key=lambda each: (each.starts_on, each.ends_on),
        )
        if _has_rule(row):
            entries[-1]["schedules"].append(_schedule(row, own))
    return entries


def _has_rule(row: Schedule) -> bool:
    parts = (row.byday, row.bymonthday, row.starts_on, row.opens_at, row.closes_at)
    return any(part not in ("", None) for part in parts)


def _schedule(row: Schedule, closures: Sequence[Closure]) -> dict[str, Any]:
    days = [int(day) for day in row.bymonthday.split(",") if day]
    byday = [day for day in row.byday.split(",") if day]
    is_rule = bool(byday or days or row.starts_on)
    same = {"interval", "starts_on", "valid_from", "valid_to", "opens_at", "closes_at"}
    return dumped(
        ScheduleRecord.model_construct(
            freq=Frequency(row.freq) if is_rule else None,
            byday=byday,
            bymonthday=days,
            term_time=row.is_term_time,
            bank_holidays=row.bank_holidays,
            closures=[
                ClosureRecord.model_construct(
                    starts_on=each.starts_on, ends_on=each.ends_on, words=each.words
                )
                for each in closures
            ],
            **{name: getattr(row, name) for name in same},
        )
    )
