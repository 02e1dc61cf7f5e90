"""What was written here by hand, or taken out of sight, an import leaves alone and says so."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.audit.actors import LINK
from lily.directory.choices import EvidenceHow, FieldGroup, ServiceStatus, WithdrawalReason
from lily.directory.evidence import EVERY_GROUP, confirm
from lily.directory.models import (
    CostOption,
    Language,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    Withdrawal,
)
from lily.imports.apply import apply
from lily.imports.keeping import COLUMNS, TABLES
from lily.imports.report import Report
from lily.imports.rows import _SERVICE_FIELDS
from lily.imports.stored import CHILDREN
from tests.imports.feeds import LUNCH, SOURCE, make_feed

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def _import(session: Session, **changes: object) -> Report:
    report = apply(session, SOURCE, make_feed(LUNCH | changes))
    session.commit()
    session.expunge_all()
    return report


def _lunch(session: Session) -> Service:
    return session.exec(select(Service).where(Service.reference == "lunch")).one()


def _write(session: Session, *groups: FieldGroup) -> None:
    confirm(
        session, _lunch(session), groups, how=EvidenceHow.LINK, by=LINK,
        words="the group itself", now=NOW, wrote=True,
    )  # fmt: skip
    session.commit()


def test_every_column_and_table_of_a_listing_belongs_to_a_group() -> None:
    others = {"reference", "status", "assured_on", "assured_by"}
    assert frozenset().union(*COLUMNS.values()) == _SERVICE_FIELDS - others
    tables = {table for each in TABLES.values() for table in each}
    assert {table for table, _ in CHILDREN[Service]} <= tables
    assert COLUMNS.keys() == TABLES.keys() == EVERY_GROUP


def test_a_cost_written_here_outlives_the_feed(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        _import(session)
        session.exec(select(CostOption)).one().amount = Decimal(6)
        _lunch(session).fees = "Six pounds now"
        _write(session, FieldGroup.COST)
        report = _import(session, fees="Four fifty", summary="A new summary.")
        assert session.exec(select(CostOption)).one().amount == 6
        lunch = _lunch(session)
        assert (lunch.fees, lunch.summary) == ("Six pounds now", "A new summary.")
        notes = [(note.field, note.words) for note in report.notes]
        assert notes == [("cost", "we kept what was written here by hand")]


def test_what_was_only_confirmed_still_follows_the_feed(session: Session) -> None:
    _import(session)
    confirm(
        session, _lunch(session), EVERY_GROUP, how=EvidenceHow.LINK, by=LINK,
        words="the group itself", now=NOW,
    )  # fmt: skip
    _import(session, fees="Four fifty")
    assert _lunch(session).fees == "Four fifty"


@pytest.mark.parametrize("group", [FieldGroup.TIMES, FieldGroup.PLACES])
def test_times_and_the_places_they_hang_on_stay_together(
    session: Session, group: FieldGroup
) -> None:
    _import(session)
    schedule = session.exec(
        select(Schedule).where(col(Schedule.service_at_location_id).is_not(None))
    ).one()
    schedule.byday, schedule_id = "FR", schedule.id
    _write(session, group)
    _import(session, at=[], languages=[])
    assert session.exec(select(ServiceAtLocation)).all()
    assert session.get(Schedule, schedule_id).byday == "FR"
    assert session.exec(select(Language)).all() == []


def test_a_place_put_right_here_is_not_put_wrong_again(session: Session) -> None:
    _import(session)
    session.exec(select(Location)).one().name = "The new hall"
    _write(session, FieldGroup.PLACES)
    apply(session, SOURCE, make_feed(location={"name": "The old hall"}))
    assert session.exec(select(Location)).one().name == "The new hall"


def test_a_listing_that_asked_not_to_be_listed_does_not_come_back(session: Session) -> None:
    _import(session)
    lunch = _lunch(session)
    session.add(
        Withdrawal(
            service_id=lunch.id,
            reason=WithdrawalReason.ASKED,
            status_before=lunch.status,
            withdrawn_at=NOW,
        )
    )
    lunch.status = ServiceStatus.INACTIVE
    session.commit()
    _import(session, status="active", summary="Still in the feed.")
    lunch = _lunch(session)
    assert (lunch.status, lunch.summary) == (ServiceStatus.INACTIVE, "Still in the feed.")


def test_a_feed_does_not_make_a_listing_older_than_it_is(session: Session) -> None:
    _import(session)
    confirm(
        session, _lunch(session), EVERY_GROUP, how=EvidenceHow.LINK, by=LINK,
        words="the group itself", now=NOW,
    )  # fmt: skip
    _import(session, assured_on="2026-01-01")
    assert _lunch(session).assured_on == date(2026, 11, 23)
    _import(session, assured_on="2026-11-24", assured_by="council.example.org")
    lunch = _lunch(session)
    assert (lunch.assured_on, lunch.assured_by) == (date(2026, 11, 24), "council.example.org")
