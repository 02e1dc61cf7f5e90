"""Whom to ring or write to."""

from uuid import UUID

from lily.database import Row, link
from lily.directory.models.columns import exactly_one, own, text


class Phone(Row, table=True):
    """A number as people dial it, with words about when or whom (HSDS phone)."""

    __tablename__ = "phone"
    __table_args__ = (exactly_one("organisation_id", "service_id", "location_id", "contact_id"),)

    organisation_id: UUID | None = link("organisation.id", default=None)
    service_id: UUID | None = link("service.id", default=None)
    location_id: UUID | None = link("location.id", default=None)
    contact_id: UUID | None = link("contact.id", default=None)
    position: int = 0
    number: str
    extension: str = ""
    words: str = text()


class Contact(Row, table=True):
    """A named person or desk (HSDS contact). A private one is never shown."""

    __tablename__ = "contact"
    __table_args__ = (exactly_one("organisation_id", "service_id"),)

    organisation_id: UUID | None = link("organisation.id", default=None)
    service_id: UUID | None = link("service.id", default=None)
    position: int = 0
    name: str = text()
    title: str = text()
    email: str = text()
    is_private: bool = False

    phones: list[Phone] = own(order_by=Phone.position)
