"""The rows that are stored now, gathered by the parent that they belong to."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.database import Row
from lily.directory.models import (
    AccessAnswer,
    Address,
    AdvicePage,
    Closure,
    Contact,
    CostOption,
    Crosswalk,
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
    TaxonomyTerm,
    TermLink,
)

Parent = TypeVar("Parent", Organisation, Location, Service)
CHILDREN: dict[type[Row], tuple[tuple[type[Row], str], ...]] = {
    Organisation: (
        (OrganisationIdentifier, "organisation_id"),
        (Phone, "organisation_id"),
        (Contact, "organisation_id"),
    ),
    Location: (
        (Address, "location_id"),
        (AccessAnswer, "location_id"),
        (Phone, "location_id"),
        (Schedule, "location_id"),
    ),
    Service: (
        (ServiceAtLocation, "service_id"),
        (Schedule, "service_id"),
        (Phone, "service_id"),
        (Contact, "service_id"),
        (CostOption, "service_id"),
        (Language, "service_id"),
        (ServiceDelivery, "service_id"),
        (ServiceArea, "service_id"),
        (TermLink, "service_id"),
    ),
    ServiceAtLocation: ((Schedule, "service_at_location_id"),),
    Contact: ((Phone, "contact_id"),),
    Schedule: ((Closure, "schedule_id"),),
    TaxonomyTerm: ((Crosswalk, "term_id"),),
    AdvicePage: ((TermLink, "advice_page_id"),),
}
AT_ONCE = 500


def rows_within(session: Session, parents: Iterable[Row]) -> dict[UUID, list[Row]]:
    """Return every row below each parent, by the parent's identifier: one query a table."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    owners: dict[type[Row], dict[UUID, UUID]] = defaultdict(dict)
    for parent in parents:
        owners[type(parent)][parent.id] = parent.id
    while owners:
        table, roots = owners.popitem()
        for child, column in CHILDREN.get(table, ()):
            for row in _children(session, child, column, list(roots)):
                root = roots[getattr(row, column)]
                found[root].append(row)
                owners[child][row.id] = root
    return found


def _children(
    session: Session, table: type[Row], column: str, ids: Sequence[UUID]
) -> Iterable[Row]:
    link: Any = getattr(table, column)
    for at in range(0, len(ids), AT_ONCE):
        yield from session.exec(select(table).where(link.in_(ids[at : at + AT_ONCE])))


def by_reference(
    session: Session, table: type[Parent], source_id: UUID, references: Sequence[str]
) -> dict[str, Parent]:
    """Return the rows of a source that have these references."""
    within = col(table.reference).in_(references)
    found = session.exec(select(table).where(table.source_id == source_id, within))
    return {row.reference or "": row for row in found}


def identifiers(
    session: Session, table: type[Organisation | Location | Service], source_id: UUID
) -> dict[str, UUID]:
    """Return the identifier of every row of a source, by its reference."""
    columns = sa.select(col(table.reference), col(table.id))
    found = session.execute(columns.where(col(table.source_id) == source_id))
    return {reference: made for reference, made in found}
