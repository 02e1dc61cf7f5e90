"""Finding the listings of the demonstration to which its people are sent."""

from sqlmodel import Session, select

from lily.directory.models import Organisation, Service
from lily.errors import NotFound


def find_listing(session: Session, name: str) -> Service | None:
    """Return the listing with the last part of an address, None for no name. Raises NotFound."""
    if not name:
        return None
    found = session.exec(select(Service).where(Service.slug == name)).first()
    if found is None:
        raise NotFound(f"There is no listing {name}")
    return found


def get_organisation(session: Session, name: str) -> Organisation:
    """Return an organisation by the last part of its address. Raises NotFound."""
    found = session.exec(select(Organisation).where(Organisation.slug == name)).first()
    if found is None:
        raise NotFound(f"There is no organisation {name}")
    return found
