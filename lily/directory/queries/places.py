"""Towns and villages where something is listed."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session, col, select

from lily.directory.choices import LocationKind, ServiceStatus
from lily.directory.models import Address, Location, Service, ServiceAtLocation
from lily.directory.text import slug


@dataclass(frozen=True)
class Town:
    """A town or village by its name in addresses, and how many listings are there."""

    slug: str
    name: str
    count: int


def list_towns(session: Session) -> list[Town]:
    """Return the towns and villages with listings that run, A to Z; never confidential ones."""
    rows = session.execute(
        select(Address.city, ServiceAtLocation.service_id)
        .join(Location, col(Location.id) == Address.location_id)
        .join(ServiceAtLocation, col(ServiceAtLocation.location_id) == Location.id)
        .join(Service, col(Service.id) == ServiceAtLocation.service_id)
        .where(
            Address.kind == LocationKind.PHYSICAL,
            Address.city != "",
            col(Location.is_confidential).is_(False),
            Service.status == ServiceStatus.ACTIVE,
        )
        .distinct()
    ).all()
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for city, _ in rows:
        key = slug(city)
        names.setdefault(key, " ".join(city.split()))
        counts[key] += 1
    towns = (Town(key, names[key], count) for key, count in counts.items() if key)
    return sorted(towns, key=lambda town: town.name)
