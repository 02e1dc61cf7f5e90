"""The field's central noun: what a person can go to, ring, use or read."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Dated, Row, choice, link
from lily.directory.choices import AssetKind, Capacity, Referral, ServiceKind, ServiceStatus
from lily.directory.models.areas import ServiceArea
from lily.directory.models.columns import exactly_one, own, refer, text
from lily.directory.models.contacts import Contact, Phone
from lily.directory.models.details import CostOption, Language, ServiceDelivery
from lily.directory.models.locations import Location
from lily.directory.models.organisations import Organisation
from lily.directory.models.schedules import Schedule
from lily.directory.models.taxonomies import TermLink


class ServiceAtLocation(Row, table=True):
    """A service at one of its places (HSDS service_at_location), with its own times there."""

    __tablename__ = "service_at_location"
    __table_args__ = (sa.UniqueConstraint("service_id", "location_id"),)

    service_id: UUID = link("service.id")
    location_id: UUID = link("location.id")
    position: int = 0
    words: str = text()

    location: Location = refer()
    schedules: list[Schedule] = own(order_by=Schedule.position)


class Service(Dated, table=True):
    """A service, activity, advice or guidance (HSDS service).

    `description` is safe HTML (lily.directory.text). `assured_on` and `assured_by` say when and by
    whom it was last found to be right; `doubted_on` and `sunk_on` since when pages say that nobody
    has confirmed it, and since when it stands lower in search (ADR 0020). Ages are in whole years,
    both ends included.
    """

    __tablename__ = "service"
    __table_args__ = (
        sa.UniqueConstraint("source_id", "reference"),
        sa.CheckConstraint("name <> ''", name="named"),
        sa.CheckConstraint("minimum_age BETWEEN 0 AND 130", name="minimum_age"),
        sa.CheckConstraint("maximum_age BETWEEN 0 AND 130", name="maximum_age"),
        sa.CheckConstraint("maximum_age >= minimum_age", name="ages_in_order"),
    )

    organisation_id: UUID = link("organisation.id")
    slug: str = Field(unique=True)
    name: str
    alternate_name: str = text()
    kind: ServiceKind = Field(default=ServiceKind.SERVICE, sa_type=choice(ServiceKind))
    asset_kind: AssetKind | None = Field(default=None, sa_type=choice(AssetKind))
    status: ServiceStatus = Field(
        default=ServiceStatus.ACTIVE,
        sa_type=choice(ServiceStatus),
        index=True,
    )
    summary: str = text()
    description: str = text()
    who_for: str = text()
    minimum_age: int | None = None
    maximum_age: int | None = None
    how_to_get_help: str = text()
    what_happens_first: str = text()
    what_to_bring: str = text()
    fees: str = text()
    referral: Referral = Field(default=Referral.NOT_KNOWN, sa_type=choice(Referral))
    capacity: Capacity = Field(default=Capacity.NOT_KNOWN, sa_type=choice(Capacity))
    capacity_words: str = text()
    closed_until: date | None = None
    email: str = text()
    url: str = text()
    assured_on: date | None = Field(default=None, index=True)
    assured_by: str = text()
    doubted_on: date | None = None
    sunk_on: date | None = None
    source_id: UUID | None = link("source.id", default=None, on_delete="RESTRICT")
    reference: str | None = None

    organisation: Organisation = refer()
    at: list[ServiceAtLocation] = own(order_by=ServiceAtLocation.position)
    schedules: list[Schedule] = own(order_by=Schedule.position)
    phones: list[Phone] = own(order_by=Phone.position)
    contacts: list[Contact] = own(order_by=Contact.position)
    costs: list[CostOption] = own(order_by=CostOption.position)
    languages: list[Language] = own(order_by=Language.code)
    deliveries: list[ServiceDelivery] = own(order_by=ServiceDelivery.delivery)
    areas: list[ServiceArea] = own(order_by=ServiceArea.kind)
    term_links: list[TermLink] = own()


class FormerSlug(Row, table=True):
    """An address that a listing or organisation once had, so that old links still lead to it."""

    __tablename__ = "former_slug"
    __table_args__ = (exactly_one("organisation_id", "service_id"),)

    slug: str = Field(unique=True)
    organisation_id: UUID | None = link("organisation.id", default=None)
    service_id: UUID | None = link("service.id", default=None)
