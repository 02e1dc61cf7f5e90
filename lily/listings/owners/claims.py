"""Claiming an organisation, or registering a new one: from the first word to the decision.

Whoever has no account gives an e-mail address, and the claim counts only once the link sent there
was followed: nobody can claim in another's name, and no answer tells who has an account.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.actions import open_account
from lily.accounts.queries import find_account, get_account, tidy_email
from lily.audit.actions import record
from lily.audit.actors import LINK, SYSTEM, Actor
from lily.directory import text as texts
from lily.directory.models import Organisation, OrganisationIdentifier, Phone
from lily.errors import Invalid, Refused
from lily.imports.phones import read_numbers
from lily.imports.slugs import Slugs
from lily.listings.models import Claim
from lily.listings.owners import codes, letters
from lily.listings.owners.choices import ClaimEvidence, ClaimState
from lily.listings.owners.details import NewOrganisation, details_of
from lily.listings.owners.members import add_member
from lily.listings.owners.policies import (
    why_not_decide,
    why_not_enter_code,
    why_not_make_code,
)
from lily.listings.owners.queries import find_membership, find_waiting_claim
from lily.sealing import hash_of, new_token

HOLDS = timedelta(days=7)
"""How long the link that confirms an e-mail address works."""
READS_FOR = timedelta(days=90)
"""How long whoever has no account yet can look at their claim by its link."""
MOST_UNCONFIRMED = 3
"""An address that has so many claims unconfirmed gets no further mail: nobody fills a mailbox."""
ALREADY_YOURS = "You look after this organisation already. Go to your listings."
ASKED_ALREADY = "You have asked for this already. We will write to you when it is decided."


@dataclass(frozen=True)
class About:
    """What is claimed: an organisation that is listed, or a new one; perhaps by a listing."""

    organisation_id: UUID | None = None
    details: NewOrganisation | None = None
    service_id: UUID | None = None


@dataclass(frozen=True)
class Evidence:
    """How somebody shows that it is theirs to speak for."""

    kind: ClaimEvidence
    words: str = ""
    charity_number: str = ""


def _claim(about: About, evidence: Evidence) -> Claim:
    return Claim(
        organisation_id=about.organisation_id,
        service_id=about.service_id,
        details=about.details.model_dump_json() if about.details else "",
        evidence=evidence.kind,
        charity_number=evidence.charity_number,
        words=evidence.words,
    )


def name_of(session: Session, claim: Claim) -> str:
    """Return the name of the organisation that a claim is about."""
    if claim.organisation_id is None:
        return details_of(claim).name
    found = session.get(Organisation, claim.organisation_id)
    return found.name if found else ""


def _refuse_repeated(session: Session, organisation_id: UUID | None, account_id: UUID) -> None:
    if organisation_id is None:
        return
    if find_membership(session, organisation_id, account_id):
        raise Refused(ALREADY_YOURS)
    if find_waiting_claim(session, organisation_id, account_id):
        raise Refused(ASKED_ALREADY)


def claim_organisation(session: Session, about: About, evidence: Evidence, *, by: Actor) -> Claim:
    """Claim as an account that is signed in: the claim waits for a moderator.

    Raises Refused where the account looks after it already, or has asked.
    """
    assert by.account_id is not None, "Whoever claims here is signed in"  # noqa: S101
    _refuse_repeated(session, about.organisation_id, by.account_id)
    claim = _claim(about, evidence)
    claim.account_id, claim.state = by.account_id, ClaimState.WAITING
    session.add(claim)
    session.flush()
    record(session, "claim_organisation", by=by, kind="claim", subject_id=claim.id)
    return claim


def ask_to_claim(
    session: Session,
    about: About,
    evidence: Evidence,
    *,
    name: str,
    email: str,
    by: Actor,
    now: datetime | None = None,
) -> Claim | None:
    """Claim without an account: a link goes to the address, and the claim counts once it is used.

    Returns None, and writes nothing, where the address has many claims unconfirmed already.
    """
    now = now or clock.now()
    claim, token = _claim(about, evidence), new_token()
    claim.name, claim.email = name, tidy_email(email)
    waiting = session.exec(
        select(sa.func.count())
        .select_from(Claim)
        .where(
            Claim.email == claim.email,
            Claim.state == ClaimState.UNCONFIRMED,
            col(Claim.expires_at) > now,
        )
    ).one()
    if waiting >= MOST_UNCONFIRMED:
        return None
    claim.token_hash, claim.expires_at = hash_of(token), now + HOLDS
    session.add(claim)
    session.flush()
    record(session, "ask_to_claim", by=by, kind="claim", subject_id=claim.id)
    letters.ask_to_confirm(session, claim, name_of(session, claim), token)
    return claim


def is_over(claim: Claim, now: datetime) -> bool:
    """Say whether the link of a claim does not work any more."""
    return claim.expires_at is None or claim.expires_at <= now


def confirm_claim(session: Session, claim: Claim, *, now: datetime | None = None) -> Claim:
    """Let a claim count, since its link was followed; open an account where there is none.

    The account has no roles and no passphrase until a moderator has approved. Raises Refused.
    """
    now = now or clock.now()
    if is_over(claim, now) or claim.state is not ClaimState.UNCONFIRMED:
        raise Refused("This has been confirmed already, or the link is too old.")
    account = find_account(session, claim.email) or open_account(
        session, email=claim.email, name=claim.name, roles=(), by=LINK
    )
    if account.is_disabled:
        raise Refused("This address cannot be used here. Ring us.")
    _refuse_repeated(session, claim.organisation_id, account.id)
    _move(session, claim, ClaimState.UNCONFIRMED, ClaimState.WAITING, account_id=account.id)
    claim.name, claim.email, claim.expires_at = "", "", now + READS_FOR
    session.flush()
    record(session, "confirm_claim", by=LINK, kind="claim", subject_id=claim.id)
    return claim


def _move(
    session: Session, claim: Claim, was: ClaimState, state: ClaimState, **values: object
) -> None:
    """Change the state of a claim, once: whoever comes second is refused, on either database."""
    moved = session.execute(
        sa.update(Claim)
        .where(col(Claim.id) == claim.id, col(Claim.state) == was)
        .values(state=state, changed_at=clock.now(), **values)
    )
    session.refresh(claim)
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(why_not_decide(claim) or "This has changed. Look again.")


def make_code(session: Session, claim: Claim, *, by: Actor, now: datetime | None = None) -> str:
    """Make a code for a claim and return it, the only time that it is known; a former one is void.

    Raises Refused.
    """
    why_not = why_not_make_code(claim)
    if why_not:
        raise Refused(why_not)
    code = codes.new_code()
    claim.code_hash, claim.code_tries = codes.hash_code(code), 0
    claim.code_made_at = now or clock.now()
    session.flush()
    record(session, "make_code", by=by, kind="claim", subject_id=claim.id)
    return code


def enter_code(
    session: Session, claim: Claim, typed: str, *, by: Actor, now: datetime | None = None
) -> bool:
    """Say whether it is the claim's code; each try counts, and five wrong ones make it void.

    The edge commits either way. Raises Refused where no code can be entered.
    """
    now = now or clock.now()
    why_not = why_not_enter_code(claim, now)
    if why_not:
        raise Refused(why_not)
    tried = session.execute(
        sa.update(Claim)
        .where(col(Claim.id) == claim.id, col(Claim.code_tries) < codes.MOST_TRIES)
        .values(code_tries=col(Claim.code_tries) + 1)
    )
    session.refresh(claim)
    is_right = tried.rowcount == 1 and codes.is_code(claim.code_hash, typed)  # type: ignore[attr-defined]
    if is_right:
        claim.code_confirmed_at = now
        session.flush()
    deed = "enter_code" if is_right else "enter_wrong_code"
    record(session, deed, by=by, kind="claim", subject_id=claim.id)
    return is_right


def approve_claim(session: Session, claim: Claim, *, by: Actor, words: str = "") -> Organisation:
    """Let the claimant look after the organisation, which is made where it is new.

    The first member is its lead. Raises Refused where the claim does not wait any more.
    """
    why_not = why_not_decide(claim)
    if why_not or claim.account_id is None:
        raise Refused(why_not or "Nobody has confirmed this.")
    _decide(session, claim, ClaimState.APPROVED, words, by=by)
    account = get_account(session, claim.account_id)
    if claim.organisation_id is None:
        organisation = _register(session, details_of(claim), by=by)
        claim.organisation_id = organisation.id
    else:
        organisation = session.get_one(Organisation, claim.organisation_id)
    add_member(session, organisation.id, account, by=by)
    record(session, "approve_claim", by=by, kind="claim", subject_id=claim.id)
    letters.say_approved(session, claim, organisation.name, account, by=by)
    return organisation


def reject_claim(session: Session, claim: Claim, *, by: Actor, words: str) -> None:
    """Turn a claim down, with words that reach the claimant. Raises Invalid, Refused."""
    if not words.strip():
        raise Invalid("words", "Say why: it is sent to them.")
    _decide(session, claim, ClaimState.REJECTED, words, by=by)
    record(session, "reject_claim", by=by, kind="claim", subject_id=claim.id)
    if claim.account_id:
        account = get_account(session, claim.account_id)
        letters.say_rejected(session, claim, name_of(session, claim), account)


def _decide(session: Session, claim: Claim, state: ClaimState, words: str, *, by: Actor) -> None:
    _move(
        session,
        claim,
        ClaimState.WAITING,
        state,
        answer=words.strip(),
        decided_by=by.account_id,
        decided_at=clock.now(),
        code_hash="",
    )


def withdraw_claim(session: Session, claim: Claim, *, by: Actor) -> None:
    """Take a claim back. Raises Refused where it does not wait any more."""
    _move(session, claim, ClaimState.WAITING, ClaimState.WITHDRAWN, code_hash="")
    record(session, "withdraw_claim", by=by, kind="claim", subject_id=claim.id)


def _register(session: Session, details: NewOrganisation, *, by: Actor) -> Organisation:
    organisation = Organisation(
        name=texts.line(details.name),
        slug=Slugs(session, Organisation).make(details.name),
        description=texts.safe_html(details.description),
        email=details.email,
        website=details.website,
    )
    session.add(organisation)
    session.flush()
    if details.charity_number:
        session.add(
            OrganisationIdentifier(
                organisation_id=organisation.id, scheme="GB-CHC", identifier=details.charity_number
            )
        )
    for position, each in enumerate(read_numbers(details.phone)):
        session.add(
            Phone(
                organisation_id=organisation.id,
                position=position,
                number=each.number,
                extension=each.extension,
                words=each.words,
            )
        )
    session.flush()
    record(session, "register_organisation", by=by, kind="organisation", subject_id=organisation.id)
    return organisation


def forget_unconfirmed(session: Session, *, now: datetime | None = None) -> int:
    """Delete the claims that nobody confirmed in time, with the names in them; return how many."""
    now = now or clock.now()
    gone = list(
        session.exec(
            select(Claim.id).where(
                Claim.state == ClaimState.UNCONFIRMED, col(Claim.expires_at) <= now
            )
        ).all()
    )
    if gone:
        session.execute(sa.delete(Claim).where(col(Claim.id).in_(gone)))
        record(
            session,
            "forget_unconfirmed",
            by=SYSTEM,
            kind="claim",
            changes={"deleted": (len(gone), 0)},
        )
    return len(gone)
