"""Who runs services."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Dated, Row, link
from lily.directory.models.columns import own, text
from lily.directory.models.contacts import Contact, Phone


class OrganisationIdentifier(Row, table=True):
    """A charity or company number; `scheme` is of org-id.guide (GB-CHC, GB-COH, GB-SC, GB-NIC)."""

    __tablename__ = "organisation_identifier"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "scheme", "identifier"),)

    organisation_id: UUID = link("organisation.id")
    scheme: str
    identifier: str


class Organisation(Dated, table=True):
    """A body that runs services (HSDS organization). `description` is safe HTML, as a service's.

    `kept_on`: since when it is written here, by hand; imports leave it alone from then on.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "reference"),
        sa.CheckConstraint("name <> ''", name="named"),
    )

    slug: str = Field(unique=True)
    name: str
    alternate_name: str = text()
    description: str = text()
    email: str = text()
    website: str = text()
    source_id: UUID | None = link("source.id", default=None, on_delete="RESTRICT")
    reference: str | None = None
    kept_on: date | None = None

    identifiers: list[OrganisationIdentifier] = own(order_by=OrganisationIdentifier.scheme)
    phones: list[Phone] = own(order_by=Phone.position)
    contacts: list[Contact] = own(order_by=Contact.position)
