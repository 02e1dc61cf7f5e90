"""Likely doubles are found among thousands, remembered once decided, and undone at a press."""

import random
import time
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts.models import Account
from lily.audit.actors import COMMAND, Actor
from lily.audit.models import AuditEvent
from lily.directory.choices import ServiceStatus
from lily.directory.models import FormerSlug, Organisation, OrganisationIdentifier, Service
from lily.directory.queries.services import find_slug_now
from lily.errors import NotFound, Refused
from lily.listings.actions.proposals import start_draft
from lily.listings.desk import deciding, duplicates
from lily.listings.desk.choices import PairKind, PairState
from lily.listings.desk.doubles import Thing, find_pairs, phone_key, url_key
from lily.listings.models import LikelyDuplicate
from lily.listings.owners.queries import list_members
from lily.search import SearchRequest, catch_up, search
from tests.factories import directory as make
from tests.factories.owners import make_member

HERE, NEAR, FAR = (52.9087, 0.4871), (52.9097, 0.4880), (52.7543, 0.3976)


@pytest.mark.parametrize(
    ("one", "other"),
    [("01485 570123", "(01485) 570 123"), ("+44 1485 570123", "01485570123")],
)
def test_a_number_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert phone_key(one) == phone_key(other)


def test_a_website_is_the_same_however_it_is_written() -> None:
    assert url_key("https://www.Example.org/Club/") == url_key("example.org/club")
    assert url_key("not an address") == ""


def _pair(session: Session, name: str, other: str, there: tuple[float, float], phone: str = ""):
    first, second = make.make_service(session, name=name), make.make_service(session, name=other)
    for service, point in ((first, HERE), (second, there)):
        make.place_service(session, service, make.make_location(session, position=point))
        make.make_phone(session, service, phone or f"01632 96{random.randint(1000, 9999)}")
    session.commit()
    return first, second


@pytest.mark.parametrize(
    ("name", "other", "there", "phone", "is_found"),
    [
        ("Tuesday Lunch Club", "Lunch club, Tuesday", NEAR, "", True),
        ("Heacham Lunch Club", "Heacham Lunch", NEAR, "01485 570123", True),
        ("Tuesday Lunch Club", "Tuesday Lunch Club", FAR, "", False),
        ("Tuesday Lunch Club", "Chair Yoga", NEAR, "01485 570123", False),
        ("Memory Café", "MEMORY CAFE", NEAR, "", True),
    ],
)
def test_what_looks_like_one(
    session: Session,
    name: str,
    other: str,
    there: tuple[float, float],
    phone: str,
    is_found: bool,
) -> None:
    _pair(session, name, other, there, phone)
    assert duplicates.look_for_duplicates(session) == int(is_found)


def test_a_confidential_place_tells_nothing(session: Session) -> None:
    for _ in range(2):
        service = make.make_service(session, name=f"Safe home {random.random()}")
        service.name = "Safe home"
        place = make.make_location(session, position=HERE, is_confidential=True)
        make.place_service(session, service, place)
    duplicates.look_for_duplicates(session)
    reasons = session.exec(select(LikelyDuplicate.reasons)).all()
    assert not any("metres" in each for each in reasons)


def test_organisations_of_one_charity_number_are_a_pair(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        for name in ("Heacham Circle", "The Friends of Heacham"):
            organisation = make.make_organisation(session, name=name)
            session.add(
                OrganisationIdentifier(
                    organisation_id=organisation.id, scheme="GB-CHC", identifier="1234567"
                )
            )
        session.commit()
        assert duplicates.look_for_duplicates(session) == 1
        pair = session.exec(select(LikelyDuplicate)).one()
        assert pair.kind is PairKind.ORGANISATION
        assert pair.one_id < pair.other_id
        assert pair.reasons == "The same charity or company number"


def test_what_was_decided_is_remembered(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        _pair(session, "Lunch club", "Lunch club", NEAR)
        assert duplicates.look_for_duplicates(session) == 1
        pair = session.exec(select(LikelyDuplicate)).one()
        deciding.say_two_are_two(session, pair, by=COMMAND)
        assert duplicates.look_for_duplicates(session) == 0
        with pytest.raises(Refused):
            deciding.say_two_are_two(session, pair, by=COMMAND)
        session.commit()
        assert session.exec(select(LikelyDuplicate.state)).one() is PairState.NOT_A_DUPLICATE


def test_a_pair_that_is_alike_no_longer_goes(session: Session) -> None:
    first, _ = _pair(session, "Lunch club", "Lunch club", NEAR)
    assert duplicates.look_for_duplicates(session) == 1
    first.name = "Chair yoga"
    session.flush()
    assert duplicates.look_for_duplicates(session) == 0
    assert session.exec(select(LikelyDuplicate)).all() == []


def test_the_archived_listing_leads_to_the_kept_one_and_comes_back(
    any_engine: sa.Engine,
) -> None:
    with Session(any_engine) as session:
        kept, other = _pair(session, "Lunch club", "Lunch club", NEAR)
        session.add(FormerSlug(slug="old-lunch", service_id=other.id))
        session.commit()
        slug, kept_slug = other.slug, kept.slug
        duplicates.look_for_duplicates(session)
        pair = session.exec(select(LikelyDuplicate)).one()
        deciding.keep_one(session, pair, kept.id, by=COMMAND)
        session.commit()
        assert other.status is ServiceStatus.DEFUNCT
        assert find_slug_now(session, slug) == kept_slug
        assert find_slug_now(session, "old-lunch") == kept_slug
        catch_up(any_engine)
        assert search(session, SearchRequest(text="lunch")).total == 1
        assert duplicates.look_for_duplicates(session) == 0
        deciding.look_again(session, pair, by=COMMAND)
        session.commit()
        assert (other.status, other.slug) == (ServiceStatus.ACTIVE, slug)
        assert find_slug_now(session, slug) is None
        assert find_slug_now(session, "old-lunch") == slug
        catch_up(any_engine)
        assert search(session, SearchRequest(text="lunch")).total == 2
        deeds = session.exec(select(AuditEvent.action).where(AuditEvent.subject_id == pair.id))
        assert list(deeds) == ["keep_one_of_two", "look_at_pair_again"]


def test_listings_of_an_archived_organisation_go_to_the_kept_one_and_back(
    session: Session,
) -> None:
    one, other = (make.make_organisation(session, name="Heacham Circle") for _ in range(2))
    one.website = other.website = "https://example.org"
    service = make.make_service(session, organisation_id=other.id)
    session.commit()
    duplicates.look_for_duplicates(session)
    pair = session.exec(
        select(LikelyDuplicate).where(LikelyDuplicate.kind == PairKind.ORGANISATION)
    ).one()
    deciding.keep_one(session, pair, one.id, by=COMMAND)
    assert service.organisation_id == one.id
    assert duplicates.look_for_duplicates(session) == 0
    deciding.look_again(session, pair, by=COMMAND)
    assert service.organisation_id == other.id
    assert {row.slug for row in session.exec(select(Organisation))} == {one.slug, other.slug}


def test_those_who_look_after_an_archived_organisation_go_along_and_come_back(
    session: Session,
) -> None:
    one, other = (make.make_organisation(session, name="Heacham Circle") for _ in range(2))
    one.website = other.website = "https://example.org"
    lead_there = make_member(session, one)
    lead = make_member(session, other)
    both = make_member(session, other, session.get_one(Account, lead_there.account_id))
    draft = start_draft(session, organisation_id=other.id, by=Actor(lead.account_id))
    session.commit()
    duplicates.look_for_duplicates(session)
    pair = session.exec(select(LikelyDuplicate)).one()
    deciding.keep_one(session, pair, one.id, by=COMMAND)
    now = {each.membership.id: each.membership.is_lead for each in list_members(session, one.id)}
    assert now == {lead_there.id: True, lead.id: False}
    assert list_members(session, other.id) == []
    assert draft.organisation_id == one.id
    deciding.look_again(session, pair, by=COMMAND)
    assert [each.membership.id for each in list_members(session, one.id)] == [lead_there.id]
    back = {each.membership.id: each.membership.is_lead for each in list_members(session, other.id)}
    assert back == {lead.id: True, both.id: False}
    assert draft.organisation_id == other.id


def test_a_listing_that_a_feed_brings_back_waits_again(session: Session) -> None:
    kept, other = _pair(session, "Lunch club", "Lunch club", NEAR)
    duplicates.look_for_duplicates(session)
    pair = session.exec(select(LikelyDuplicate)).one()
    with pytest.raises(NotFound):
        deciding.keep_one(session, pair, make.make_service(session).id, by=COMMAND)
    deciding.keep_one(session, pair, kept.id, by=COMMAND)
    session.get_one(Service, other.id).status = ServiceStatus.ACTIVE
    session.flush()
    assert duplicates.look_for_duplicates(session) >= 1
    assert pair.state is PairState.OPEN


def test_ten_thousand_take_seconds() -> None:
    chance = random.Random(7)
    kinds = ["Lunch club", "Choir", "Walking group", "Memory café", "Food bank", "Chair yoga"]
    towns = [f"Town{number}" for number in range(300)]
    things = [
        Thing(
            id=uuid4(),
            name=f"{chance.choice(towns)} {chance.choice(kinds)} {number % 9}",
            phones=frozenset({f"01632{chance.randint(100000, 999999)}"}),
            points=((52 + chance.random(), chance.random()),),
        )
        for number in range(10_000)
    ]
    twin = things[5]
    things.append(Thing(id=uuid4(), name=twin.name, phones=twin.phones, points=twin.points))
    began = time.monotonic()
    pairs = find_pairs(things)
    assert time.monotonic() - began < 20
    assert {twin.id, things[-1].id} in [{pair.one, pair.other} for pair in pairs]
