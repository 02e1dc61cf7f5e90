"""Writes the places of a listing, and what they are like to get into.

A place that a listing of another organisation uses is never changed under it: the listing gets a
copy of its own, whose identifier is made from both, so that what waits for the first finds it.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from lily.database import Row
from lily.directory.choices import AccessFeature, Answer, LocationKind
from lily.directory.models import (
    AccessAnswer,
    Address,
    Closure,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
)
from lily.imports import positions
from lily.imports.records import LocationRecord
from lily.imports.rows import Wanted, child_row
from lily.imports.stored import rows_within
from lily.imports.writing import Writer

_LINES = ("address_1", "city", "county", "postcode")


def at_rows(session: Session, service: Service) -> dict[UUID, ServiceAtLocation]:
    """Return a listing at each of its places, in order, by the place."""
    found = session.exec(
        select(ServiceAtLocation)
        .where(ServiceAtLocation.service_id == service.id)
        .order_by(col(ServiceAtLocation.position))
    )
    return {row.location_id: row for row in found}


def copy_id(service: Service, place: UUID) -> UUID:
    """Return the identifier of a listing's own copy of a place."""
    return uuid5(service.id, f"place {place}")


def found_place(service: Service, place: UUID, at: Mapping[UUID, Any]) -> UUID | None:
    """Return which of a listing's places is meant: the place itself, or its copy of it."""
    return next((each for each in (copy_id(service, place), place) if each in at), None)


def centre_of(session: Session, service: Service) -> tuple[float, float] | None:
    """Return the first position that may be shown: the middle of a radius."""
    ids = list(at_rows(session, service))
    places = {
        row.id: row for row in session.exec(select(Location).where(col(Location.id).in_(ids)))
    }
    for made in ids:
        place = places[made]
        if place.is_confidential or place.latitude is None or place.longitude is None:
            continue
        return place.latitude, place.longitude
    return None


def write_places(session: Session, service: Service, places: Sequence[Mapping[str, Any]]) -> None:
    """Give a listing these places, in their order."""
    before = at_rows(session, service)
    kept: set[UUID] = set()
    for position, place in enumerate(places):
        row = _at(session, service, before, place)
        row.position = position
        kept.add(row.id)
    session.flush()
    gone = [row for row in before.values() if row.id not in kept]
    _leave(session, gone)


def _at(
    session: Session,
    service: Service,
    before: Mapping[UUID, ServiceAtLocation],
    place: Mapping[str, Any],
) -> ServiceAtLocation:
    """Return the listing at a place that has these values, whether it was there or not."""
    named = UUID(place["id"])
    there = found_place(service, named, before)
    row = before[there] if there else None
    made = there or named
    location = session.get(Location, made)
    if location is not None and _differs(session, location, place):
        location = own_place(session, service, location, row)
    if location is None or _differs(session, location, place):
        made = location.id if location else made
        _write_place(session, made, location, place)
    made = location.id if location else made
    if row is None:
        row = ServiceAtLocation(service_id=service.id, location_id=made)
        session.add(row)
    session.flush()
    return row


def own_place(
    session: Session, service: Service, location: Location, row: ServiceAtLocation | None
) -> Location:
    """Return a place that may be changed: itself, or a copy where others use it."""
    if not _is_used_elsewhere(session, service, location.id):
        return location
    made = copy_id(service, location.id)
    copy = session.get(Location, made)
    if copy is None:
        values = location.model_dump(exclude={"id", "source_id", "reference"})
        copy = Location(id=made, **values)
        session.add(copy)
        session.flush()
        _copy_below(session, location, copy)
    if row is not None:
        row.location_id = copy.id
    session.flush()
    return copy


def _copy_below(session: Session, location: Location, copy: Location) -> None:
    new_ids: dict[UUID, UUID] = {location.id: copy.id}
    rows = rows_within(session, [location])[location.id]
    for row in sorted(rows, key=lambda row: isinstance(row, Closure)):
        values = row.model_dump(exclude={"id"})
        new_ids[row.id] = uuid5(copy.id, str(row.id))
        values |= {
            name: new_ids[value]
            for name, value in values.items()
            if isinstance(value, UUID) and value in new_ids
        }
        session.add(type(row)(id=new_ids[row.id], **values))
    session.flush()


def _is_used_elsewhere(session: Session, service: Service, location_id: UUID) -> bool:
    """Say whether a listing of another organisation is at a place."""
    other = (
        select(ServiceAtLocation.id)
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(
            ServiceAtLocation.location_id == location_id,
            Service.organisation_id != service.organisation_id,
        )
    )
    return session.exec(other).first() is not None


def _address(session: Session, location_id: UUID) -> Address | None:
    return session.exec(
        select(Address).where(Address.location_id == location_id).order_by(col(Address.kind))
    ).first()


def _differs(session: Session, location: Location, place: Mapping[str, Any]) -> bool:
    address = _address(session, location.id)
    stored = {line: getattr(address, line) if address else "" for line in _LINES}
    position = None if location.latitude is None else [location.latitude, location.longitude]
    stored |= {
        "name": location.name,
        "kind": location.kind.value,
        "travel": location.travel,
        "confidential": location.is_confidential,
        "position": position,
    }
    return any(place[name] != value for name, value in stored.items())


def _write_place(
    session: Session, made: UUID, location: Location | None, place: Mapping[str, Any]
) -> None:
    position = place["position"] or (None, None)
    record = LocationRecord(
        reference=place["id"],
        postcode=place["postcode"],
        latitude=position[0],
        longitude=position[1],
    )
    positions.settle(record, lambda *_: None)
    values = {
        "name": place["name"],
        "kind": LocationKind(place["kind"]),
        "travel": place["travel"],
        "is_confidential": place["confidential"],
        "latitude": position[0],
        "longitude": position[1],
    }
    address = _address(session, made)
    if address is None or address.postcode != place["postcode"]:
        values["district_code"] = record.district_code or None
        values["ward_code"] = record.ward_code or None
    lines = {line: place[line] for line in _LINES}
    wanted = [Wanted(Location, made, values)]
    if any(lines.values()):
        row = child_row(Address, "location_id", made, 0, **lines)
        wanted.append(Wanted(Address, address.id if address else row.id, row.values))
    writer = Writer(session, dry_run=False)
    writer.write(wanted, location, [address] if address else [])
    writer.flush()


def _leave(session: Session, gone: Sequence[ServiceAtLocation]) -> None:
    """Take a listing away from places; a place of our own that nobody uses goes too."""
    below = rows_within(session, gone)
    for row in gone:
        for each in below[row.id]:
            session.delete(each)
        session.delete(row)
    session.flush()
    for row in gone:
        location = session.get(Location, row.location_id)
        used = select(ServiceAtLocation.id).where(ServiceAtLocation.location_id == row.location_id)
        if location and location.source_id is None and session.exec(used).first() is None:
            for each in rows_within(session, [location])[location.id]:
                session.delete(each)
            session.delete(location)
    session.flush()


def write_access(session: Session, service: Service, access: Mapping[str, Any]) -> None:
    """Answer the questions about a listing's places; a place that is not named has no answers."""
    at = at_rows(session, service)
    wanted = {
        there: answers
        for place, answers in access.items()
        if (there := found_place(service, UUID(place), at))
    }
    for made, row in at.items():
        location = session.get(Location, made)
        if location is not None:
            _write_answers(session, service, location, row, wanted.get(made, {}))


def _write_answers(
    session: Session,
    service: Service,
    location: Location,
    row: ServiceAtLocation,
    answers: Mapping[str, Any],
) -> None:
    if answers == _answers(_stored_answers(session, location)):
        return
    location = own_place(session, service, location, row)
    rows: list[Wanted] = [Wanted(Location, location.id, {})]
    stored = _stored_answers(session, location)
    ids = {each.feature: each.id for each in stored}
    for name, answer in answers.items():
        feature = AccessFeature(name)
        made = child_row(
            AccessAnswer,
            "location_id",
            location.id,
            feature,
            feature=feature,
            answer=Answer(answer["answer"]),
            words=answer["words"],
        )
        rows.append(Wanted(AccessAnswer, ids.get(feature, made.id), made.values))
    writer = Writer(session, dry_run=False)
    writer.write(rows, location, stored)
    writer.flush()


def _stored_answers(session: Session, location: Location) -> list[AccessAnswer]:
    wanted = select(AccessAnswer).where(AccessAnswer.location_id == location.id)
    return list(session.exec(wanted))


def _answers(rows: Sequence[AccessAnswer]) -> dict[str, Any]:
    return {row.feature.value: {"answer": row.answer.value, "words": row.words} for row in rows}


def own_times_of(session: Session, service: Service, location_id: UUID) -> list[Row]:
    """Return the schedules that a place has by itself, where this listing alone is there."""
    other = select(ServiceAtLocation.id).where(
        ServiceAtLocation.location_id == location_id, ServiceAtLocation.service_id != service.id
    )
    if session.exec(other).first() is not None:
        return []
    schedules = session.exec(select(Schedule).where(Schedule.location_id == location_id)).all()
    below = rows_within(session, schedules)
    return [*schedules, *(row for rows in below.values() for row in rows)]
