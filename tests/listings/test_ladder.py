"""Reminders and the ladder: each step at its time, once, and nothing after a confirmation."""

import json
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import search
from lily.audit.actors import LINK, SYSTEM
from lily.audit.models import AuditEvent
from lily.directory.choices import EvidenceHow, ServiceStatus, WithdrawalReason
from lily.directory.evidence import EVERY_GROUP
from lily.directory.models import Withdrawal
from lily.directory.withdrawals import withdraw
from lily.listings.desk.choices import DeskKind, DeskState
from lily.listings.freshness.choices import CallReason, ReviewStage
from lily.listings.freshness.ladder import climb, plan_reviews
from lily.listings.freshness.rounds import confirm_listing, pause_review
from lily.listings.freshness.rules import start_reviews, stop_reviews
from lily.listings.models import DeskItem, ReviewLink
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.sealing import hash_of
from tests.factories.accounts import make_account
from tests.factories.directory import make_organisation, make_service
from tests.factories.owners import make_member
from tests.factories.reviews import TODAY, climb_days, make_due, review_of

WHOLE_LADDER = {
    0: {"reminded": 1},
    7: {"reminded": 1},
    21: {"reminded": 1},
    35: {"desk": 1},
    45: {"badged": 1},
    60: {"sunk": 1},
    120: {"hidden": 1},
    365: {"archived": 1},
}


def letters(session: Session) -> list[Message]:
    return list(session.exec(select(Message).order_by(col(Message.made_at), Message.key)))


def found(engine: sa.Engine) -> int:
    search.catch_up(engine)
    with Session(engine) as session:
        return search.search(session, search.SearchRequest(text="lunch")).total


def test_the_whole_ladder_is_climbed_a_step_at_its_time(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make_due(session)
        session.commit()
        assert climb_days(any_engine, -3, 400) == WHOLE_LADDER
        session.expire_all()
        assert service.status is ServiceStatus.DEFUNCT
        withdrawal = session.exec(select(Withdrawal)).one()
        assert withdrawal.is_archived
        assert withdrawal.status_before is ServiceStatus.ACTIVE
        assert (service.doubted_on, service.sunk_on) == (
            TODAY + timedelta(days=45),
            TODAY + timedelta(days=60),
        )
        names = [letter.template for letter in letters(session)]
        assert names == ["still-right", "still-right-again", "still-right-last", "listing-hidden"]
        items = session.exec(select(DeskItem)).all()
        assert [(item.kind, item.service_id) for item in items] == [(DeskKind.NO_REPLY, service.id)]
        steps = session.exec(select(AuditEvent).where(AuditEvent.action == "take_review_step"))
        assert [json.loads(step.changes)["stage"][1] for step in steps] == [
            next(iter(each)) for each in WHOLE_LADDER.values()
        ]


def test_a_day_has_one_letter_however_often_it_is_looked_at(engine: sa.Engine) -> None:
    with Session(engine) as session:
        make_due(session)
        session.commit()
        for _ in range(5):
            climb(engine, today=TODAY)
        (letter,) = letters(session)
        assert (letter.template, letter.recipient) == ("still-right", "club@example.org")
        (link,) = session.exec(select(ReviewLink)).all()
        token = json.loads(letter.fields)["link"].removeprefix("/still-right/")
        assert hash_of(token) == link.token_hash
        assert len(token) * 6 >= 128


def test_who_was_long_overdue_is_asked_as_patiently_as_any_other(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service = make_due(session)
        service.assured_on = TODAY - timedelta(days=3 * 365)
        session.commit()
        assert climb_days(engine, 0, 400) == WHOLE_LADDER


def test_where_nobody_can_be_written_to_somebody_rings_at_once(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service, wrong = make_due(session, email=""), make_due(session, email="ask at the hall")
        session.commit()
        assert climb(engine, today=TODAY) == {"desk": 2}
        assert letters(session) == []
        for each in (service, wrong):
            review = review_of(session, each)
            assert (review.call_reason, review.stage) == (CallReason.NO_ADDRESS, ReviewStage.DESK)
        assert climb_days(engine, 1, 45) == {45: {"badged": 2}}


def test_an_organisations_address_does_where_the_listing_has_none(engine: sa.Engine) -> None:
    with Session(engine) as session:
        organisation = make_organisation(session)
        organisation.email = "office@example.org"
        service = make_due(session, email="")
        service.organisation_id = organisation.id
        session.commit()
        climb(engine, today=TODAY)
        assert [letter.recipient for letter in letters(session)] == ["office@example.org"]


def test_whoever_leads_the_organisation_is_asked_first(session: Session, engine: sa.Engine) -> None:
    organisation = make_organisation(session)
    lead = make_account(session, email="lead@example.org")
    make_member(session, organisation, lead)
    other = make_account(session, email="other@example.org")
    make_member(session, organisation, other)
    service = make_due(session)
    service.organisation_id = organisation.id
    session.commit()
    climb(engine, today=TODAY)
    assert [letter.recipient for letter in letters(session)] == ["lead@example.org"]
    lead.disabled_at = datetime(2026, 11, 24, tzinfo=UTC)
    session.commit()
    climb(engine, today=TODAY + timedelta(days=7))
    assert letters(session)[-1].recipient == "other@example.org"


def test_a_confirmation_ends_the_round_and_takes_back_what_waits(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        service = make_due(session)
        session.commit()
        climb_days(any_engine, 0, 60)
        session.expire_all()
        day = TODAY + timedelta(days=60)
        review = confirm_listing(
            session, service, EVERY_GROUP, how=EvidenceHow.LINK, by=LINK,
            words="the group itself", now=datetime.combine(day, datetime.min.time(), UTC),
        )  # fmt: skip
        session.commit()
        assert (review.due_on, review.round) == (day + timedelta(days=90), 2)
        assert (review.stage, review.call_reason) == (ReviewStage.WAITING, None)
        assert (service.doubted_on, service.sunk_on) == (None, None)
        assert {letter.state for letter in letters(session)} == {MessageState.CANCELLED}
        assert session.exec(select(DeskItem)).one().state is DeskState.DONE
        assert climb_days(any_engine, 61, 149) == {}
        assert climb_days(any_engine, 150, 150) == {150: {"reminded": 1}}
        assert letters(session)[-1].key == f"review/{service.id}/2/still-right"


def test_a_hidden_listing_comes_back_when_it_is_confirmed(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service = make_due(session)
        session.commit()
        search.rebuild(engine)
        climb_days(engine, 0, 120)
        session.expire_all()
        assert str(service.status) == "inactive"
        assert found(engine) == 0
        confirm_listing(session, service, EVERY_GROUP, how=EvidenceHow.PHONE, by=SYSTEM, words="us")
        session.commit()
        assert str(service.status) == "active"
        assert session.exec(select(Withdrawal)).all() == []
        assert found(engine) == 1


def test_what_asked_not_to_be_listed_is_never_asked_nor_brought_back(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service = make_due(session)
        withdraw(session, service, WithdrawalReason.ASKED, by=SYSTEM)
        session.commit()
        assert climb_days(engine, 0, 40) == {}
        confirm_listing(session, service, EVERY_GROUP, how=EvidenceHow.PHONE, by=SYSTEM, words="us")
        assert service.status is ServiceStatus.INACTIVE


def test_one_press_stops_everything_and_another_lets_it_go_on(engine: sa.Engine) -> None:
    with Session(engine) as session:
        make_due(session)
        stop_reviews(session, by=SYSTEM)
        stop_reviews(session, by=SYSTEM)
        session.commit()
        assert climb_days(engine, 0, 40) == {}
        start_reviews(session, by=SYSTEM)
        session.commit()
        assert climb_days(engine, 40, 41) == {40: {"reminded": 1}}
        said = (
            select(AuditEvent.action)
            .where(col(AuditEvent.action).endswith("_reviews"))
            .order_by(col(AuditEvent.number))
        )
        assert list(session.exec(said)) == ["stop_reviews", "start_reviews"]


def test_a_listing_that_is_not_to_be_chased_is_left_until_its_day(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service = make_due(session)
        session.commit()
        plan_reviews(engine)
        pause_review(session, service.id, TODAY + timedelta(days=30), by=SYSTEM, today=TODAY)
        session.commit()
        assert climb_days(engine, 0, 31) == {30: {"reminded": 1}}


def test_a_listing_that_is_not_running_is_not_asked_about(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service = make_due(session)
        service.status = ServiceStatus.DEFUNCT
        session.commit()
        assert climb_days(engine, 0, 40) == {}


def test_one_that_nobody_ever_checked_is_due_some_days_after_it_came(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service = make_service(session)
        service.made_at = datetime(2026, 11, 1, 12, tzinfo=UTC)
        session.commit()
        plan_reviews(engine)
        assert review_of(session, service).due_on == date(2026, 11, 15)


def test_many_listings_are_brought_up_and_asked_in_batches(engine: sa.Engine) -> None:
    with Session(engine) as session:
        for number in range(620):
            make_due(session, email=f"club{number}@example.org")
        session.commit()
        assert climb(engine, today=TODAY) == {"reminded": 620}
        assert len({letter.recipient for letter in letters(session)}) == 620
        assert plan_reviews(engine) == 0
