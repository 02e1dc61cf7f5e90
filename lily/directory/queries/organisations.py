"""Who runs services, and which."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.directory.choices import ServiceStatus
from lily.directory.models import Contact, FormerSlug, Organisation, Service
from lily.directory.queries.loading import load
from lily.errors import NotFound

_RUNNING = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation with the contacts that may be shown and the listings that run."""

    organisation: Organisation
    contacts: list[Contact]
    services: list[Service]


def get_organisation(session: Session, slug: str) -> OrganisationPage:
    """Return an organisation by its slug. Raises NotFound."""
    organisation = session.exec(
        select(Organisation)
        .where(Organisation.slug == slug)
        .options(
            load(Organisation.phones),
            load(Organisation.identifiers),
        )
    ).one_or_none()
    if organisation is None:
        raise NotFound("We have no organisation at that address. Search for it by its name.")
    return OrganisationPage(
        organisation=organisation,
        contacts=list(
            session.exec(
                select(Contact)
                .where(
                    Contact.organisation_id == organisation.id, col(Contact.is_private).is_(False)
                )
                .options(load(Contact.phones))
                .order_by(col(Contact.position))
            ).all()
        ),
        services=list(
            session.exec(
                select(Service)
                .where(
                    Service.organisation_id == organisation.id, col(Service.status).in_(_RUNNING)
                )
                .order_by(col(Service.name))
            ).all()
        ),
    )


def find_slug_now(session: Session, former: str) -> str | None:
    """Return the slug that an organisation has now, by one it had and no other has taken."""
    taken = select(Organisation.id).where(Organisation.slug == former).exists()
    return session.exec(
        select(Organisation.slug)
        .join(FormerSlug, col(FormerSlug.organisation_id) == Organisation.id)
        .where(FormerSlug.slug == former, ~taken)
    ).one_or_none()


def names_by_id(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, tuple[str, str]]:
    """Return (slug, name) of organisations by identifier; asks nothing where none is given."""
    wanted = {each for each in ids if each}
    if not wanted:
        return {}
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.slug), col(Organisation.name)).where(
            col(Organisation.id).in_(wanted)
        )
    )
    return {made: (slug, name) for made, slug, name in rows}
