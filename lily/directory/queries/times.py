"""Times that nobody has read yet: schedules that hold words and no rule, for an editor's desk."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from lily.directory.choices import ServiceStatus
from lily.directory.models import Location, Schedule, Service, ServiceAtLocation


@dataclass(frozen=True)
class TimesInWords:
    """Times kept as typed: of a service, or of a place (then `service_id` and `slug` are empty)."""

    schedule_id: UUID
    words: str
    name: str
    service_id: UUID | None = None
    slug: str = ""
    location_id: UUID | None = None


def _is_not_understood() -> sa.ColumnElement[bool]:
    """Words and no rule: no day of the week or month, and no first day."""
    return sa.and_(
        col(Schedule.words) != "",
        col(Schedule.byday) == "",
        col(Schedule.bymonthday) == "",
        col(Schedule.starts_on).is_(None),
    )


def list_times_not_understood(session: Session) -> list[TimesInWords]:
    """Return the times of running services, and of places, that are words alone; A to Z by name."""
    own, there = aliased(Service), aliased(Service)
    rows = session.execute(
        sa.select(
            col(Schedule.id),
            col(Schedule.words),
            sa.func.coalesce(own.name, there.name, Location.name).label("name"),
            sa.func.coalesce(own.id, there.id),
            sa.func.coalesce(own.slug, there.slug, ""),
            sa.func.coalesce(col(Schedule.location_id), col(ServiceAtLocation.location_id)),
        )
        .outerjoin(own, col(own.id) == col(Schedule.service_id))
        .outerjoin(
            ServiceAtLocation, col(ServiceAtLocation.id) == col(Schedule.service_at_location_id)
        )
        .outerjoin(there, col(there.id) == col(ServiceAtLocation.service_id))
        .outerjoin(Location, col(Location.id) == col(Schedule.location_id))
        .where(
            _is_not_understood(),
            sa.func.coalesce(own.status, there.status, ServiceStatus.ACTIVE.value)
            == ServiceStatus.ACTIVE.value,
        )
        .order_by("name", col(Schedule.position))
    ).all()
    return [TimesInWords(*row) for row in rows]


def count_times_not_understood(session: Session) -> int:
    """Return how many times are words alone, as `list_times_not_understood` has them."""
    return len(list_times_not_understood(session))
