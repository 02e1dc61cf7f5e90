"""Reading who looks after what, and who asks to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.directory.models import (
    Address,
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from lily.directory.queries.needs import AUDIENCES
from lily.errors import NotFound
from lily.listings.models import Claim, MemberInvitation, Membership
from lily.listings.owners.choices import ClaimState
from lily.listings.owners.details import details_of
from lily.sealing import hash_of

MISSING = "We found nothing of yours at this address. Look at your listings."
LINK_OVER = "This link does not work any more. It may have been used, or it is too old."
_NOW = col(Membership.ended_at).is_(None)


@dataclass(frozen=True)
class Member:
    """A membership that holds, with who it is."""

    membership: Membership
    account: Account


@dataclass(frozen=True)
class ListedClaim:
    """A claim in a list: who asks, and for what."""

    claim: Claim
    organisation: str
    claimant: str


def find_membership(session: Session, organisation_id: UUID, account_id: UUID) -> Membership | None:
    """Return the membership that an account has now of an organisation, or None."""
    return session.exec(
        select(Membership).where(
            Membership.organisation_id == organisation_id,
            Membership.account_id == account_id,
            _NOW,
        )
    ).one_or_none()


def get_own_organisation(
    session: Session, slug: str, account_id: UUID
) -> tuple[Organisation, Membership]:
    """Return an organisation that an account looks after. Raises NotFound for any other."""
    found = session.exec(
        select(Organisation, Membership)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(Organisation.slug == slug, Membership.account_id == account_id, _NOW)
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return found[0], found[1]


def get_service(session: Session, slug: str) -> Service:
    """Return a listing by the last part of its address, whatever its state. Raises NotFound."""
    found = session.exec(select(Service).where(Service.slug == slug)).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return found


def get_own_service(session: Session, slug: str, account_id: UUID) -> Service:
    """Return a listing of an organisation that an account looks after. Raises NotFound."""
    found = session.exec(
        select(Service)
        .join(Membership, col(Membership.organisation_id) == col(Service.organisation_id))
        .where(Service.slug == slug, Membership.account_id == account_id, _NOW)
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return found


def list_own_organisations(
    session: Session, account_id: UUID
) -> Sequence[tuple[Organisation, Membership]]:
    """Return the organisations that an account looks after, by name."""
    rows = session.exec(
        select(Organisation, Membership)
        .join(Membership, col(Membership.organisation_id) == col(Organisation.id))
        .where(Membership.account_id == account_id, _NOW)
        .order_by(col(Organisation.name))
    ).all()
    return [(row[0], row[1]) for row in rows]


def list_members(session: Session, organisation_id: UUID) -> list[Member]:
    """Return who looks after an organisation now: the lead first, then the longest there."""
    rows = session.exec(
        select(Membership, Account)
        .join(Account, col(Account.id) == col(Membership.account_id))
        .where(Membership.organisation_id == organisation_id, _NOW)
        .order_by(col(Membership.is_lead).desc(), col(Membership.made_at))
    ).all()
    return [Member(row[0], row[1]) for row in rows]


def get_member(session: Session, organisation_id: UUID, membership_id: UUID) -> Membership:
    """Return a membership of an organisation that holds now. Raises NotFound."""
    found = session.exec(
        select(Membership).where(
            Membership.id == membership_id, Membership.organisation_id == organisation_id, _NOW
        )
    ).one_or_none()
    if found is None:
        raise NotFound("They do not look after these listings any more.")
    return found


def claimed_among(session: Session, organisation_ids: Collection[UUID]) -> set[UUID]:
    """Return which of the organisations somebody looks after."""
    if not organisation_ids:
        return set()
    return set(
        session.exec(
            select(Membership.organisation_id).where(
                col(Membership.organisation_id).in_(organisation_ids), _NOW
            )
        ).all()
    )


def is_claimed(session: Session, organisation_id: UUID) -> bool:
    """Say whether somebody looks after an organisation's listings."""
    return bool(claimed_among(session, {organisation_id}))


def list_invitations(session: Session, organisation_id: UUID) -> Sequence[MemberInvitation]:
    """Return the invitations of an organisation that were neither taken nor withdrawn."""
    return session.exec(
        select(MemberInvitation)
        .where(
            MemberInvitation.organisation_id == organisation_id,
            col(MemberInvitation.accepted_at).is_(None),
            col(MemberInvitation.withdrawn_at).is_(None),
        )
        .order_by(col(MemberInvitation.made_at))
    ).all()


def find_invitation(session: Session, token: str) -> MemberInvitation | None:
    """Return the invitation that a link belongs to, whether or not it still holds, or None."""
    return session.exec(
        select(MemberInvitation).where(MemberInvitation.token_hash == hash_of(token))
    ).one_or_none()


def get_claim(session: Session, claim_id: UUID) -> Claim:
    """Return a claim. Raises NotFound."""
    found = session.get(Claim, claim_id)
    if found is None:
        raise NotFound("There is no such claim. Choose one from the list.")
    return found


def get_own_claim(session: Session, claim_id: UUID, account_id: UUID) -> Claim:
    """Return a claim that an account made. Raises NotFound for any other."""
    found = session.get(Claim, claim_id)
    if found is None or found.account_id != account_id:
        raise NotFound(MISSING)
    return found


def find_claim_of_link(session: Session, token: str) -> Claim | None:
    """Return the claim that a link belongs to, whether or not it still holds, or None."""
    return session.exec(select(Claim).where(Claim.token_hash == hash_of(token))).one_or_none()


def find_waiting_claim(session: Session, organisation_id: UUID, account_id: UUID) -> Claim | None:
    """Return the claim of an account on an organisation that waits for a decision, or None."""
    return session.exec(
        select(Claim).where(
            Claim.organisation_id == organisation_id,
            Claim.account_id == account_id,
            Claim.state == ClaimState.WAITING,
        )
    ).first()


def list_own_claims(session: Session, account_id: UUID) -> list[ListedClaim]:
    """Return the claims that an account made, the newest first."""
    return _listed(session, Claim.account_id == account_id, newest=True)


def list_claims(session: Session, state: ClaimState = ClaimState.WAITING) -> list[ListedClaim]:
    """Return the claims in a state; those that wait with the oldest first."""
    return _listed(session, Claim.state == state, newest=state is not ClaimState.WAITING)


def _listed(session: Session, condition: Any, *, newest: bool) -> list[ListedClaim]:
    when = col(Claim.made_at)
    rows = session.execute(
        sa.select(Claim, col(Organisation.name), col(Account.name))
        .outerjoin(Organisation, col(Organisation.id) == col(Claim.organisation_id))
        .outerjoin(Account, col(Account.id) == col(Claim.account_id))
        .where(condition)
        .order_by(when.desc() if newest else when)
        .limit(200)
    ).all()
    return [
        ListedClaim(claim, organisation or details_of(claim).name, claimant or "")
        for claim, organisation, claimant in rows
    ]


def count_claims(session: Session, state: ClaimState = ClaimState.WAITING) -> int:
    """Return how many claims are in a state."""
    return session.exec(
        select(sa.func.count()).select_from(Claim).where(Claim.state == state)
    ).one()


@dataclass(frozen=True)
class OnRecord:
    """What the directory says of a claimed organisation, to hold the evidence against."""

    organisation: Organisation
    numbers: tuple[str, ...]
    identifiers: tuple[str, ...]
    addresses: tuple[str, ...]


def get_on_record(session: Session, organisation_id: UUID) -> OnRecord:
    """Return what the directory says of an organisation: numbers to ring, charity numbers."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("That organisation is not listed any more.")
    numbers = session.exec(
        select(Phone.number)
        .outerjoin(Service, col(Service.id) == col(Phone.service_id))
        .where(
            sa.or_(
                col(Phone.organisation_id) == organisation_id,
                col(Service.organisation_id) == organisation_id,
            )
        )
        .order_by(col(Phone.position))
    ).all()
    identifiers = session.exec(
        select(OrganisationIdentifier.identifier).where(
            OrganisationIdentifier.organisation_id == organisation_id
        )
    ).all()
    return OnRecord(
        organisation=organisation,
        numbers=tuple(dict.fromkeys(numbers)),
        identifiers=tuple(identifiers),
        addresses=_addresses(session, organisation_id),
    )


def _addresses(session: Session, organisation_id: UUID) -> tuple[str, ...]:
    """Return the addresses at which it runs services, those that must not be found left out."""
    rows = session.execute(
        sa.select(
            col(Location.name),
            col(Address.address_1),
            col(Address.city),
            col(Address.county),
            col(Address.postcode),
        )
        .select_from(Service)
        .join(ServiceAtLocation, col(ServiceAtLocation.service_id) == col(Service.id))
        .join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
        .join(Address, col(Address.location_id) == col(Location.id))
        .where(
            col(Service.organisation_id) == organisation_id,
            col(Location.is_confidential).is_(False),
            col(Address.postcode) != "",
        )
        .order_by(col(Service.name))
    ).all()
    return tuple(dict.fromkeys("\n".join(filter(None, row)) for row in rows))


def list_audiences(session: Session) -> dict[str, str]:
    """Return the names of the audiences by their slugs, in order."""
    rows = session.exec(
        select(TaxonomyTerm.slug, TaxonomyTerm.name)
        .join(Taxonomy, col(Taxonomy.id) == col(TaxonomyTerm.taxonomy_id))
        .where(Taxonomy.slug == AUDIENCES)
        .order_by(col(TaxonomyTerm.position), col(TaxonomyTerm.name))
    )
    return dict(rows.all())
