"""Looking after listings together, on pages."""

import json

from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.queries import find_account, get_account
from lily.listings.owners import queries
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.directory import make_organisation
from tests.factories.owners import make_member
from tests.pages import Page
from tests.web.test_claims import send


def _other(client: HouseClient) -> HouseClient:
    """Return another browser on the same site; the first one's request is over."""
    client._context_stack.close()
    made = client.application.test_client()
    assert isinstance(made, HouseClient)
    return made


def test_the_lead_invites_and_the_invited_comes_in(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    lead = make_member(session, organisation)
    sign_in(client, session, get_account(session, lead.account_id))
    address = f"/your-organisations/{organisation.slug}/members"
    client.get(address)
    assert send(client, address, name="Nell", email="nell") == 400
    assert Page(client.tree).field("name").get("value") == "Nell"
    assert send(client, address, name="Nell", email="nell@example.org") == 303
    letter = session.exec(select(Message)).one()
    link = json.loads(letter.fields)["link"]
    nell = _other(client)
    nell.get(link)
    token = next(e.get("value") for e in nell.tree.iter("input") if e.get("name") == "csrf_token")
    answer = nell.post(link, data={"csrf_token": token})
    assert answer.location.startswith("/account-links/")
    assert nell.get(link).status_code == 404, "It works once"
    account = find_account(session, "nell@example.org")
    assert account
    assert queries.find_membership(session, organisation.id, account.id)


def test_whoever_is_removed_is_out_at_the_next_request(
    client: HouseClient, session: Session
) -> None:
    organisation = make_organisation(session)
    lead = make_member(session, organisation)
    account = make_account(session)
    other = make_member(session, organisation, account)
    elsewhere = make_organisation(session, name="Choir")
    make_member(session, elsewhere, get_account(session, account.id))
    sign_in(client, session, get_account(session, account.id))
    address = f"/your-organisations/{organisation.slug}/members"
    assert client.get(address).status_code == 200
    leader = _other(client)
    sign_in(leader, session, get_account(session, lead.account_id))
    leader.get(address)
    assert send(leader, f"{address}/{other.id}/remove") == 303
    assert client.get(address).status_code == 404
    there = f"/your-organisations/{elsewhere.slug}/members"
    assert client.get(there).status_code == 200


def test_the_lead_hands_over_and_leaves(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    lead = make_member(session, organisation)
    other = make_member(session, organisation)
    sign_in(client, session, get_account(session, lead.account_id))
    address = f"/your-organisations/{organisation.slug}"
    client.get(f"{address}/members")
    assert send(client, f"{address}/members/{other.id}/lead") == 303
    client.get(f"{address}/members")
    assert send(client, f"{address}/leave") == 303
    session.expire_all()
    members = queries.list_members(session, organisation.id)
    assert [(each.membership.id, each.membership.is_lead) for each in members] == [(other.id, True)]


def test_another_organisation_is_not_found_whatever_is_asked(
    client: HouseClient, session: Session
) -> None:
    mine = make_organisation(session)
    foreign = make_organisation(session, name="Choir")
    me, they = make_member(session, mine), make_member(session, foreign)
    sign_in(client, session, get_account(session, me.account_id))
    client.get(f"/your-organisations/{mine.slug}/members")
    theirs, ours = f"/your-organisations/{foreign.slug}", f"/your-organisations/{mine.slug}"
    assert client.get(f"{theirs}/members").status_code == 404
    client.get(f"{ours}/members")
    for address in (
        f"{theirs}/members",
        f"{theirs}/leave",
        f"{theirs}/members/{they.id}/lead",
        f"{theirs}/members/{they.id}/remove",
        f"{theirs}/invitations/{they.id}/withdraw",
        f"{ours}/members/{they.id}/lead",
        f"{ours}/members/{they.id}/remove",
    ):
        client.get(f"{ours}/members")
        assert send(client, address, name="X", email="x@example.org") == 404, address


def test_a_moderator_takes_somebody_off(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    lead = make_member(session, organisation)
    sign_in_as(client, session, Role.MODERATOR)
    address = f"/moderation/organisations/{organisation.slug}/members"
    client.get(address)
    assert send(client, f"{address}/{lead.id}/revoke") == 303
    assert not queries.is_claimed(session, organisation.id)
