"""Writes fields of a listing's document back into rows: those fields, and no others.

Rows are compared and written as an import writes them (lily.imports.writing), through the
session's objects, so that search hears of it. The values were tidied by lily.listings.values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from lily import clock
from lily.database import Row
from lily.directory import text as texts
from lily.directory.choices import Delivery, ServiceStatus, WithdrawalReason
from lily.directory.models import (
    Contact,
    CostOption,
    FormerSlug,
    Language,
    Organisation,
    Phone,
    Service,
    ServiceArea,
    ServiceDelivery,
    Taxonomy,
    TaxonomyTerm,
    TermLink,
    Withdrawal,
)
from lily.directory.queries.services import MISSING
from lily.errors import NotFound
from lily.imports.parts import AreaRecord, ContactRecord, CostRecord, LanguageRecord, PhoneRecord
from lily.imports.rows import (
    Wanted,
    area_rows,
    contact_rows,
    cost_rows,
    delivery_rows,
    language_rows,
    phone_rows,
    term_rows,
)
from lily.imports.slugs import Slugs
from lily.imports.stored import rows_within
from lily.imports.values import read_day
from lily.imports.writing import Writer
from lily.listings.document import PLAIN, read_document
from lily.listings.document_places import centre_of, write_access, write_places
from lily.listings.document_times import write_times

RUNNING = frozenset({ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED})


def write_document(session: Session, service_id: UUID, changes: Mapping[str, Any]) -> None:
    """Give a listing these values of its fields. Flushes. Raises NotFound.

    A new name gives the listing a new address, and the old one leads to it. What is said of a
    place that is not there any more is kept with the listing itself.
    """
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound(MISSING)
    if "places" in changes:
        write_places(session, service, changes["places"])
        if "areas" not in changes:
            changes = {**changes, "areas": read_document(session, service_id)["areas"]}
    if "access" in changes:
        write_access(session, service, changes["access"])
    if "times" in changes:
        write_times(session, service, changes["times"])
    _write_own(session, service, changes)
    session.flush()


def _write_own(session: Session, service: Service, changes: Mapping[str, Any]) -> None:
    """Write the columns of the listing, and the rows that are only its own."""
    values = {name: _stored(name, changes[name]) for name in PLAIN if name in changes}
    if "status" in values:
        _withdraw(session, service, ServiceStatus(values["status"]))
    if "name" in values:
        _rename(session, service, values["name"])
    wanted = [Wanted(Service, service.id, values)]
    below: list[Row] = []
    stored = rows_within(session, [service])[service.id]
    for name, (is_of, rows) in _ROWS.items():
        if name in changes:
            wanted += rows(session, service, changes[name])
            below += filter(is_of, stored)
    for taxonomy in ("needs", "audiences"):
        if taxonomy in changes:
            terms = _terms(session, taxonomy)
            known = [terms[slug] for slug in changes[taxonomy] if slug in terms]
            wanted += term_rows(service.id, known)
            ids = set(terms.values())
            below += [row for row in stored if isinstance(row, TermLink) and row.term_id in ids]
    writer = Writer(session, dry_run=False)
    writer.write(wanted, service, below)
    writer.flush()


def _stored(name: str, value: Any) -> Any:
    """Return a plain value as its column has it."""
    if value is None:
        return None
    if name == "closed_until":
        return read_day(value)
    column = Service.model_fields[name].annotation
    return column(value) if isinstance(column, type) and not isinstance(value, int) else value


def _of(table: type[Row]) -> Callable[[Row], bool]:
    return lambda row: isinstance(row, table)


def _is_own_phone(row: Row) -> bool:
    return isinstance(row, Phone) and row.service_id is not None


def _is_contact(row: Row) -> bool:
    """Say whether a row is somebody to ask for, or their number."""
    return isinstance(row, Contact) or (isinstance(row, Phone) and row.contact_id is not None)


def _contacts(_session: Session, service: Service, value: Sequence[Any]) -> Iterable[Wanted]:
    return contact_rows("service_id", service.id, [ContactRecord(**each) for each in value])


def _areas(session: Session, service: Service, value: Sequence[Any]) -> Iterable[Wanted]:
    """Return the areas; a radius without a place that may be shown goes round nothing."""
    centre = centre_of(session, service)
    records = [AreaRecord(**each) for each in value]
    held = [record for record in records if record.miles is None or centre]
    return area_rows(service.id, held, centre)


_Rows = Callable[[Session, Service, Any], Iterable[Wanted]]
_ROWS: dict[str, tuple[Callable[[Row], bool], _Rows]] = {
    "phones": (
        _is_own_phone,
        lambda _, service, value: phone_rows(
            "service_id", service.id, [PhoneRecord(**each) for each in value]
        ),
    ),
    "contacts": (_is_contact, _contacts),
    "costs": (
        _of(CostOption),
        lambda _, service, value: cost_rows(service.id, [CostRecord(**each) for each in value]),
    ),
    "languages": (
        _of(Language),
        lambda _, service, value: language_rows(
            service.id, [LanguageRecord(**each) for each in value]
        ),
    ),
    "delivery": (
        _of(ServiceDelivery),
        lambda _, service, value: delivery_rows(service.id, [Delivery(each) for each in value]),
    ),
    "areas": (_of(ServiceArea), _areas),
}


def _terms(session: Session, taxonomy: str) -> dict[str, UUID]:
    joined = (
        select(TaxonomyTerm.slug, TaxonomyTerm.id)
        .join(Taxonomy, col(Taxonomy.id) == col(TaxonomyTerm.taxonomy_id))
        .where(Taxonomy.slug == taxonomy)
    )
    return {slug: made for slug, made in session.exec(joined)}


def _rename(session: Session, service: Service, name: str) -> None:
    """Give the listing the address of its new name, and let the old address lead to it."""
    plain = texts.slug(name)
    if name == service.name or plain == texts.slug(service.name):
        return
    own = session.exec(
        select(FormerSlug).where(FormerSlug.service_id == service.id, FormerSlug.slug == plain)
    ).first()
    if own:
        session.delete(own)
        session.flush()
    organisation = session.get(Organisation, service.organisation_id)
    hints = [organisation.name] if organisation else []
    slug = plain if own else Slugs(session, Service).make(name, hints)
    session.add(FormerSlug(slug=service.slug, service_id=service.id))
    service.slug = slug
    session.flush()


def _withdraw(session: Session, service: Service, status: ServiceStatus) -> None:
    """Keep a status that was set here from imports; one that runs again is theirs once more."""
    stored = session.exec(select(Withdrawal).where(Withdrawal.service_id == service.id)).first()
    if status in RUNNING:
        if stored:
            session.delete(stored)
        return
    if stored is None:
        stored = Withdrawal(
            service_id=service.id,
            reason=WithdrawalReason.STOPPED,
            status_before=service.status,
            withdrawn_at=clock.now(),
        )
    stored.is_archived = status is ServiceStatus.DEFUNCT
    session.add(stored)
