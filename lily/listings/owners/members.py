"""Looking after an organisation's listings together: inviting, handing over, leaving.

An organisation that has members has exactly one lead. Whoever is removed is out at their next
request, since each request reads the memberships anew.
"""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.actions import open_account, set_roles
from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.queries import find_account, get_account, tidy_email
from lily.audit.actions import record
from lily.audit.actors import LINK, Actor
from lily.directory.models import Organisation
from lily.errors import Invalid, NotFound, Refused
from lily.listings.models import MemberInvitation, Membership
from lily.listings.owners import letters
from lily.listings.owners.policies import why_not_hand_over, why_not_invite, why_not_leave
from lily.listings.owners.queries import (
    find_membership,
    list_invitations,
    list_members,
)
from lily.sealing import hash_of, new_token

HOLDS = timedelta(days=14)
MOST_INVITED = 10
"""So many invitations of one organisation may wait at a time."""


def add_member(
    session: Session, organisation_id: UUID, account: Account, *, by: Actor
) -> Membership:
    """Let an account look after an organisation; the first member is its lead.

    The account was read with its roles. Who is a member already stays as they are.
    """
    found = find_membership(session, organisation_id, account.id)
    if found:
        return found
    membership = Membership(
        organisation_id=organisation_id,
        account_id=account.id,
        is_lead=not list_members(session, organisation_id),
    )
    session.add(membership)
    session.flush()
    record(
        session,
        "add_member",
        by=by,
        kind="membership",
        subject_id=membership.id,
        changes={"is_lead": (None, membership.is_lead)},
    )
    roles = {each.role for each in account.roles}
    set_roles(session, account, {*roles, Role.EDITOR}, by=by)
    return membership


def invite_member(
    session: Session,
    membership: Membership,
    *,
    name: str,
    email: str,
    by: Actor,
    now: datetime | None = None,
) -> MemberInvitation:
    """Invite somebody by e-mail to look after the listings too. Raises Refused, Invalid."""
    why_not = why_not_invite(membership)
    if why_not:
        raise Refused(why_not)
    now, email = now or clock.now(), tidy_email(email)
    waiting = list_invitations(session, membership.organisation_id)
    if any(each.email == email and each.expires_at > now for each in waiting):
        raise Invalid("email", "They are invited already. Their link still works.")
    if any(
        each.account.email == email for each in list_members(session, membership.organisation_id)
    ):
        raise Invalid("email", "They look after these listings already.")
    if len(waiting) >= MOST_INVITED:
        raise Refused("Many are invited already. Take an invitation back first.")
    token = new_token()
    invitation = MemberInvitation(
        organisation_id=membership.organisation_id,
        invited_by=membership.account_id,
        email=email,
        name=name,
        token_hash=hash_of(token),
        expires_at=now + HOLDS,
    )
    session.add(invitation)
    session.flush()
    record(session, "invite_member", by=by, kind="member_invitation", subject_id=invitation.id)
    organisation = session.get_one(Organisation, membership.organisation_id)
    letters.invite(session, invitation, organisation.name, token)
    return invitation


def withdraw_invitation(
    session: Session, membership: Membership, invitation_id: UUID, *, by: Actor
) -> None:
    """Take an invitation back: its link is void. Raises Refused, NotFound."""
    why_not = why_not_invite(membership)
    if why_not:
        raise Refused(why_not)
    waiting = list_invitations(session, membership.organisation_id)
    found = next((each for each in waiting if each.id == invitation_id), None)
    if found is None:
        raise NotFound("That invitation was taken up or taken back already.")
    found.withdrawn_at = clock.now()
    session.flush()
    record(session, "withdraw_invitation", by=by, kind="member_invitation", subject_id=found.id)


def is_over(invitation: MemberInvitation, now: datetime) -> bool:
    """Say whether the link of an invitation does not work any more."""
    return (
        invitation.accepted_at is not None
        or invitation.withdrawn_at is not None
        or invitation.expires_at <= now
    )


def accept_invitation(
    session: Session, invitation: MemberInvitation, *, now: datetime | None = None
) -> Account:
    """Take an invitation up: the link shows that the address is theirs. Returns the account.

    Raises Refused where the link does not work any more.
    """
    now = now or clock.now()
    taken = session.execute(
        sa.update(MemberInvitation)
        .where(
            col(MemberInvitation.id) == invitation.id,
            col(MemberInvitation.accepted_at).is_(None),
            col(MemberInvitation.withdrawn_at).is_(None),
            col(MemberInvitation.expires_at) > now,
        )
        .values(accepted_at=now)
    )
    session.refresh(invitation)
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("This link does not work any more. Ask whoever invited you for another.")
    account = find_account(session, invitation.email) or open_account(
        session, email=invitation.email, name=invitation.name, roles=(), by=LINK
    )
    if account.is_disabled:
        raise Refused("This address cannot be used here. Ring us.")
    record(
        session, "accept_invitation", by=LINK, kind="member_invitation", subject_id=invitation.id
    )
    add_member(session, invitation.organisation_id, account, by=LINK)
    return account


def hand_over(session: Session, membership: Membership, to: Membership, *, by: Actor) -> None:
    """Make another member the lead. Raises Refused."""
    why_not = why_not_hand_over(membership, to)
    if why_not:
        raise Refused(why_not)
    _lead(session, membership, to, by=by)


def _lead(session: Session, former: Membership, to: Membership, *, by: Actor) -> None:
    """Move the lead; two statements, since there is never more than one."""
    former.is_lead = False
    session.flush()
    to.is_lead = True
    session.flush()
    record(
        session,
        "hand_over",
        by=by,
        kind="organisation",
        subject_id=to.organisation_id,
        changes={"lead": (former.account_id, to.account_id)},
    )


def remove_member(session: Session, membership: Membership, who: Membership, *, by: Actor) -> None:
    """Let the lead end another member's membership. Raises Refused."""
    why_not = why_not_invite(membership)
    if why_not:
        raise Refused(why_not)
    if who.id == membership.id or who.organisation_id != membership.organisation_id:
        raise Refused("Choose another member.")
    _end(session, who, "remove_member", by=by)


def leave(session: Session, membership: Membership, *, by: Actor) -> None:
    """End one's own membership; the lead hands over first, unless nobody else is there.

    Raises Refused.
    """
    others = len(list_members(session, membership.organisation_id)) - 1
    why_not = why_not_leave(membership, others)
    if why_not:
        raise Refused(why_not)
    _end(session, membership, "leave", by=by)


def revoke_membership(session: Session, membership: Membership, *, by: Actor) -> None:
    """Let a moderator end a membership; where it was the lead's, the longest there leads next."""
    if membership.is_lead:
        others = [
            each.membership
            for each in list_members(session, membership.organisation_id)
            if each.membership.id != membership.id
        ]
        if others:
            _lead(session, membership, others[0], by=by)
    _end(session, membership, "revoke_membership", by=by)


def set_trust(session: Session, membership: Membership, *, is_trusted: bool, by: Actor) -> None:
    """Let what a member sends be live at once, or be looked at first.

    Trust is of one person for one organisation: it ends with the membership.
    """
    before, membership.is_trusted = membership.is_trusted, is_trusted
    if before == is_trusted:
        return
    session.flush()
    changes = {"is_trusted": (before, is_trusted)}
    record(
        session, "set_trust", by=by, kind="membership", subject_id=membership.id, changes=changes
    )


def _end(session: Session, membership: Membership, deed: str, *, by: Actor) -> None:
    membership.ended_at = clock.now()
    membership.is_lead = False
    session.flush()
    record(session, deed, by=by, kind="membership", subject_id=membership.id)
    left = session.exec(
        select(Membership.id).where(
            Membership.account_id == membership.account_id, col(Membership.ended_at).is_(None)
        )
    ).first()
    if left is None:
        account = get_account(session, membership.account_id)
        roles = {each.role for each in account.roles}
        set_roles(session, account, roles - {Role.EDITOR}, by=by)
