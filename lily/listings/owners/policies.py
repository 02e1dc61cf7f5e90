"""What owners and those who claim may do now, and why not."""

from datetime import datetime

from lily.listings.models import Claim, Membership
from lily.listings.owners import codes
from lily.listings.owners.choices import ClaimState

NOT_LEAD = "Only the lead can do that. Ask the lead of your organisation."


def why_not_invite(membership: Membership) -> str | None:
    """Return why a member may not invite or remove others, or None where they may."""
    return None if membership.is_lead else NOT_LEAD


def why_not_hand_over(membership: Membership, to: Membership) -> str | None:
    """Return why the lead cannot be handed from one member to another, or None."""
    if not membership.is_lead:
        return NOT_LEAD
    if to.ended_at is not None or to.organisation_id != membership.organisation_id:
        return "Choose somebody who looks after these listings now."
    return "You are the lead already." if to.id == membership.id else None


def why_not_leave(membership: Membership, others: int) -> str | None:
    """Return why a member cannot leave now; `others` are the organisation's other members."""
    if membership.is_lead and others:
        return "Make somebody else the lead first. Then you can leave."
    return None


def why_not_decide(claim: Claim) -> str | None:
    """Return why a claim cannot be decided now, or None where it can."""
    match claim.state:
        case ClaimState.WAITING:
            return None
        case ClaimState.UNCONFIRMED:
            return "Whoever sent this has not followed the link in our e-mail yet."
    return "This has been decided or taken back already. Look at the list for what still waits."


def why_not_make_code(claim: Claim) -> str | None:
    """Return why no code can be made for a claim, or None where one can."""
    if claim.organisation_id is None:
        return "A code goes to where an organisation is listed, and this one is new."
    if claim.code_confirmed_at is not None:
        return "They have entered the right code already."
    return why_not_decide(claim)


def why_not_enter_code(claim: Claim, now: datetime) -> str | None:
    """Return why no code can be entered for a claim, or None where one can."""
    if claim.state is not ClaimState.WAITING or claim.code_made_at is None:
        return "There is no code for this. We will write to you when there is news."
    if claim.code_confirmed_at is not None:
        return "You have entered the right code already. We will write to you soon."
    if now - claim.code_made_at > codes.HOLDS:
        return "That code has run out. Ring us, and we will send you another."
    if claim.code_tries >= codes.MOST_TRIES:
        return "That code was tried too often. Ring us, and we will send you another."
    return None
