"""The demonstration has something that waits on each page of those who keep the directory true."""

import pytest
from sqlmodel import Session, func, select

from lily import clock
from lily.accounts.demonstration import load_accounts
from lily.accounts.permissions import Permission
from lily.imports.seed import load_seed
from lily.listings.demonstration import load_waiting
from lily.listings.desk.waiting import count_waiting
from lily.listings.freshness.calls import count_calls
from lily.listings.models import Membership
from lily.resources import SEED


@pytest.fixture
def demonstration(session: Session) -> Session:
    """Return a session on a demonstration that was loaded just now."""
    load_seed(session, SEED, clock.today())
    load_accounts(session)
    load_waiting(session)
    return session


def test_something_waits_of_each_kind_that_a_person_sends(demonstration: Session) -> None:
    counts = {
        each.waiting.name: each.count for each in count_waiting(demonstration, list(Permission))
    }
    wanted = {"Changes": 2, "Claims": 1, "Problems reported": 2, "Searches that found nothing": 2}
    assert {name: counts[name] for name in wanted} == wanted
    assert count_calls(demonstration) == 2
    assert demonstration.exec(select(func.count()).select_from(Membership)).one() == 1
