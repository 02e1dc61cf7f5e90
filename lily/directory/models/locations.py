"""Where: places with their addresses and what they are like to get into."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Dated, Row, choice, link
from lily.directory.choices import AccessFeature, Answer, LocationKind
from lily.directory.models.columns import on_earth, own, text
from lily.directory.models.contacts import Phone
from lily.directory.models.schedules import Schedule


class Address(Row, table=True):
    """HSDS address, in the lines of the UK profile."""

    __tablename__ = "address"

    location_id: UUID = link("location.id")
    kind: LocationKind = Field(default=LocationKind.PHYSICAL, sa_type=choice(LocationKind))
    address_1: str = text()
    city: str = text()
    county: str = text()
    postcode: str = ""
    country: str = "GB"


class AccessAnswer(Row, table=True):
    """The answer to one question about getting into and around a place."""

    __tablename__ = "access_answer"
    __table_args__ = (sa.UniqueConstraint("location_id", "feature"),)

    location_id: UUID = link("location.id")
    feature: AccessFeature = Field(sa_type=choice(AccessFeature))
    answer: Answer = Field(default=Answer.NOT_KNOWN, sa_type=choice(Answer))
    words: str = text()


class Location(Dated, table=True):
    """A place (HSDS location). WGS84 degrees; ward and district are GSS codes of its postcode.

    A confidential place (a refuge) keeps its address for those who may see it; no page, feed,
    index, distance or log does.
    """

    __tablename__ = "location"
    __table_args__ = (sa.UniqueConstraint("source_id", "reference"), on_earth())

    kind: LocationKind = Field(default=LocationKind.PHYSICAL, sa_type=choice(LocationKind))
    name: str = text()
    description: str = text()
    travel: str = text()
    is_confidential: bool = False
    latitude: float | None = None
    longitude: float | None = None
    district_code: str | None = Field(default=None, index=True)
    ward_code: str | None = Field(default=None, index=True)
    source_id: UUID | None = link("source.id", default=None, on_delete="RESTRICT")
    reference: str | None = None

    addresses: list[Address] = own(order_by=Address.kind)
    access_answers: list[AccessAnswer] = own(order_by=AccessAnswer.feature)
    phones: list[Phone] = own(order_by=Phone.position)
    schedules: list[Schedule] = own(order_by=Schedule.position)
