"""One listing, with all that its page shows and nothing that it must not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.directory.choices import LocationKind, ServiceStatus
from lily.directory.models import (
    Contact,
    FormerSlug,
    Location,
    Organisation,
    Schedule,
    SchoolTerm,
    Service,
    ServiceAtLocation,
    Source,
    TaxonomyTerm,
    TermLink,
)
from lily.directory.queries.loading import load
from lily.errors import NotFound

MOST_FOUND = 20
MISSING = "We have no listing at that address. It may have moved: search for it by its name."


@dataclass(frozen=True)
class ServicePage:
    """A listing as its page shows it.

    `at` are its places that may be shown; `hidden_schedules` are the times at places whose address
    is confidential, and `is_confidential` says that there is such a place.
    """

    service: Service
    at: list[ServiceAtLocation]
    hidden_schedules: list[Schedule]
    is_confidential: bool
    contacts: list[Contact]
    needs: list[TaxonomyTerm]
    audiences: list[TaxonomyTerm]
    terms: list[SchoolTerm]
    source: Source | None

    @property
    def is_running(self) -> bool:
        """Whether the listing is active, or closed only for a time."""
        return self.service.status in {ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED}

    @property
    def schedules(self) -> list[Schedule]:
        """All its schedules, wherever they are held."""
        there = [schedule for at in self.at for schedule in times_at(at)]
        return [*self.service.schedules, *there, *self.hidden_schedules]

    @property
    def placed(self) -> list[ServiceAtLocation]:
        """Its places that a person can go to."""
        return [at for at in self.at if at.location.kind is LocationKind.PHYSICAL]


def times_at(at: ServiceAtLocation) -> list[Schedule]:
    """Return the times of a service at a place: its own there, or else those of the place."""
    return at.schedules or at.location.schedules


_ALL = (
    load(Service.organisation, Organisation.phones),
    load(Service.organisation, Organisation.identifiers),
    load(Service.schedules, Schedule.closures),
    load(Service.phones),
    load(Service.costs),
    load(Service.languages),
    load(Service.deliveries),
    load(Service.areas),
    load(Service.term_links, TermLink.term, TaxonomyTerm.taxonomy),
)


def get_service(session: Session, slug: str) -> ServicePage:
    """Return a listing by its slug, running or not. Raises NotFound."""
    service = session.exec(select(Service).where(Service.slug == slug).options(*_ALL)).one_or_none()
    if service is None:
        raise NotFound(MISSING)
    hidden = _hidden(session, service.id)
    return ServicePage(
        service=service,
        at=_shown(session, service.id),
        hidden_schedules=[schedule for at in hidden for schedule in at.schedules],
        is_confidential=bool(hidden),
        contacts=_contacts(session, service.id),
        needs=terms_of(service, "needs"),
        audiences=terms_of(service, "audiences"),
        terms=list(session.exec(select(SchoolTerm)).all()),
        source=session.get(Source, service.source_id) if service.source_id else None,
    )


def list_conditions(session: Session, service_ids: Collection[UUID]) -> list[Service]:
    """Return services with what says whom each is for: its own words, terms, ages and areas."""
    return list(
        session.exec(
            select(Service)
            .where(col(Service.id).in_(service_ids))
            .options(
                load(Service.areas), load(Service.term_links, TermLink.term, TaxonomyTerm.taxonomy)
            )
        ).all()
    )


def terms_of(service: Service, taxonomy: str) -> list[TaxonomyTerm]:
    """Return the terms of a taxonomy, by its slug, that a service is under, by name."""
    linked = (link.term for link in service.term_links)
    found = (term for term in linked if term.taxonomy.slug == taxonomy)
    return sorted(found, key=lambda term: term.name)


def _shown(session: Session, service_id: UUID) -> list[ServiceAtLocation]:
    location = ServiceAtLocation.location
    return list(
        session.exec(
            select(ServiceAtLocation)
            .join(Location)
            .where(
                ServiceAtLocation.service_id == service_id,
                col(Location.is_confidential).is_(False),
            )
            .options(
                load(ServiceAtLocation.schedules, Schedule.closures),
                load(location, Location.addresses),
                load(location, Location.access_answers),
                load(location, Location.phones),
                load(location, Location.schedules, Schedule.closures),
            )
            .order_by(col(ServiceAtLocation.position))
        ).all()
    )


def _hidden(session: Session, service_id: UUID) -> list[ServiceAtLocation]:
    """Return the service at its confidential places: times only, never the places themselves."""
    return list(
        session.exec(
            select(ServiceAtLocation)
            .join(Location)
            .where(
                ServiceAtLocation.service_id == service_id,
                col(Location.is_confidential).is_(True),
            )
            .options(load(ServiceAtLocation.schedules, Schedule.closures))
        ).all()
    )


def _contacts(session: Session, service_id: UUID) -> list[Contact]:
    return list(
        session.exec(
            select(Contact)
            .where(Contact.service_id == service_id, col(Contact.is_private).is_(False))
            .options(load(Contact.phones))
            .order_by(col(Contact.position))
        ).all()
    )


def find_slug(session: Session, service_id: UUID) -> str | None:
    """Return the slug of a listing by its identifier."""
    return session.exec(select(Service.slug).where(Service.id == service_id)).one_or_none()


def find_slug_now(session: Session, former: str) -> str | None:
    """Return the slug that a listing has now, by one that it once had and no other has taken."""
    taken = select(Service.id).where(Service.slug == former).exists()
    return session.exec(
        select(Service.slug)
        .join(FormerSlug, col(FormerSlug.service_id) == Service.id)
        .where(FormerSlug.slug == former, ~taken)
    ).one_or_none()


def names_by_id(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, tuple[str, str]]:
    """Return (slug, name) of listings by their identifiers; asks nothing where none is given."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    rows = session.execute(
        sa.select(col(Service.id), col(Service.slug), col(Service.name)).where(
            col(Service.id).in_(wanted)
        )
    )
    return {made: (slug, name) for made, slug, name in rows}


def find_service(session: Session, slug: str) -> Service | None:
    """Return the listing of an address, while it is one that anybody can read; or None."""
    return session.exec(
        select(Service).where(Service.slug == slug, Service.status == ServiceStatus.ACTIVE)
    ).first()


def find_by_name(
    session: Session, typed: str, most: int = MOST_FOUND
) -> list[tuple[str, str, str]]:
    """Return the services with all words of a name in theirs, by name: slug, name, who runs it."""
    words = typed.split()
    if not words:
        return []
    rows = session.execute(
        sa.select(col(Service.slug), col(Service.name), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Service.organisation_id))
        .where(
            col(Service.status) == ServiceStatus.ACTIVE,
            *(col(Service.name).icontains(word, autoescape=True) for word in words),
        )
        .order_by(col(Service.name), col(Organisation.name), col(Service.id))
        .limit(most)
    )
    return [(slug, name, runs_it) for slug, name, runs_it in rows]
