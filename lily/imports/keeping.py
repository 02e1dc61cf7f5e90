"""What an import leaves alone: what was written here by hand, and what LILY took out of sight.

Whoever corrects a listing here must not find the feed's mistake back the next morning. The unit is
the group of fields (`Evidence.is_ours`); the feed's own value is reported and not written.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.database import Row
from lily.directory.choices import FieldGroup
from lily.directory.evidence import groups_of_ours
from lily.directory.models import (
    Closure,
    Contact,
    CostOption,
    Evidence,
    Language,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceDelivery,
    TermLink,
    Withdrawal,
)
from lily.imports.rows import Wanted

COLUMNS: dict[FieldGroup, frozenset[str]] = {
    FieldGroup.ABOUT: frozenset(
        {"name", "alternate_name", "kind", "asset_kind", "summary", "description"}
    ),
    FieldGroup.WHO: frozenset({"who_for", "minimum_age", "maximum_age"}),
    FieldGroup.PLACES: frozenset(),
    FieldGroup.TIMES: frozenset(),
    FieldGroup.COST: frozenset({"fees"}),
    FieldGroup.CONTACT: frozenset({"email", "url"}),
    FieldGroup.GETTING_HELP: frozenset(
        {"referral", "how_to_get_help", "what_happens_first", "what_to_bring"}
    ),
    FieldGroup.CAPACITY: frozenset({"capacity", "capacity_words", "closed_until"}),
}
"""The columns of a listing by the group that they are confirmed with."""

_WHEN_AND_WHERE = (ServiceAtLocation, Schedule, Closure, ServiceDelivery)
TABLES: dict[FieldGroup, tuple[type[Row], ...]] = {
    FieldGroup.ABOUT: (TermLink,),
    FieldGroup.WHO: (ServiceArea, TermLink),
    FieldGroup.PLACES: _WHEN_AND_WHERE,
    FieldGroup.TIMES: _WHEN_AND_WHERE,
    FieldGroup.COST: (CostOption,),
    FieldGroup.CONTACT: (Phone, Contact),
    FieldGroup.GETTING_HELP: (Language,),
    FieldGroup.CAPACITY: (),
}
"""The rows below a listing, likewise. Times hang on places, so the two are kept together."""


class Kept:
    """What is to be left alone of a batch of listings that are stored already: three queries."""

    def __init__(self, session: Session, services: Iterable[Service]) -> None:
        ids = [service.id for service in services]
        self._ours = groups_of_ours(session, ids)
        withdrawn = sa.select(col(Withdrawal.service_id)).where(col(Withdrawal.service_id).in_(ids))
        self._withdrawn = set(session.scalars(withdrawn))
        room = sa.select(col(Evidence.service_id), col(Evidence.written_on)).where(
            col(Evidence.service_id).in_(ids), col(Evidence.group) == FieldGroup.CAPACITY
        )
        self._written_on = {service_id: day for service_id, day in session.execute(room)}

    def groups(self, service_id: UUID) -> list[FieldGroup]:
        """Return the groups of a listing that are left alone, in a steady order."""
        return sorted(self._ours.get(service_id, ()))

    def without(
        self, wanted: Sequence[Wanted], stored: Service | None, below: Sequence[Row]
    ) -> tuple[list[Wanted], list[Row]]:
        """Return the wanted and the stored rows without those that must stay as they are."""
        if stored is None:
            return list(wanted), list(below)
        first, *others = wanted
        groups = [
            group
            for group in self.groups(stored.id)
            if not self._is_told_later(stored.id, group, first.values.get("assured_on"))
        ]
        tables = tuple(table for group in groups for table in TABLES[group])
        left_out = {column for group in groups for column in COLUMNS[group]}
        if stored.id in self._withdrawn:
            left_out.add("status")
        if _is_later(stored.assured_on, first.values.get("assured_on")):
            left_out |= {"assured_on", "assured_by"}
        values = {name: value for name, value in first.values.items() if name not in left_out}
        return (
            [
                Wanted(first.table, first.id, values),
                *(row for row in others if row.table not in tables),
            ],
            [row for row in below if type(row) not in tables],
        )

    def _is_told_later(self, service_id: UUID, group: FieldGroup, told: date | None) -> bool:
        """Say whether a feed knows of room what we do not: it was checked there since."""
        written_on = self._written_on.get(service_id)
        is_later = told is not None and written_on is not None and told > written_on
        return group is FieldGroup.CAPACITY and is_later


def _is_later(stored: date | None, told: date | None) -> bool:
    return stored is not None and (told is None or stored > told)


def places_of_ours(session: Session, source_id: UUID) -> set[UUID]:
    """Return the places of a source that a listing with places of our own writing is at."""
    found = session.scalars(
        sa.select(col(ServiceAtLocation.location_id))
        .join(Evidence, col(Evidence.service_id) == col(ServiceAtLocation.service_id))
        .join(Service, col(Service.id) == col(ServiceAtLocation.service_id))
        .where(
            col(Service.source_id) == source_id,
            col(Evidence.group) == FieldGroup.PLACES,
            col(Evidence.is_ours),
        )
    )
    return set(found)
