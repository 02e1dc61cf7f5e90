"""What a service costs, in which languages, and how it reaches people."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Row, choice, link
from lily.directory.choices import Delivery
from lily.directory.models.columns import exactly_one, text


class CostOption(Row, table=True):
    """What one thing costs, in pounds (HSDS cost_option); 0 is free, no amount is not known."""

    __tablename__ = "cost_option"
    __table_args__ = (sa.CheckConstraint("amount >= 0", name="not_negative"),)

    service_id: UUID = link("service.id")
    position: int = 0
    option: str = text()
    amount: Decimal | None = Field(default=None, max_digits=9, decimal_places=2)
    is_donation: bool = False
    words: str = text()
    valid_from: date | None = None
    valid_to: date | None = None


class Language(Row, table=True):
    """A language offered besides English; `code` is BCP 47, British Sign Language is bfi."""

    __tablename__ = "language"
    __table_args__ = (exactly_one("service_id", "location_id"),)

    service_id: UUID | None = link("service.id", default=None)
    location_id: UUID | None = link("location.id", default=None)
    code: str
    words: str = text()


class ServiceDelivery(Row, table=True):
    """One way in which a service reaches people."""

    __tablename__ = "service_delivery"
    __table_args__ = (sa.UniqueConstraint("service_id", "delivery"),)

    service_id: UUID = link("service.id")
    delivery: Delivery = Field(sa_type=choice(Delivery))
