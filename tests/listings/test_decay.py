"""What was said of room long ago becomes not known, and an old feed does not bring it back."""

import threading
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from lily.audit.actors import LINK
from lily.audit.models import AuditEvent
from lily.directory.choices import Capacity, EvidenceHow, FieldGroup
from lily.directory.evidence import confirm
from lily.directory.models import Service
from lily.imports.apply import apply
from lily.listings.freshness.decay import decay_capacity
from lily.search.models import SearchChange
from tests.factories.directory import make_service
from tests.factories.reviews import TODAY
from tests.imports.feeds import LUNCH, SOURCE, make_feed

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_room_is_known_for_thirty_days(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make_service(session, capacity=Capacity.FULL)
        service.capacity_words = "Full until the new year."
        confirm(
            session, service, [FieldGroup.CAPACITY], how=EvidenceHow.LINK, by=LINK,
            words="the group itself", now=NOON,
        )  # fmt: skip
        session.commit()
        assert decay_capacity(any_engine, today=TODAY + timedelta(days=30)) == 0
        assert decay_capacity(any_engine, today=TODAY + timedelta(days=31)) == 1
        assert decay_capacity(any_engine, today=TODAY + timedelta(days=32)) == 0
        session.expire_all()
        assert (service.capacity, service.capacity_words) == (Capacity.NOT_KNOWN, "")
        said = session.exec(select(AuditEvent).where(AuditEvent.action == "decay_capacity")).one()
        assert '["full", "not_known"]' in said.changes
        assert session.exec(select(SearchChange.service_id)).all()[-1] == service.id


def test_a_day_that_it_is_closed_until_is_kept_to(session: Session, engine: sa.Engine) -> None:
    service = make_service(session, capacity=Capacity.CLOSED, assured_on=date(2025, 1, 1))
    service.closed_until = TODAY + timedelta(days=50)
    session.commit()
    assert decay_capacity(engine, today=TODAY + timedelta(days=50)) == 0
    assert decay_capacity(engine, today=TODAY + timedelta(days=51)) == 1


def test_only_a_feed_that_checked_since_brings_room_back(
    session: Session, engine: sa.Engine
) -> None:
    def bring(**changes: str) -> Service:
        apply(session, SOURCE, make_feed(LUNCH | {"capacity": "open"} | changes))
        session.commit()
        session.expunge_all()
        return session.exec(select(Service).where(Service.reference == "lunch")).one()

    assert bring(assured_on="2026-09-01").capacity is Capacity.OPEN
    assert decay_capacity(engine, today=TODAY) == 1
    assert bring(assured_on="2026-09-01").capacity is Capacity.NOT_KNOWN
    assert bring(assured_on="2026-11-24").capacity is Capacity.OPEN
    assert decay_capacity(engine, today=date(2026, 12, 24)) == 0


def test_two_processes_at_once_forget_it_once(any_engine: sa.Engine) -> None:
    count, trouble = 40, []
    with Session(any_engine) as session:
        for number in range(count):
            made = make_service(session, capacity=Capacity.OPEN, name=f"Club {number}")
            made.assured_on = date(2025, 1, 1)
        session.commit()
    started = threading.Barrier(2)
    done: list[int] = []

    def forget() -> None:
        started.wait()
        try:
            done.append(decay_capacity(any_engine, today=TODAY))
        except sa.exc.SQLAlchemyError as error:
            trouble.append(error)

    threads = [threading.Thread(target=forget) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble == []
    assert sorted(done) == [0, count]
