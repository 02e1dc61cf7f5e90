"""Reading referrals, people and cases. Every question names the teams that it is asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.choices import CaseState, KeyKind, RecordKind, ReferralState
from lily.casework.details import PersonDetails, ReferrerDetails, keys_of
from lily.casework.models import (
    Case,
    CaseContact,
    Client,
    ClientKey,
    Consent,
    RecordView,
    Referral,
)
from lily.directory.models import Service
from lily.errors import NotFound
from lily.sealing import hash_of

MISSING = "We found nothing of your team's at this address. Look at your list."
NO_STATUS = "We know no referral at this address. Look at the link in our letter again."
MOST = 500
PAGE = 100
_NAMES_ALONE = load_only(Client.first_name, Client.last_name)  # type: ignore[arg-type]
"""A list opens no more of what is sealed than it shows."""


@dataclass(frozen=True)
class Likely:
    """A person who may be the one that is referred, and what both have in common."""

    client: Client
    by: tuple[KeyKind, ...]


@dataclass(frozen=True)
class ListedCase:
    """A case in a list: whose it is, and who helps."""

    case: Case
    client: Client
    worker: str


def person_of(referral: Referral) -> PersonDetails:
    """Return who is referred."""
    return PersonDetails.model_validate_json(referral.person)


def referrer_of(referral: Referral) -> ReferrerDetails:
    """Return who refers."""
    return ReferrerDetails.model_validate_json(referral.referrer)


def find_referral_by_token(session: Session, token: str) -> Referral:
    """Return the referral of a status page. Raises NotFound, the same for every other token."""
    found = session.exec(select(Referral).where(Referral.token_hash == hash_of(token))).first()
    if found is None:
        raise NotFound(NO_STATUS)
    return found


def get_referral(session: Session, referral_id: UUID, *, teams: Collection[UUID]) -> Referral:
    """Return a referral to one of these teams. Raises NotFound for any other."""
    found = session.exec(
        select(Referral).where(Referral.id == referral_id, col(Referral.team_id).in_(teams))
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def list_new_referrals(session: Session, *, teams: Collection[UUID]) -> Sequence[Referral]:
    """Return the referrals that wait to be looked at: the urgent first, then the oldest."""
    return session.exec(
        select(Referral)
        .where(col(Referral.team_id).in_(teams), Referral.state == ReferralState.RECEIVED)
        .order_by(col(Referral.is_urgent).desc(), col(Referral.made_at))
        .limit(MOST)
    ).all()


def list_likely(session: Session, referral: Referral) -> list[Likely]:
    """Return the team's people who may be the one that is referred, the likeliest first."""
    hashes = {made: kind for kind, made in keys_of(person_of(referral))}
    rows = session.exec(
        select(Client, ClientKey.hash)
        .join(ClientKey, col(ClientKey.client_id) == col(Client.id))
        .where(Client.team_id == referral.team_id, col(ClientKey.hash).in_(hashes))
    ).all()
    found: dict[UUID, tuple[Client, list[KeyKind]]] = {}
    for client, made in rows:
        found.setdefault(client.id, (client, []))[1].append(hashes[made])
    likely = [Likely(client, tuple(sorted(by))) for client, by in found.values()]
    return sorted(likely, key=lambda each: (-len(each.by), str(each.client.id)))


def get_client(session: Session, client_id: UUID, *, teams: Collection[UUID]) -> Client:
    """Return a person of one of these teams. Raises NotFound for any other."""
    found = session.exec(
        select(Client).where(Client.id == client_id, col(Client.team_id).in_(teams))
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def get_case(session: Session, case_id: UUID, *, teams: Collection[UUID]) -> ListedCase:
    """Return a case of one of these teams. Raises NotFound for any other."""
    found = session.execute(_cases(teams).where(col(Case.id) == case_id)).first()
    if found is None:
        raise NotFound(MISSING)
    return ListedCase(found[0], found[1], found[2] or "")


def list_cases(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    call_by: date | None = None,
    state: CaseState = CaseState.OPEN,
    page: int = 1,
) -> list[ListedCase]:
    """Return a page of the cases of teams, or of one worker, the next call first.

    With a day: those to ring by then, and those of which nobody has planned a call, so that none
    drops out of sight.
    """
    wanted = _cases(teams).where(col(Case.state) == state)
    if worker_id:
        wanted = wanted.where(col(Case.worker_id) == worker_id)
    if call_by:
        is_planned_late = col(Case.next_call_on) > call_by
        wanted = wanted.where(sa.or_(~is_planned_late, col(Case.next_call_on).is_(None)))
    ordered = wanted.order_by(
        col(Case.next_call_on).is_(None), col(Case.next_call_on), col(Case.id)
    )
    on_page = ordered.offset((page - 1) * PAGE).limit(PAGE).options(_NAMES_ALONE)
    return [ListedCase(row[0], row[1], row[2] or "") for row in session.execute(on_page)]


def count_cases(
    session: Session,
    *,
    teams: Collection[UUID],
    worker_id: UUID | None = None,
    state: CaseState = CaseState.OPEN,
) -> int:
    """Return how many cases teams have in a state, or one worker of them."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(Case)
        .where(col(Case.team_id).in_(teams), col(Case.state) == state)
    )
    if worker_id:
        wanted = wanted.where(col(Case.worker_id) == worker_id)
    return session.scalar(wanted) or 0


def _cases(teams: Collection[UUID]) -> sa.Select[Case, Client, str]:
    return (
        sa.select(Case, Client, col(Account.name))
        .join(Client, col(Client.id) == col(Case.client_id))
        .outerjoin(Account, col(Account.id) == col(Case.worker_id))
        .where(col(Case.team_id).in_(teams))
    )


def list_contacts(session: Session, case: Case) -> list[tuple[CaseContact, str]]:
    """Return what came of reaching a person, the latest first, with who wrote it down."""
    rows = session.execute(
        sa.select(CaseContact, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(CaseContact.account_id))
        .where(col(CaseContact.case_id) == case.id)
        .order_by(col(CaseContact.made_at).desc(), col(CaseContact.id))
    )
    return [(contact, name or "") for contact, name in rows]


def list_consents(session: Session, client_id: UUID) -> list[tuple[Consent, str, str]]:
    """Return what a person agreed to, the latest first: with whom, and who wrote it down."""
    rows = session.execute(
        sa.select(Consent, col(Service.name), col(Account.name))
        .outerjoin(Service, col(Service.id) == col(Consent.service_id))
        .outerjoin(Account, col(Account.id) == col(Consent.recorded_by))
        .where(col(Consent.client_id) == client_id)
        .order_by(col(Consent.made_at).desc(), col(Consent.id))
    )
    return [(consent, service or "", name or "") for consent, service, name in rows]


def get_consent(session: Session, consent_id: UUID, *, client_id: UUID) -> Consent:
    """Return an agreement of a person. Raises NotFound for any other."""
    found = session.get(Consent, consent_id)
    if found is None or found.client_id != client_id:
        raise NotFound(MISSING)
    return found


def is_closed(session: Session, case_id: UUID) -> bool:
    """Say whether a case has ended."""
    state = session.exec(select(Case.state).where(Case.id == case_id)).first()
    return state is CaseState.CLOSED


def has_contact(session: Session, case_id: UUID) -> bool:
    """Say whether somebody was in touch about a case."""
    return bool(session.exec(select(CaseContact.id).where(CaseContact.case_id == case_id)).first())


def list_referrals_of(session: Session, case: Case) -> Sequence[Referral]:
    """Return the referrals that a case began with, the latest first."""
    return session.exec(
        select(Referral).where(Referral.case_id == case.id).order_by(col(Referral.made_at).desc())
    ).all()


def list_views(session: Session, kind: RecordKind, record_id: UUID) -> list[tuple[RecordView, str]]:
    """Return who looked at a referral or case, the latest first."""
    rows = session.execute(
        sa.select(RecordView, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(RecordView.account_id))
        .where(col(RecordView.kind) == kind, col(RecordView.record_id) == record_id)
        .order_by(col(RecordView.seen_at).desc())
        .limit(MOST)
    )
    return [(view, name or "") for view, name in rows]
