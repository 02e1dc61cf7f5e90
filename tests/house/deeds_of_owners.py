"""How each page of owners, and of those who claim, is used once."""

import json

from sqlmodel import Session, col, select

from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.queries import get_account
from lily.audit.actors import PUBLIC, SYSTEM, Actor
from lily.directory.choices import EvidenceHow
from lily.directory.models import Organisation, Service
from lily.listings.actions.proposals import propose_change, save_draft_section, start_draft
from lily.listings.choices import Section, Trust
from lily.listings.document import read_document, section_hash
from lily.listings.models import Claim, Membership
from lily.listings.owners import claims, members
from lily.listings.owners.choices import ClaimEvidence
from lily.listings.owners.claims import About, Evidence
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.directory import (
    make_location,
    make_organisation,
    make_service,
    place_service,
)
from tests.factories.owners import make_claim, make_member
from tests.house.deeds import deed
from tests.pages import submit

ME = {"your_name": "Nell", "your_email": "nell@example.org"}
WORDS = Evidence(ClaimEvidence.WORDS, "I make the tea.")


def _link(session: Session) -> str:
    newest = select(Message).order_by(col(Message.made_at).desc())
    link: str = json.loads(session.exec(newest).first().fields)["link"]
    return link


def _asked(session: Session) -> Claim:
    about = About(make_organisation(session).id)
    claim = claims.ask_to_claim(
        session, about, WORDS, name="Nell", email="nell@example.org", by=PUBLIC
    )
    assert claim
    return claim


def _moderator(client: HouseClient, session: Session) -> Account:
    return make.sign_in_as(client, session, Role.MODERATOR)


def _lead(client: HouseClient, session: Session) -> tuple[Organisation, Membership]:
    organisation = make_organisation(session)
    membership = make_member(session, organisation)
    make.sign_in(client, session, get_account(session, membership.account_id))
    return organisation, membership


def _owner(client: HouseClient, session: Session) -> tuple[Service, Actor]:
    organisation, membership = _lead(client, session)
    service = make_service(session, organisation_id=organisation.id)
    place_service(session, service, make_location(session))
    session.commit()
    return service, Actor(membership.account_id)


def _drafted(client: HouseClient, session: Session) -> Service:
    service, by = _owner(client, session)
    draft = start_draft(
        session, organisation_id=service.organisation_id, service_id=service.id, by=by
    )
    base = section_hash(read_document(session, service.id), Section.ABOUT)
    save_draft_section(session, draft, Section.ABOUT, {"summary": "Pie."}, base, by=by)
    session.commit()
    return service


@deed("claims.register_new")
def _(client: HouseClient, session: Session) -> None:
    client.get("/organisations/register/new")
    submit(client, "/organisations/register/new", name="Sewing Bee", words="I sew.", **ME)


@deed("claims.claim_organisation")
def _(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    session.commit()
    address = f"/organisations/{organisation.slug}/claim"
    client.get(address)
    submit(client, address, evidence="words", words="Me.", **ME)


@deed("claims.show_claim")
def _(client: HouseClient, session: Session) -> None:
    _asked(session)
    session.commit()
    link = _link(session)
    client.get(link)
    submit(client, link)


@deed("claims.enter_code")
def _(client: HouseClient, session: Session) -> None:
    claim = claims.confirm_claim(session, _asked(session))
    code = claims.make_code(session, claim, by=SYSTEM)
    session.commit()
    link = _link(session)
    client.get(link)
    submit(client, f"{link}/code", code=code)


@deed("claims.enter_own_code")
def _(client: HouseClient, session: Session) -> None:
    account = make.sign_in_as(client, session)
    claim = make_claim(session, make_organisation(session), account)
    claims.make_code(session, claim, by=SYSTEM)
    session.commit()
    client.get(f"/your-claims/{claim.id}")
    submit(client, f"/your-claims/{claim.id}/code", code="WRONGONE")


@deed("claims.withdraw_claim")
def _(client: HouseClient, session: Session) -> None:
    account = make.sign_in_as(client, session)
    claim = make_claim(session, make_organisation(session), account)
    session.commit()
    client.get(f"/your-claims/{claim.id}")
    submit(client, f"/your-claims/{claim.id}/withdraw")


@deed("claims_desk.decide_claim")
def _(client: HouseClient, session: Session) -> None:
    claim = make_claim(session, make_organisation(session))
    _moderator(client, session)
    client.get(f"/moderation/claims/{claim.id}")
    submit(client, f"/moderation/claims/{claim.id}", decision="approve")


@deed("claims_desk.make_code")
def _(client: HouseClient, session: Session) -> None:
    claim = make_claim(session, make_organisation(session))
    _moderator(client, session)
    client.get(f"/moderation/claims/{claim.id}")
    submit(client, f"/moderation/claims/{claim.id}/code")


@deed("claims_desk.revoke_membership")
def _(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    member = make_member(session, organisation)
    _moderator(client, session)
    address = f"/moderation/organisations/{organisation.slug}/members"
    client.get(address)
    submit(client, f"{address}/{member.id}/revoke")


@deed("claims_desk.set_trust")
def _(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    member = make_member(session, organisation)
    _moderator(client, session)
    address = f"/moderation/organisations/{organisation.slug}/members"
    client.get(address)
    submit(client, f"{address}/{member.id}/trust?at=once")


@deed("members.list_members")
def _(client: HouseClient, session: Session) -> None:
    organisation, _ = _lead(client, session)
    address = f"/your-organisations/{organisation.slug}/members"
    client.get(address)
    submit(client, address, name="Nell", email="nell@example.org")


def _colleague(client: HouseClient, session: Session) -> str:
    organisation, _ = _lead(client, session)
    colleague = make_member(session, organisation)
    session.commit()
    address = f"/your-organisations/{organisation.slug}/members"
    client.get(address)
    return f"{address}/{colleague.id}"


@deed("members.hand_over")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_colleague(client, session)}/lead")


@deed("members.remove_member")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_colleague(client, session)}/remove")


@deed("members.leave")
def _(client: HouseClient, session: Session) -> None:
    organisation, _ = _lead(client, session)
    client.get(f"/your-organisations/{organisation.slug}/members")
    submit(client, f"/your-organisations/{organisation.slug}/leave")


@deed("members.withdraw_invitation")
def _(client: HouseClient, session: Session) -> None:
    organisation, lead = _lead(client, session)
    by = Actor(lead.account_id)
    made = members.invite_member(session, lead, name="Nell", email="nell@example.org", by=by)
    session.commit()
    address = f"/your-organisations/{organisation.slug}"
    client.get(f"{address}/members")
    submit(client, f"{address}/invitations/{made.id}/withdraw")


@deed("members.accept_invitation")
def _(client: HouseClient, session: Session) -> None:
    lead = make_member(session, make_organisation(session))
    by = Actor(lead.account_id)
    members.invite_member(session, lead, name="Nell", email="nell@example.org", by=by)
    session.commit()
    link = _link(session)
    client.get(link)
    submit(client, link)


@deed("your_listings.say_still_right")
def _(client: HouseClient, session: Session) -> None:
    service, _ = _owner(client, session)
    client.get("/your-listings")
    submit(client, f"/your-listings/{service.slug}/still-right")


@deed("your_listings.set_capacity")
def _(client: HouseClient, session: Session) -> None:
    service, _ = _owner(client, session)
    client.get("/your-listings")
    submit(client, f"/your-listings/{service.slug}/capacity", capacity="full")


@deed("organisation_details.change")
def _(client: HouseClient, session: Session) -> None:
    organisation, _ = _lead(client, session)
    address = f"/your-organisations/{organisation.slug}/details"
    client.get(address)
    fields = client.tree.iter("input")
    base = next(each.get("value", "") for each in fields if each.get("name") == "base")
    submit(client, address, base=base, description="We sew.")


@deed("editing.begin_listing")
def _(client: HouseClient, session: Session) -> None:
    organisation, _ = _lead(client, session)
    address = f"/your-organisations/{organisation.slug}/new-listing"
    client.get(address)
    submit(client, address, name="Sewing")


@deed("editing.edit_part")
def _(client: HouseClient, session: Session) -> None:
    service, _ = _owner(client, session)
    address = f"/your-listings/{service.slug}/about"
    client.get(address)
    submit(client, address, kind="activity", summary="Pie.")


@deed("editing.send")
def _(client: HouseClient, session: Session) -> None:
    service = _drafted(client, session)
    client.get(f"/your-listings/{service.slug}")
    submit(client, f"/your-listings/{service.slug}/send")


@deed("editing.withdraw")
def _(client: HouseClient, session: Session) -> None:
    service = _drafted(client, session)
    client.get(f"/your-listings/{service.slug}")
    submit(client, f"/your-listings/{service.slug}/withdraw")


@deed("editing.choose")
def _(client: HouseClient, session: Session) -> None:
    service = _drafted(client, session)
    how = EvidenceHow.MODERATOR
    changes = {"summary": "Soup."}
    propose_change(session, service.id, changes, by=SYSTEM, how=how, trust=Trust.ALL)
    session.commit()
    base = f"/your-listings/{service.slug}"
    client.get(base)
    submit(client, f"{base}/send")
    submit(client, f"{base}/choose", **{"keep-summary": "mine"})


@deed("editing_access.edit_access")
def _(client: HouseClient, session: Session) -> None:
    service, _ = _owner(client, session)
    address = f"/your-listings/{service.slug}/access"
    client.get(address)
    submit(client, address, **{"answer-0-step_free": "yes"})


@deed("editing_times.edit_times")
def _(client: HouseClient, session: Session) -> None:
    service, _ = _owner(client, session)
    address = f"/your-listings/{service.slug}/times"
    client.get(address)
    submit(client, address, step="keep", **{"words-0": "Every Tuesday 10am to 12 noon"})


@deed("editing_times.edit_times_by_day")
def _(client: HouseClient, session: Session) -> None:
    service, _ = _owner(client, session)
    address = f"/your-listings/{service.slug}/times-by-day"
    client.get(address)
    submit(client, address, **{"MO-0-from": "10:00"})
