"""What tests of pages share: the demonstration, to be read, and a link worker's desk."""

import pytest
from sqlmodel import Session

from tests.client import HouseClient
from tests.demonstration import demonstration_app, demonstration_settings, visitor
from tests.factories.drafts import Desk, make_desk

__all__ = ["demonstration_app", "demonstration_settings", "visitor"]


@pytest.fixture
def desk(client: HouseClient, session: Session) -> Desk:
    """Return the desk of a link worker, who is signed in."""
    return make_desk(client, session)
