"""Writing down what changed, in the same transaction as the change.

A listing's document is drawn from a dozen tables. Whenever a session stores rows of any of them,
the listings that they belong to are gathered, and as the session commits a row for each goes into
`search_change`. So a change and the knowledge of it are stored together or not at all, and every
process, on every machine, can follow by the numbers of the rows. Statements that go round the
session's objects (bulk updates) must say so themselves: `note_changes`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction
from sqlmodel import col

from lily import clock
from lily.directory.models import (
    AccessAnswer,
    Address,
    Closure,
    Contact,
    CostOption,
    Language,
    Location,
    Organisation,
    Phone,
    Schedule,
    SchoolTerm,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceDelivery,
    Source,
    TaxonomyTerm,
    TermLink,
)
from lily.search.models import SearchChange, StopWord, SynonymGroup, SynonymWord

_PENDING = "lily.search.pending"
_AT_ONCE = 500
_TURN = 0x4C494C59
"""The advisory lock under which changes are numbered on PostgreSQL, so that they appear in order.

Without it a transaction that took its number first may commit last, and a process that has
followed to the higher number would never look for the lower one again.
"""

_Owners = dict[str, set[UUID]]
_WORDS = "words"

_OWNED: dict[type[Any], tuple[tuple[str, str], ...]] = {
    Service: (("service", "id"),),
    Organisation: (("organisation", "id"),),
    Location: (("location", "id"),),
    Source: (("source", "id"),),
    TaxonomyTerm: (("term", "id"),),
    ServiceAtLocation: (("service", "service_id"),),
    ServiceArea: (("service", "service_id"),),
    ServiceDelivery: (("service", "service_id"),),
    CostOption: (("service", "service_id"),),
    Address: (("location", "location_id"),),
    AccessAnswer: (("location", "location_id"),),
    Language: (("service", "service_id"),),
    TermLink: (("service", "service_id"),),
    Schedule: (("service", "service_id"), ("at", "service_at_location_id")),
    Closure: (("schedule", "schedule_id"),),
    Contact: (("service", "service_id"), ("organisation", "organisation_id")),
    Phone: (
        ("service", "service_id"),
        ("organisation", "organisation_id"),
        ("contact", "contact_id"),
    ),
    SchoolTerm: (("school_term", "id"),),
    StopWord: ((_WORDS, "id"),),
    SynonymGroup: ((_WORDS, "id"),),
    SynonymWord: ((_WORDS, "id"),),
}
"""For each table that documents (or words) are made from: whose row it is, by which column."""


def _services_of(owner: str) -> Callable[[Collection[UUID]], sa.Select[Any]]:
    services, at = sa.select(col(Service.id)), sa.select(col(ServiceAtLocation.service_id))
    schedules = (
        sa.select(sa.func.coalesce(col(Schedule.service_id), col(ServiceAtLocation.service_id)))
        .outerjoin(
            ServiceAtLocation, col(ServiceAtLocation.id) == col(Schedule.service_at_location_id)
        )
        .where(
            sa.or_(col(Schedule.service_id).is_not(None), col(ServiceAtLocation.id).is_not(None))
        )
    )
    return {
        "organisation": lambda ids: services.where(col(Service.organisation_id).in_(ids)),
        "source": lambda ids: services.where(col(Service.source_id).in_(ids)),
        "location": lambda ids: at.where(col(ServiceAtLocation.location_id).in_(ids)),
        "at": lambda ids: at.where(col(ServiceAtLocation.id).in_(ids)),
        "schedule": lambda ids: schedules.where(col(Schedule.id).in_(ids)),
        "school_term": lambda _: schedules.where(col(Schedule.is_term_time)),
        "contact": _services_of_contacts,
        "term": _services_of_terms,
    }[owner]


def _services_of_contacts(ids: Collection[UUID]) -> sa.Select[Any]:
    return (
        sa.select(col(Service.id))
        .join(
            Contact,
            sa.or_(
                col(Contact.service_id) == col(Service.id),
                col(Contact.organisation_id) == col(Service.organisation_id),
            ),
        )
        .where(col(Contact.id).in_(ids))
    )


def _services_of_terms(ids: Collection[UUID]) -> sa.Select[Any]:
    """Select the listings linked to terms or to any below them, whose names they bear."""
    terms = sa.select(col(TaxonomyTerm.id)).where(col(TaxonomyTerm.id).in_(ids)).cte(recursive=True)
    below = sa.select(col(TaxonomyTerm.id)).join(terms, col(TaxonomyTerm.parent_id) == terms.c.id)
    every = terms.union(below)
    return sa.select(col(TermLink.service_id)).where(
        col(TermLink.service_id).is_not(None), col(TermLink.term_id).in_(sa.select(every.c.id))
    )


def note_changes(session: Session, services: Iterable[UUID]) -> None:
    """Say that listings changed by other means than the session's objects."""
    _pending(session)["service"].update(services)


def _pending(session: Session) -> _Owners:
    found: _Owners = session.info.setdefault(_PENDING, defaultdict(set))
    return found


def _gather(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Before rows are stored: remember whose they are; of those that go, at once."""
    pending = _pending(session)
    changed = (row for row in session.dirty if session.is_modified(row))
    for row in (*session.new, *changed):
        _remember(pending, row)
    going: _Owners = defaultdict(set)
    for row in session.deleted:
        _remember(going, row)
    pending["service"] |= _resolved(session, going)
    pending[_WORDS] |= going[_WORDS]


def _remember(owners: _Owners, row: Any) -> None:
    for owner, column in _OWNED.get(type(row), ()):
        value = getattr(row, column)
        if value is not None:
            owners[owner].add(value)


def _resolved(session: Session, owners: _Owners) -> set[UUID]:
    """Return the listings that belong to the owners."""
    services = set(owners["service"])
    for owner, ids in owners.items():
        if owner in {"service", _WORDS}:
            continue
        every = list(ids)
        for at in range(0, len(every), _AT_ONCE):
            services.update(session.scalars(_services_of(owner)(every[at : at + _AT_ONCE])))
    return services


def _write_down(session: Session) -> None:
    """As the session commits: write a row for each listing that changed."""
    session.flush()
    if session.in_nested_transaction() or not any(_pending(session).values()):
        return
    owners: _Owners = session.info.pop(_PENDING)
    with session.no_autoflush:
        changed: list[UUID | None] = [*sorted(_resolved(session, owners))]
    changed += [None] if owners[_WORDS] else []
    if not changed:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
    now = clock.now()
    session.execute(
        sa.insert(SearchChange), [{"service_id": each, "made_at": now} for each in changed]
    )


def _forget(session: Session, previous: Any) -> None:
    """After a rollback of everything: nothing changed."""
    if previous.parent is None:
        session.info.pop(_PENDING, None)


event.listen(Session, "before_flush", _gather)
event.listen(Session, "before_commit", _write_down)
event.listen(Session, "after_soft_rollback", _forget)
