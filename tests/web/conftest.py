"""What tests of pages share: the demonstration, to be read, and a link worker's desk."""

import pytest
from sqlmodel import Session

from tests.client import HouseClient
from tests.demonstration import demonstration_app, demonstration_settings, visitor
from tests.factories.desks import BusyDesk, Desk, make_busy, make_desk

__all__ = ["demonstration_app", "demonstration_settings", "visitor"]


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Desk:
    """Return a link worker of a team, signed in."""
    return make_desk(client, session)


@pytest.fixture
def busy(session: Session, desk: Desk) -> BusyDesk:
    """Return the addresses of a case and a referral of a link worker, who is signed in."""
    return make_busy(session, desk)
