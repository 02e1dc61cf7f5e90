"""Owners: memberships and claims, made by the actions that make them."""

from sqlmodel import Session

from lily.accounts.actions import open_account
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.queries import get_account
from lily.audit.actors import SYSTEM, Actor
from lily.directory.models import Organisation
from lily.listings.models import Claim, Membership
from lily.listings.owners.choices import ClaimEvidence
from lily.listings.owners.claims import About, Evidence, claim_organisation
from lily.listings.owners.members import add_member
from tests.factories.accounts import make_account


def make_member(
    session: Session, organisation: Organisation, account: Account | None = None
) -> Membership:
    """Let an account (or a new one) look after an organisation; the first is the lead."""
    account = account or make_account(session)
    account = get_account(session, account.id)
    return add_member(session, organisation.id, account, by=SYSTEM)


def make_claim(
    session: Session,
    organisation: Organisation,
    account: Account | None = None,
    evidence: ClaimEvidence = ClaimEvidence.WORDS,
) -> Claim:
    """Claim an organisation as somebody who is signed in: it waits."""
    account = account or make_account(session)
    return claim_organisation(
        session,
        About(organisation.id),
        Evidence(evidence, words="I am the secretary."),
        by=Actor(account.id),
    )


def make_moderator(session: Session) -> Account:
    """Open a moderator's account."""
    return open_account(
        session, email="mod@example.org", name="Mo", roles=(Role.MODERATOR,), by=SYSTEM
    )
