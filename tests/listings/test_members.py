"""Members: exactly one lead, and whoever is removed is out."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.queries import find_account, get_account
from lily.audit.actors import Actor
from lily.directory.models import Organisation
from lily.errors import Invalid, NotFound, Refused
from lily.listings.models import MemberInvitation, Membership
from lily.listings.owners import members, queries
from tests.factories.accounts import make_account
from tests.factories.directory import make_organisation, make_service
from tests.factories.owners import make_member, make_moderator

NEW = "new@example.org"


def _two(session: Session) -> tuple[Organisation, Membership, Membership]:
    organisation = make_organisation(session)
    return organisation, make_member(session, organisation), make_member(session, organisation)


def _by(membership: Membership) -> Actor:
    return Actor(membership.account_id)


def _invite(session: Session, lead: Membership, email: str = NEW) -> MemberInvitation:
    return members.invite_member(session, lead, name="Nell", email=email, by=_by(lead))


def _leads(session: Session, organisation_id: UUID) -> list[UUID]:
    found = queries.list_members(session, organisation_id)
    return [each.account.id for each in found if each.membership.is_lead]


def test_the_first_member_leads_and_the_database_allows_one_lead(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        _, lead, other = _two(session)
        assert (lead.is_lead, other.is_lead) == (True, False)
        other.is_lead = True
        with pytest.raises(IntegrityError):
            session.flush()


def test_a_membership_holds_once_but_may_come_back(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        organisation, lead, other = _two(session)
        account = get_account(session, other.account_id)
        assert make_member(session, organisation, account).id == other.id
        members.remove_member(session, lead, other, by=_by(lead))
        assert make_member(session, organisation, account).id != other.id
        session.commit()


def test_an_invitation_is_taken_up_once_by_whoever_has_the_mailbox(session: Session) -> None:
    organisation, lead, _ = _two(session)
    invitation = _invite(session, lead)
    assert find_account(session, NEW) is None
    account = members.accept_invitation(session, invitation)
    membership = queries.find_membership(session, organisation.id, account.id)
    assert membership
    assert not membership.is_lead
    assert [each.role for each in get_account(session, account.id).roles] == [Role.EDITOR]
    with pytest.raises(Refused):
        members.accept_invitation(session, invitation)


def test_an_invitation_runs_out_and_can_be_taken_back(session: Session) -> None:
    _, lead, _ = _two(session)
    invitation = _invite(session, lead)
    with pytest.raises(Refused):
        members.accept_invitation(session, invitation, now=clock.now() + members.HOLDS)
    members.withdraw_invitation(session, lead, invitation.id, by=_by(lead))
    with pytest.raises(Refused):
        members.accept_invitation(session, invitation)


def test_only_the_lead_invites_and_nobody_twice(session: Session) -> None:
    _, lead, other = _two(session)
    with pytest.raises(Refused):
        _invite(session, other)
    _invite(session, lead)
    with pytest.raises(Invalid):
        _invite(session, lead, NEW.upper())
    there = get_account(session, other.account_id)
    with pytest.raises(Invalid):
        _invite(session, lead, there.email)


def test_the_lead_hands_over_and_there_is_always_one(session: Session) -> None:
    organisation, lead, other = _two(session)
    with pytest.raises(Refused):
        members.hand_over(session, other, lead, by=_by(other))
    members.hand_over(session, lead, other, by=_by(lead))
    assert _leads(session, organisation.id) == [other.account_id]


def test_the_lead_leaves_only_after_handing_over(session: Session) -> None:
    organisation, lead, other = _two(session)
    with pytest.raises(Refused, match="Make somebody else the lead"):
        members.leave(session, lead, by=_by(lead))
    members.hand_over(session, lead, other, by=_by(lead))
    members.leave(session, lead, by=_by(lead))
    members.leave(session, other, by=_by(other))
    assert not queries.is_claimed(session, organisation.id)


def test_a_revoked_lead_is_followed_by_whoever_was_there_longest(session: Session) -> None:
    organisation, lead, second = _two(session)
    second.made_at = clock.now() - timedelta(days=2)
    third = make_member(session, organisation)
    third.made_at = clock.now() - timedelta(days=1)
    members.revoke_membership(session, lead, by=Actor(make_moderator(session).id))
    assert _leads(session, organisation.id) == [second.account_id]


def test_whoever_looks_after_nothing_any_more_has_no_role(session: Session) -> None:
    _, lead, other = _two(session)
    elsewhere = make_organisation(session, name="Choir")
    make_member(session, elsewhere, get_account(session, other.account_id))
    members.remove_member(session, lead, other, by=_by(lead))
    roles = select(Membership).where(Membership.account_id == other.account_id)
    assert len(session.exec(roles).all()) == 2
    assert [each.role for each in get_account(session, other.account_id).roles] == [Role.EDITOR]
    there = queries.find_membership(session, elsewhere.id, other.account_id)
    assert there
    members.leave(session, there, by=_by(there))
    assert get_account(session, other.account_id).roles == []


def test_another_organisations_rows_are_not_found(session: Session) -> None:
    organisation, lead, _ = _two(session)
    service = make_service(session, organisation_id=organisation.id)
    stranger = make_account(session)
    foreign = make_member(session, make_organisation(session, name="Choir"))
    assert queries.get_own_service(session, service.slug, lead.account_id) == service
    for account_id in (stranger.id, foreign.account_id):
        with pytest.raises(NotFound):
            queries.get_own_service(session, service.slug, account_id)
        with pytest.raises(NotFound):
            queries.get_own_organisation(session, organisation.slug, account_id)
    with pytest.raises(NotFound):
        queries.get_member(session, organisation.id, foreign.id)
