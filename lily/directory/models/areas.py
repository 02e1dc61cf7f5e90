"""Whom a service is for by where they live."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Row, choice, link
from lily.directory.choices import AreaKind
from lily.directory.models.columns import on_earth, text


class ServiceArea(Row, table=True):
    """One area that a service serves (HSDS service_area).

    A service without any serves whoever can come. `code` is the GSS code of a district or ward;
    a radius is `miles` around a position.
    """

    __tablename__ = "service_area"
    __table_args__ = (
        on_earth(),
        sa.CheckConstraint("kind NOT IN ('district', 'ward') OR code <> ''", name="coded"),
        sa.CheckConstraint(
            "kind <> 'radius' OR (miles IS NOT NULL AND miles > 0 AND latitude IS NOT NULL)",
            name="measured",
        ),
    )

    service_id: UUID = link("service.id")
    kind: AreaKind = Field(sa_type=choice(AreaKind))
    code: str = Field(default="", index=True)
    name: str = text()
    miles: float | None = None
    latitude: float | None = None
    longitude: float | None = None
