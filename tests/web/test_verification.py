"""The verification desk: one listing each, a call, and what was said of each part."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import Actor
from lily.audit.models import AuditEvent
from lily.directory.choices import EvidenceHow, FieldGroup, ServiceStatus, WithdrawalReason
from lily.directory.evidence import list_evidence
from lily.directory.models import CostOption, Service, Withdrawal
from lily.listings.freshness import calls
from lily.listings.freshness.choices import CallOutcome, CallReason
from lily.listings.freshness.ladder import climb, plan_reviews
from lily.listings.freshness.rounds import want_call
from lily.listings.models import DeskItem, Review
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.directory import make_cost, make_phone, make_service
from tests.factories.reviews import review_of
from tests.pages import Page


def waiting(session: Session, name: str = "Tuesday lunch club", days: int = 100) -> Service:
    """Add a listing that wants a call: it has no address to write to."""
    service = make_service(session, name=name, assured_on=clock.today() - timedelta(days=days))
    make_phone(session, service)
    make_cost(session, service)
    session.commit()
    return service


def send(client: HouseClient, address: str, **data: str) -> int:
    """Send the form of the page that is shown now, filled as it is shown but for the data."""
    filled = {}
    for each in client.tree.iter():
        name = each.get("name")
        if each.tag == "textarea" and name:
            filled[name] = each.text or ""
        is_chosen = each.get("type") != "radio" or "checked" in each.attrib
        if each.tag == "input" and name and is_chosen:
            filled[name] = each.get("value", "")
    return client.post(address, data=filled | data, follow_redirects=True).status_code


@pytest.fixture
def volunteer(session: Session, client: HouseClient, engine: sa.Engine) -> HouseClient:
    sign_in_as(client, session, Role.CHAMPION)
    return client


def take(client: HouseClient, service: Service, engine: sa.Engine) -> None:
    climb(engine)
    client.get("/verification")
    assert send(client, "/verification/next") == 200
    assert Page(client.tree).heading == f"Ring {service.name}"


def test_looking_at_the_desk_takes_nothing(session: Session, volunteer: HouseClient) -> None:
    waiting(session)
    bind = session.get_bind()
    assert isinstance(bind, sa.Engine)
    climb(bind)
    volunteer.get("/verification")
    assert "1 listing waits" in Page(volunteer.tree).words
    session.expire_all()
    assert session.exec(select(Review)).one().leased_to is None


def test_what_was_said_to_be_right_is_evidence_by_telephone(
    session: Session, volunteer: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    assert "Hello, my name is" in Page(volunteer.tree).words
    address = f"/verification/{service.id}"
    said = {f"said_{group}": "right" for group in (FieldGroup.TIMES, FieldGroup.COST)}
    assert send(volunteer, address, outcome="spoke", **said) == 200
    assert "Written down" in " ".join(volunteer.tree.itertext())
    session.expire_all()
    evidence = {row.group: row for row in list_evidence(session, service.id)}
    assert evidence.keys() == {FieldGroup.TIMES, FieldGroup.COST}
    assert {row.how for row in evidence.values()} == {EvidenceHow.PHONE}
    assert all(row.account_id for row in evidence.values())
    assert review_of(session, service).call_reason is None


def test_what_was_said_to_be_different_goes_through_the_same_form(
    session: Session, volunteer: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    answers = {"said_times": "right", "said_cost": "changed"}
    assert send(volunteer, f"/verification/{service.id}", outcome="spoke", **answers) == 200
    assert Page(volunteer.tree).heading.startswith("What has changed")
    assert send(volunteer, f"/verification/{service.id}/change", cost="A meal: £6") == 200
    session.expire_all()
    assert str(session.exec(select(CostOption)).one().amount) == "6.00"
    evidence = {row.group: row.is_ours for row in list_evidence(session, service.id)}
    assert evidence == {FieldGroup.TIMES: False, FieldGroup.COST: True}


def test_to_have_spoken_and_asked_nothing_is_sent_back(
    session: Session, volunteer: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    for data in ({"outcome": "spoke"}, {}):
        assert send(volunteer, f"/verification/{service.id}", **data) == 400
        assert Page(volunteer.tree).mistakes
    assert list_evidence(session, service.id) == []


def test_two_volunteers_never_have_the_same_listing(session: Session) -> None:
    engine = session.get_bind()
    assert isinstance(engine, sa.Engine)
    for number in range(3):
        waiting(session, f"Listing {number}", days=100 + number)
    climb(engine)
    actors = [Actor(make_account(session, Role.CHAMPION).id) for _ in range(4)]
    session.commit()
    taken = [calls.take_call(session, by=actor) for actor in actors]
    names = [session.get(Service, review.service_id).name for review in taken if review]
    assert names == ["Listing 2", "Listing 1", "Listing 0"]
    assert calls.take_call(session, by=actors[0]).id == taken[0].id
    later = clock.now() + timedelta(minutes=31)
    assert calls.take_call(session, by=actors[3], now=later).id == taken[0].id


def test_what_was_reported_is_rung_first(session: Session, engine: sa.Engine) -> None:
    waiting(session, "Overdue", days=900)
    reported = waiting(session, "Reported", days=1)
    climb(engine)
    session.expire_all()
    want_call(session, reported, CallReason.REPORTED)
    by = Actor(make_account(session, Role.CHAMPION).id)
    assert calls.take_call(session, by=by).service_id == reported.id


def test_nobody_else_may_open_a_listing_in_hand(
    session: Session, volunteer: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    sign_in_as(volunteer, session, Role.CHAMPION, name="Another")
    assert volunteer.get(f"/verification/{service.id}").status_code == 404
    assert volunteer.get(f"/verification/{service.id}/change").status_code == 404


def test_no_answer_comes_back_on_other_days_and_hours_and_ends_after_five(
    session: Session, engine: sa.Engine
) -> None:
    service = waiting(session)
    climb(engine)
    by = Actor(make_account(session, Role.CHAMPION).id)
    session.commit()
    moment, seen = clock.now(), []
    for number in range(calls.MOST_CALLS):
        review = calls.take_call(session, by=by, now=moment)
        assert review is not None, number
        calls.record_call(session, service, CallOutcome.NO_ANSWER, by=by, now=moment)
        session.commit()
        if review.next_call_at:
            assert calls.take_call(session, by=by, now=review.next_call_at - timedelta(1)) is None
            moment = review.next_call_at
            seen.append(moment.astimezone(clock.UK))
    assert len({moment.date() for moment in seen}) == len({each.time() for each in seen}) == 4
    assert all(moment.isoweekday() <= 5 for moment in seen)
    assert review_of(session, service).call_reason is None
    words = [item.words for item in session.exec(select(DeskItem))]
    assert calls.NOBODY_ANSWERS in words


@pytest.mark.parametrize(
    ("outcome", "status", "reason"),
    [
        ("not_listed", ServiceStatus.INACTIVE, WithdrawalReason.ASKED),
        ("stopped", ServiceStatus.DEFUNCT, WithdrawalReason.STOPPED),
    ],
)
def test_who_asks_not_to_be_listed_or_has_stopped_is_hidden_at_once(
    session: Session,
    volunteer: HouseClient,
    engine: sa.Engine,
    outcome: str,
    status: ServiceStatus,
    reason: WithdrawalReason,
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    assert send(volunteer, f"/verification/{service.id}", outcome=outcome) == 200
    session.expire_all()
    assert service.status is status
    assert session.exec(select(Withdrawal)).one().reason is reason
    assert volunteer.get(f"/services/{service.slug}").status_code == 410
    items = [item.words for item in session.exec(select(DeskItem).where(DeskItem.kind == "other"))]
    assert len(items) == 1
    assert climb(engine, today=date(2030, 1, 1)) == {}


def test_a_wrong_number_opens_a_check(
    session: Session, volunteer: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    assert send(volunteer, f"/verification/{service.id}", outcome="wrong_number") == 200
    items = [item.words for item in session.exec(select(DeskItem).where(DeskItem.kind == "other"))]
    assert items == [calls.WRONG_NUMBER]


def test_a_listing_can_be_given_back(
    session: Session, volunteer: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    assert send(volunteer, f"/verification/{service.id}/give-back") == 200
    assert "1 listing waits" in Page(volunteer.tree).words


def test_every_call_is_written_down(
    session: Session, volunteer: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    take(volunteer, service, engine)
    send(volunteer, f"/verification/{service.id}", outcome="no_answer")
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "record_call")).one()
    assert event.account_id is not None
    assert (event.subject_id, "no_answer" in event.changes) == (service.id, True)


def test_a_moderator_sees_where_it_stands_and_shows_it_again(
    session: Session, client: HouseClient, engine: sa.Engine
) -> None:
    service = waiting(session)
    climb(engine)
    sign_in_as(client, session, Role.MODERATOR)
    until = clock.today() + timedelta(days=40)
    client.get(f"/services/{service.slug}/review")
    assert send(client, f"/services/{service.slug}/review", until=until.isoformat()) == 200
    assert review_of(session, service).paused_until == until
    yesterday = clock.today() - timedelta(days=1)
    client.get(f"/services/{service.slug}/review")
    assert send(client, f"/services/{service.slug}/review", until=yesterday.isoformat()) == 400
    by = Actor(make_account(session, Role.CHAMPION).id)
    calls.take_call(session, by=by)
    calls.record_call(session, service, CallOutcome.NOT_LISTED, by=by)
    session.commit()
    client.get(f"/services/{service.slug}/review")
    assert "They asked not to be listed." in Page(client.tree).words
    assert send(client, f"/services/{service.slug}/bring-back") == 200
    session.expire_all()
    assert service.status is ServiceStatus.ACTIVE


def test_an_administrator_sets_the_days_and_stops_it_all(
    session: Session, client: HouseClient, engine: sa.Engine
) -> None:
    plan_reviews(engine)
    sign_in_as(client, session, Role.ADMINISTRATOR)
    client.get("/reviews/settings")
    assert send(client, "/reviews/settings", times="60", hide_days="150") == 200, (
        Page(client.tree).mistakes
    )
    client.get("/reviews/settings")
    assert Page(client.tree).field("times").get("value") == "60"
    assert send(client, "/reviews/settings", hide_days="1") == 400
    assert Page(client.tree).mistakes == ["Give more days than the step before it."]
    client.get("/reviews/settings")
    assert send(client, "/reviews/stop") == 200
    assert "All of this is stopped" in Page(client.tree).words
    assert send(client, "/reviews/start") == 200
    assert "All of this is stopped" not in Page(client.tree).words
