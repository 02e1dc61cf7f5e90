"""Room for people goes out of date soonest: what was said of it long ago becomes "not known"."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import Deed, record_all
from lily.audit.actors import SYSTEM
from lily.directory.choices import UNTIL_A_DAY, Capacity, EvidenceHow, FieldGroup
from lily.directory.models import Evidence, Service
from lily.listings.freshness.queries import uk_day
from lily.listings.freshness.rules import read_intervals, take_turn

AT_ONCE = 250


def decay_capacity(engine: sa.Engine, *, today: date | None = None) -> int:
    """Let what was said of room too long ago become not known, in batches that commit.

    It counts from when the room was confirmed, or else the whole listing, or else from when the
    listing came. A day until which it is closed or full is kept to: then nobody knows. Returns how
    many.
    """
    today = today or clock.today()
    count, after = 0, UUID(int=0)
    while True:
        with Session(engine) as session:
            take_turn(session)
            holds = timedelta(days=read_intervals(session)[FieldGroup.CAPACITY])
            rows = _said(session, after)
            if not rows:
                return count
            after = rows[-1][0].id
            old = [
                (service, evidence)
                for service, evidence in rows
                if _is_old(service, evidence, today, holds)
            ]
            record_all(session, [_forget(session, *each, today) for each in old], by=SYSTEM)
            session.commit()
            count += len(old)


def _said(session: Session, after: UUID) -> Sequence[tuple[Service, Evidence | None]]:
    is_about_room = sa.and_(
        col(Evidence.service_id) == col(Service.id), col(Evidence.group) == FieldGroup.CAPACITY
    )
    rows = session.exec(
        select(Service, Evidence)
        .outerjoin(Evidence, is_about_room)
        .where(col(Service.capacity) != Capacity.NOT_KNOWN, col(Service.id) > after)
        .order_by(col(Service.id))
        .limit(AT_ONCE)
    )
    return [(service, evidence) for service, evidence in rows]


def _said_on(service: Service, evidence: Evidence | None) -> date:
    days = [uk_day(evidence.confirmed_at)] if evidence else []
    days += [service.assured_on] if service.assured_on else []
    return max(days, default=uk_day(service.made_at))


def _is_old(service: Service, evidence: Evidence | None, today: date, holds: timedelta) -> bool:
    if service.capacity in UNTIL_A_DAY and service.closed_until:
        return service.closed_until < today
    return _said_on(service, evidence) + holds < today


def _forget(session: Session, service: Service, evidence: Evidence | None, today: date) -> Deed:
    """Forget what was said; an import brings it back only where it was checked there since."""
    before, words = service.capacity, service.capacity_words
    if evidence is None:
        said_at = datetime.combine(_said_on(service, None), time(12), clock.UK)
        evidence = Evidence(
            service_id=service.id,
            group=FieldGroup.CAPACITY,
            how=EvidenceHow.IMPORT,
            confirmed_at=said_at.astimezone(UTC),
        )
        session.add(evidence)
    evidence.is_ours, evidence.written_on = True, today
    service.capacity, service.capacity_words = Capacity.NOT_KNOWN, ""
    service.closed_until = None
    changes = {
        "capacity": (before, Capacity.NOT_KNOWN),
        "capacity_words": (words, ""),
    }
    return Deed("decay_capacity", "service", service.id, changes)
