"""Changing a listing that is not one's own: by moderators at once, by others through them."""

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.queries import get_account
from lily.audit.actors import Actor
from lily.directory.choices import EvidenceHow, ServiceStatus
from lily.directory.models import Evidence, Location, Organisation, Service
from lily.listings.actions.listings import archive_listing
from lily.listings.choices import ProposalState
from lily.listings.models import Membership, Proposal
from tests.client import HouseClient
from tests.factories.accounts import sign_in, sign_in_as
from tests.factories.directory import (
    make_location,
    make_organisation,
    make_service,
    place_service,
)
from tests.factories.owners import make_member, make_moderator
from tests.pages import Page
from tests.web.test_editing import change

PROPOSERS = (Role.OPERATOR, Role.LINK_WORKER, Role.TEAM_LEADER)


@pytest.fixture
def service(session: Session) -> Service:
    """Return a listing that nobody has claimed, with a place."""
    made = make_service(session, organisation_id=make_organisation(session).id)
    place_service(session, made, make_location(session))
    session.commit()
    return made


def _write(client: HouseClient, service: Service, **more: object) -> str:
    """Change what a listing is about, send it and return the words of the page one lands on."""
    address = f"/your-listings/{service.slug}"
    assert change(client, f"{address}/about", **more) == 303
    client.get(address)
    sent = client.post(f"{address}/send", data={"csrf_token": _token(client)})
    assert sent.status_code == 303
    client.get(sent.location)
    return Page(client.tree).words


def _token(client: HouseClient) -> str:
    fields = client.tree.iter("input")
    return next(e.get("value", "") for e in fields if e.get("name") == "csrf_token")


def _links(client: HouseClient, address: str) -> set[str]:
    client.get(address)
    return set(Page(client.tree).links.values())


def test_what_a_moderator_writes_is_live_at_once(
    client: HouseClient, session: Session, service: Service
) -> None:
    sign_in_as(client, session, Role.MODERATOR)
    assert f"/your-listings/{service.slug}" in _links(client, f"/services/{service.slug}")
    words = _write(client, service, summary="Pie on Tuesdays.")
    assert "It is live now." in words
    assert "Pie on Tuesdays." in words
    session.expire_all()
    assert session.get_one(Service, service.id).summary == "Pie on Tuesdays."
    [evidence] = session.exec(select(Evidence))
    assert (evidence.how, evidence.words) == (EvidenceHow.MODERATOR, "a moderator")


@pytest.mark.parametrize("role", PROPOSERS)
def test_what_others_of_us_write_waits_for_a_moderator(
    client: HouseClient, session: Session, service: Service, role: Role
) -> None:
    sign_in_as(client, session, role)
    assert f"/your-listings/{service.slug}" in _links(client, f"/services/{service.slug}")
    before = service.summary
    assert "A moderator looks at it" in _write(client, service, summary="Pie.")
    session.expire_all()
    assert session.get_one(Service, service.id).summary == before
    [proposal] = session.exec(select(Proposal))
    assert (proposal.state, proposal.how) == (ProposalState.WAITING, EvidenceHow.STAFF)
    assert session.exec(select(Evidence)).all() == []


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.COMMISSIONER, Role.ADMINISTRATOR])
def test_whoever_may_not_propose_sees_no_way_to(
    client: HouseClient, session: Session, service: Service, role: Role
) -> None:
    sign_in_as(client, session, role)
    assert f"/your-listings/{service.slug}" not in _links(client, f"/services/{service.slug}")
    assert client.get(f"/your-listings/{service.slug}").status_code == 404


def test_a_private_address_is_not_shown_to_those_who_only_propose(
    client: HouseClient, session: Session, service: Service
) -> None:
    place = session.exec(select(Location)).one()
    place.is_confidential = True
    session.commit()
    sign_in_as(client, session, Role.LINK_WORKER)
    for part in ("", "/about", "/places", "/access", "/times", "/preview"):
        answer = client.get(f"/your-listings/{service.slug}{part}")
        assert answer.status_code == 409
        assert "kept private for safety" in answer.text
    sign_in(client, session, make_moderator(session))
    assert client.get(f"/your-listings/{service.slug}/places").status_code == 200


def test_a_moderator_gets_to_the_history_of_a_listing_that_has_stopped(
    client: HouseClient, session: Session, service: Service
) -> None:
    account = sign_in_as(client, session, Role.MODERATOR)
    archive_listing(session, service.id, by=Actor(account.id), reason="It has stopped.")
    session.commit()
    history = f"/moderation/services/{service.id}/history"
    assert history in _links(client, f"/services/{service.slug}")
    assert client.get(history).status_code == 200


def test_a_moderator_adds_a_listing_that_is_live_when_it_is_sent(
    client: HouseClient, session: Session
) -> None:
    organisation = make_organisation(session)
    sign_in_as(client, session, Role.MODERATOR)
    address = f"/your-organisations/{organisation.slug}/new-listing"
    assert address in _links(client, f"/organisations/{organisation.slug}")
    client.get(address)
    typed = {"name": "Choir", "phone": "01632 960123"}
    begun = client.post(address, data={"csrf_token": _token(client), **typed})
    assert begun.status_code == 303
    assert change(client, f"{begun.location}/about", summary="We sing.", kind="activity") == 303
    client.get(begun.location)
    sent = client.post(f"{begun.location}/send", data={"csrf_token": _token(client)})
    assert sent.status_code == 303
    made = session.exec(select(Service).where(Service.name == "Choir")).one()
    assert made.status is ServiceStatus.ACTIVE


def _member(client: HouseClient, session: Session, service: Service) -> Membership:
    organisation = session.get_one(Organisation, service.organisation_id)
    membership = make_member(session, organisation)
    sign_in(client, session, get_account(session, membership.account_id))
    return membership


def test_what_a_trusted_editor_sends_is_live_at_once(
    client: HouseClient, session: Session, service: Service
) -> None:
    membership = _member(client, session, service)
    membership.is_trusted = True
    session.commit()
    assert "It is live now." in _write(client, service, summary="Pie.", name="Pie club")
    session.expire_all()
    assert session.get_one(Service, service.id).name == "Pie club"


def test_a_moderator_trusts_an_editor_and_thinks_again(
    client: HouseClient, session: Session, service: Service
) -> None:
    organisation = session.get_one(Organisation, service.organisation_id)
    membership = make_member(session, organisation)
    sign_in_as(client, session, Role.MODERATOR)
    address = f"/moderation/organisations/{organisation.slug}/members"
    assert address in _links(client, f"/organisations/{organisation.slug}")
    for at, is_trusted in (("once", True), ("first", False)):
        client.get(address)
        pressed = client.post(
            f"{address}/{membership.id}/trust?at={at}", data={"csrf_token": _token(client)}
        )
        assert pressed.status_code == 303
        session.expire_all()
        assert session.get_one(Membership, membership.id).is_trusted is is_trusted
