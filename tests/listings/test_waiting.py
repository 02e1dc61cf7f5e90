"""All that waits is counted in one statement, for those who may see it."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.accounts.permissions import Permission
from lily.directory.choices import EvidenceHow
from lily.listings import desk_items
from lily.listings.choices import ProposalState
from lily.listings.desk.choices import DeskKind
from lily.listings.desk.counting import Counted
from lily.listings.desk.empty_searches import add_counts
from lily.listings.desk.waiting import WAITING, count_waiting
from lily.listings.models import Proposal
from tests.factories.directory import make_service

ALL = frozenset(Permission)


def test_each_kind_says_how_many_wait_and_since_when(any_engine: sa.Engine) -> None:
    today = clock.today()
    with Session(any_engine) as session:
        for key in ("a", "b"):
            item = desk_items.open_desk_item(
                session, kind=DeskKind.REPORT, key=key, words="The number is wrong."
            )
        item.made_at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
        make_service(session, assured_on=today)
        make_service(session, assured_on=today - timedelta(days=400))
        make_service(session, assured_on=None)
        add_counts(session, {Counted("yoga", "", date(2026, 11, 23)): 4})
        sent_at = datetime(2026, 5, 1, 9, tzinfo=UTC)
        for state in (ProposalState.WAITING, ProposalState.DRAFT):
            session.add(Proposal(state=state, how=EvidenceHow.OWNER, sent_at=sent_at))
        session.commit()
        found = {each.waiting.name: each for each in count_waiting(session, ALL)}
    said = {name: (each.count, each.since) for name, each in found.items() if each.count}
    assert said == {
        "Changes": (1, date(2026, 5, 1)),
        "Problems reported": (2, date(2026, 3, 2)),
        "Not checked for a year": (2, today - timedelta(days=400)),
        "Searches that found nothing": (1, date(2026, 11, 23)),
    }


def test_it_is_one_statement(session: Session) -> None:
    asked: list[str] = []
    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", lambda *event: asked.append(str(event[2])))
    assert len(count_waiting(session, ALL)) == len(WAITING)
    assert len(asked) == 1


def test_those_who_ring_see_only_what_wants_a_call(session: Session) -> None:
    found = count_waiting(session, {Permission.VERIFY_LISTINGS})
    assert [each.waiting.name for each in found] == [
        "No reply",
        "Listings to ring",
        "Letters that did not arrive",
    ]
    assert count_waiting(session, set()) == []
