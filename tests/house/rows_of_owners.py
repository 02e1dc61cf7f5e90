"""Rows that stand in for organisations, listings, drafts, claims and members in addresses."""

from uuid import UUID

from sqlmodel import Session

from lily.accounts.models import Account
from lily.accounts.queries import get_account
from lily.audit.actors import Actor
from lily.directory.models import Organisation
from lily.listings.actions.proposals import start_draft
from lily.listings.owners import members, queries
from tests.factories import accounts as make
from tests.factories.directory import make_organisation, make_service
from tests.factories.owners import make_claim, make_member
from tests.house.rows import rows


def _organisation(session: Session, account: Account) -> Organisation:
    """Return the organisation that an account looks after, made where there is none."""
    mine = queries.list_own_organisations(session, account.id)
    if mine:
        return mine[0][0]
    organisation = make_organisation(session)
    make_member(session, organisation, account)
    return organisation


def _foreign(session: Session) -> tuple[Account, Organisation]:
    other = make.make_account(session)
    return get_account(session, other.id), _organisation(session, get_account(session, other.id))


@rows("slug")
def _listing(session: Session, account: Account) -> tuple[str, str]:
    mine = make_service(session, organisation_id=_organisation(session, account).id)
    return mine.slug, make_service(session, organisation_id=_foreign(session)[1].id).slug


def _slug(session: Session, account: Account) -> tuple[str, str]:
    return _organisation(session, account).slug, _foreign(session)[1].slug


for _view in ("list_members", "hand_over", "remove_member", "leave", "withdraw_invitation"):
    rows(f"members.{_view}.slug")(_slug)
rows("editing.begin_listing.slug")(_slug)
rows("organisation_details.change.slug")(_slug)


@rows("part")
def _part(_session: Session, _account: Account) -> tuple[str, str]:
    return "about", "no-such-part"


@rows("draft_id")
def _draft(session: Session, account: Account) -> tuple[UUID, UUID]:
    other, theirs = _foreign(session)
    mine = _organisation(session, account)
    return (
        start_draft(session, organisation_id=mine.id, by=Actor(account.id)).id,
        start_draft(session, organisation_id=theirs.id, by=Actor(other.id)).id,
    )


@rows("claim_id")
def _claim(session: Session, account: Account) -> tuple[UUID, UUID]:
    organisation = make_organisation(session)
    return make_claim(session, organisation, account).id, make_claim(session, organisation).id


@rows("membership_id")
def _membership(session: Session, account: Account) -> tuple[UUID, UUID]:
    colleague = make_member(session, _organisation(session, account))
    return colleague.id, make_member(session, _foreign(session)[1]).id


@rows("invitation_id")
def _invitation(session: Session, account: Account) -> tuple[UUID, UUID]:
    def invited(by: Account, organisation: Organisation) -> UUID:
        lead = queries.find_membership(session, organisation.id, by.id)
        assert lead
        return members.invite_member(
            session, lead, name="Nell", email="nell@example.org", by=Actor(by.id)
        ).id

    return invited(account, _organisation(session, account)), invited(*_foreign(session))
