"""A letter that came back: somebody rings, once a round, and not once it is confirmed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.audit.actors import SYSTEM
from lily.directory.choices import EvidenceHow
from lily.directory.evidence import EVERY_GROUP
from lily.directory.models import Service
from lily.listings.desk.choices import DeskKind, DeskState
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.ladder import climb
from lily.listings.freshness.returned import take_up_returned
from lily.listings.freshness.rounds import confirm_listing
from lily.listings.models import DeskItem
from lily.post.choices import MessageState
from lily.post.models import Message
from tests.factories.reviews import TODAY, make_due, review_of


def _write(engine: sa.Engine, session: Session, state: MessageState, until: int = 0) -> Service:
    """Make a listing that was written to until a day, and say what became of the letters."""
    service = make_due(session)
    session.commit()
    for day in range(until + 1):
        climb(engine, today=TODAY + timedelta(days=day))
    for letter in session.exec(select(Message)):
        letter.state = state
    session.commit()
    return service


def _items(session: Session) -> list[DeskItem]:
    return list(session.exec(select(DeskItem).where(DeskItem.kind == DeskKind.MAIL_FAILED)))


@pytest.mark.parametrize("state", [MessageState.DEAD, MessageState.BOUNCED])
def test_a_letter_that_came_back_becomes_one_call(
    any_engine: sa.Engine, state: MessageState
) -> None:
    with Session(any_engine) as session:
        service = _write(any_engine, session, state, until=7)
        assert take_up_returned(session) == 1
        assert take_up_returned(session) == 0
        session.commit()
        [item] = _items(session)
        assert (item.service_id, item.state) == (service.id, DeskState.OPEN)
        assert review_of(session, service).call_reason is CallReason.LETTER_RETURNED


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.WAITING, MessageState.UNSURE])
def test_a_letter_that_may_have_arrived_becomes_none(
    any_engine: sa.Engine, state: MessageState
) -> None:
    with Session(any_engine) as session:
        _write(any_engine, session, state)
        assert take_up_returned(session) == 0
        assert not _items(session)


def test_confirming_the_listing_ends_it_though_the_letter_stays_lost(
    any_engine: sa.Engine,
) -> None:
    with Session(any_engine) as session:
        service = _write(any_engine, session, MessageState.BOUNCED)
        take_up_returned(session)
        confirm_listing(
            session, service, EVERY_GROUP, how=EvidenceHow.PHONE, by=SYSTEM, words="All is right."
        )
        assert take_up_returned(session) == 0
        session.commit()
        assert [item.state for item in _items(session)] == [DeskState.DONE]
        assert review_of(session, service).call_reason is None
