"""Registering and claiming, as a visitor, as an account, and as the moderator who decides."""

import json
import re

import pytest
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.queries import find_account
from lily.directory.models import Organisation
from lily.listings.models import Claim
from lily.listings.owners import queries
from lily.listings.owners.choices import ClaimState
from lily.post.models import Message
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in, sign_in_as
from tests.factories.directory import make_organisation, make_phone, make_service
from tests.factories.owners import make_claim, make_member
from tests.pages import Page, of_class

ME = {"your_name": "Tea Maker", "your_email": "tea@example.org"}


def send(client: HouseClient, address: str, **data: str) -> int:
    """Post to an address with the token of the page that the client is on."""
    token = next(e.get("value") for e in client.tree.iter("input") if e.get("name") == "csrf_token")
    return client.post(address, data={"csrf_token": token, **data}).status_code


def _link(session: Session, template: str = "claim-confirm") -> str:
    letter = session.exec(select(Message).where(Message.template == template)).one()
    return str(json.loads(letter.fields)["link"])


def test_a_page_that_nobody_looks_after_says_so(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    service = make_service(session, organisation_id=organisation.id)
    session.commit()
    for address, way in (
        (f"/services/{service.slug}", f"/services/{service.slug}/claim"),
        (f"/organisations/{organisation.slug}", f"/organisations/{organisation.slug}/claim"),
    ):
        client.get(address)
        assert Page(client.tree).links["Is it yours?"] == way
    make_member(session, organisation)
    session.commit()
    for address in (f"/services/{service.slug}", f"/organisations/{organisation.slug}"):
        client.get(address)
        assert "Is it yours?" not in Page(client.tree).links


def test_what_is_listed_already_is_shown_before_it_is_listed_again(
    client: HouseClient, session: Session
) -> None:
    organisation = make_organisation(session, name="Heacham Lunch Circle")
    make_service(session, name="Lunch circle, Heacham", organisation_id=organisation.id)
    session.commit()
    client.get("/organisations/register?name=the+lunch+circle+heacham&postcode=")
    links = Page(client.tree).links
    claim = f"/organisations/{organisation.slug}/claim"
    assert links["Yes, this is it: Heacham Lunch Circle"] == claim
    assert links["Yes, we run this: Lunch circle, Heacham"].endswith("/claim")
    way = links["None of these: it is new"]
    client.get(way)
    assert Page(client.tree).field("name").get("value") == "the lunch circle heacham"


def test_a_name_must_be_typed_and_a_postcode_must_exist(client: HouseClient) -> None:
    answer = client.get("/organisations/register?name=&postcode=ZZ99+9ZZ")
    assert answer.status_code == 400
    assert Page(client.tree).mistakes == [
        "Type the name of the organisation.",
        "We do not know that postcode. Check it, such as PE31 7EX.",
    ]
    assert Page(client.tree).field("postcode").get("value") == "ZZ99 9ZZ"


def test_a_visitor_registers_and_is_approved(client: HouseClient, session: Session) -> None:
    client.get("/organisations/register/new?name=Sewing+Bee")
    told = {"name": "Sewing Bee", "phone": "01632 960123", "words": "I sew.", **ME}
    assert send(client, "/organisations/register/new", **told) == 303
    link = _link(session)
    assert session.exec(select(Account)).all() == []
    client.get(link)
    assert send(client, link) == 303
    claim = session.exec(select(Claim)).one()
    assert claim.state is ClaimState.WAITING
    sign_in_as(client, session, Role.MODERATOR)
    client.get("/moderation/claims")
    assert "Sewing Bee" in Page(client.tree).links
    address = f"/moderation/claims/{claim.id}"
    client.get(address)
    assert send(client, address, decision="approve", words="Welcome.") == 303
    session.expire_all()
    organisation = session.exec(select(Organisation)).one()
    account = find_account(session, ME["your_email"])
    assert account
    assert queries.find_membership(session, organisation.id, account.id)
    assert _link(session, "claim-approved").startswith("/account-links/")


def test_likely_doubles_are_warned_of_at_entry_and_can_be_passed(
    client: HouseClient, session: Session
) -> None:
    organisation = make_organisation(session, name="Quite Other Name")
    make_phone(session, make_service(session, organisation_id=organisation.id), "01632 960123")
    session.commit()
    client.get("/organisations/register/new")
    told = {"name": "Sewing Bee", "phone": "01632960123", "words": "I sew.", **ME}
    assert send(client, "/organisations/register/new", **told) == 400
    page = Page(client.tree)
    assert "Quite Other Name" in page.links
    assert page.field("phone").get("value") == "01632960123"
    assert send(client, "/organisations/register/new", is_new="y", **told) == 303


@pytest.mark.parametrize("signed", [False, True])
def test_an_organisation_is_claimed(client: HouseClient, session: Session, signed: bool) -> None:
    organisation = make_organisation(session)
    session.commit()
    if signed:
        sign_in_as(client, session)
    address = f"/organisations/{organisation.slug}/claim"
    client.get(address)
    me = {} if signed else ME
    assert send(client, address, evidence="words", words="I am the chair.", **me) == 303
    claim = session.exec(select(Claim)).one()
    assert claim.organisation_id == organisation.id
    assert claim.state is (ClaimState.WAITING if signed else ClaimState.UNCONFIRMED)


def test_the_evidence_that_is_chosen_must_be_given(client: HouseClient, session: Session) -> None:
    organisation = make_organisation(session)
    organisation.website = "https://hall.example"
    session.commit()
    address = f"/organisations/{organisation.slug}/claim"
    client.get(address)
    assert send(client, address, **ME) == 400
    assert Page(client.tree).mistakes == ["Choose one way."]
    assert send(client, address, evidence="words", **ME) == 400
    assert Page(client.tree).mistakes == ["Say in your own words how we can be sure."]
    assert send(client, address, evidence="email_domain", **ME) == 400
    assert "does not end in hall.example" in Page(client.tree).mistakes[0]
    mine = ME | {"your_email": "me@hall.example"}
    assert send(client, address, evidence="email_domain", **mine) == 303


def test_the_same_is_answered_whether_or_not_an_address_has_an_account(
    client: HouseClient, session: Session
) -> None:
    organisation = make_organisation(session)
    make_account(session, email="known@example.org")
    session.commit()
    address = f"/organisations/{organisation.slug}/claim"
    answers = []
    for email in ("known@example.org", "unknown@example.org"):
        client.get(address)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)
        assert token
        data = {"csrf_token": token[1], "evidence": "words", "words": "Me.", "your_name": "A"}
        answer = client.post(address, data=data | {"your_email": email})
        answers.append((answer.status_code, answer.location))
    assert answers[0] == answers[1] == (303, "/claims/sent")


def test_a_machine_that_fills_in_the_trap_is_thanked_and_forgotten(
    client: HouseClient, session: Session
) -> None:
    organisation = make_organisation(session)
    session.commit()
    address = f"/organisations/{organisation.slug}/claim"
    client.get(address)
    told = {"evidence": "words", "words": "Buy.", "leave_empty": "http://spam.example", **ME}
    assert send(client, address, **told) == 303
    assert session.exec(select(Claim)).all() == []
    assert session.exec(select(Message)).all() == []


def test_opening_the_link_changes_nothing(client: HouseClient, session: Session) -> None:
    client.get("/organisations/register/new?name=Sewing+Bee")
    send(client, "/organisations/register/new", name="Sewing Bee", words="I sew.", **ME)
    link = _link(session)
    for _ in range(10):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert session.exec(select(Claim.state)).one() is ClaimState.UNCONFIRMED
    assert session.exec(select(Account)).all() == []


def test_a_guessed_link_shows_one_neutral_page(client: HouseClient) -> None:
    for address in ("/claims/guessed", "/member-invitations/guessed"):
        assert client.get(address).status_code == 404
        assert "does not work any more" in Page(client.tree).words


def test_a_code_shows_once_to_the_moderator_and_is_entered_by_the_claimant(
    client: HouseClient, session: Session
) -> None:
    organisation = make_organisation(session)
    make_phone(session, make_service(session, organisation_id=organisation.id))
    claimant = make_account(session)
    claim = make_claim(session, organisation, claimant)
    session.commit()
    sign_in_as(client, session, Role.MODERATOR)
    client.get(f"/moderation/claims/{claim.id}")
    assert send(client, f"/moderation/claims/{claim.id}/code") == 200
    code = next("".join(e.itertext()) for e in of_class(client.tree, "code"))
    assert "01632 960123" in Page(client.tree).words
    client.get(f"/moderation/claims/{claim.id}")
    assert code not in Page(client.tree).words
    sign_in(client, session, claimant)
    here = f"/your-claims/{claim.id}"
    client.get(here)
    assert send(client, f"{here}/code", code="WRONG") == 400
    assert Page(client.tree).mistakes == ["That is not the code. Look at each letter again."]
    assert send(client, f"{here}/code", code=code.lower()) == 303
    session.expire_all()
    assert queries.get_claim(session, claim.id).code_confirmed_at


def test_a_claim_is_turned_down_only_with_words(client: HouseClient, session: Session) -> None:
    claim = make_claim(session, make_organisation(session))
    session.commit()
    sign_in_as(client, session, Role.MODERATOR)
    address = f"/moderation/claims/{claim.id}"
    client.get(address)
    assert send(client, address, decision="reject") == 400
    assert Page(client.tree).mistakes == ["Say why: it is sent to them."]
    assert send(client, address, decision="reject", words="Ring us.") == 303
    session.expire_all()
    assert queries.get_claim(session, claim.id).answer == "Ring us."


def test_another_accounts_claim_is_not_found(client: HouseClient, session: Session) -> None:
    claim = make_claim(session, make_organisation(session))
    session.commit()
    sign_in_as(client, session, Role.EDITOR)
    assert client.get(f"/your-claims/{claim.id}").status_code == 404
    assert client.get(f"/moderation/claims/{claim.id}").status_code == 404
