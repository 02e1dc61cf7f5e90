"""What is written to people who claim an organisation or are invited to look after it.

A letter names the organisation and nothing else about anybody.
"""

from sqlmodel import Session

from lily.accounts.choices import LinkKind
from lily.accounts.letters import path_of
from lily.accounts.links import make_link
from lily.accounts.models import Account
from lily.audit.actors import Actor
from lily.listings.models import Claim, MemberInvitation
from lily.post.outbox import send


def ask_to_confirm(session: Session, claim: Claim, organisation: str, token: str) -> None:
    """Ask whoever has the mailbox whether the claim is theirs."""
    send(
        session,
        template="claim-confirm",
        to=claim.email,
        fields={"organisation": organisation, "link": f"/claims/{token}"},
        about=("claim", claim.id),
        key=f"claim-confirm:{claim.id}",
    )


def say_approved(
    session: Session, claim: Claim, organisation: str, account: Account, *, by: Actor
) -> None:
    """Say that a claim was approved, with the way in: a link where no passphrase is chosen yet."""
    send(
        session,
        template="claim-approved",
        to=account.email,
        fields={
            "organisation": organisation,
            "words": claim.answer,
            "link": way_in(session, account, by=by),
        },
        about=("claim", claim.id),
        key=f"claim-approved:{claim.id}",
    )


def say_rejected(session: Session, claim: Claim, organisation: str, account: Account) -> None:
    """Say that a claim was turned down, and why."""
    send(
        session,
        template="claim-rejected",
        to=account.email,
        fields={"organisation": organisation, "reason": claim.answer},
        about=("claim", claim.id),
        key=f"claim-rejected:{claim.id}",
    )


def invite(session: Session, invitation: MemberInvitation, organisation: str, token: str) -> None:
    """Invite somebody to look after the listings too."""
    send(
        session,
        template="member-invitation",
        to=invitation.email,
        fields={"organisation": organisation, "link": f"/member-invitations/{token}"},
        about=("member_invitation", invitation.id),
        key=f"member-invitation:{invitation.id}",
    )


def way_in(session: Session, account: Account, *, by: Actor) -> str:
    """Return where an account begins: its listings, or first the choosing of a passphrase."""
    if account.password_hash:
        return "/your-listings"
    token = make_link(session, account, LinkKind.INVITATION, by=by)
    return path_of(token)
