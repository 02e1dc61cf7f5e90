"""Reading referrals in. Every question of staff names the teams that it is asked for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.choices import CaseState, KeyKind, ReferralState
from lily.casework.details import PersonDetails, ReferrerDetails, keys_of
from lily.casework.lists import MOST
from lily.casework.models import (
    Case,
    Client,
    ClientKey,
    Referral,
)
from lily.casework.queries.clients import MISSING
from lily.casework.sight import cases_in, clients_in, referrals_in, referrals_within_reach
from lily.errors import NotFound
from lily.post.choices import LOST
from lily.post.models import Message
from lily.sealing import hash_of

NO_STATUS = "We know no referral at this address. Look at the link in our letter again."
TOLD_NO = "referral-declined"
TO_REFERRER = ("referral-received", TOLD_NO, "referral-news")
"""The letters to whoever referred."""


@dataclass(frozen=True)
class Likely:
    """A person who may be the one that is referred, and what both have in common.

    `open_cases` are theirs now, each with the name of whoever helps, the latest first.
    """

    client: Client
    by: tuple[KeyKind, ...]
    open_cases: tuple[tuple[Case, str], ...] = ()


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
    """Return a referral to one of these teams, or of an emergency. Raises NotFound for others."""
    found = session.exec(
        select(Referral).where(Referral.id == referral_id, referrals_within_reach(teams))
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return found


def list_new_referrals(session: Session, *, teams: Collection[UUID]) -> Sequence[Referral]:
    """Return the referrals that wait to be looked at: the urgent first, then the oldest."""
    return session.exec(
        select(Referral)
        .where(referrals_in(teams), Referral.state == ReferralState.RECEIVED)
        .order_by(col(Referral.is_urgent).desc(), col(Referral.made_at))
        .limit(MOST)
    ).all()


def list_unreached(session: Session, *, teams: Collection[UUID]) -> Sequence[Referral]:
    """Return the referrals that whoever referred must be told of by somebody, and was not yet.

    A letter to them was lost, or they were to hear a no and we had nowhere to write.
    """
    lost = sa.select(sa.literal(1)).where(
        col(Message.about_kind) == "referral",
        col(Message.about_id) == col(Referral.id),
        col(Message.template).in_(TO_REFERRER),
        col(Message.state).in_(LOST),
        sa.or_(col(Referral.rang_at).is_(None), col(Message.made_at) > col(Referral.rang_at)),
    )
    told_no = sa.select(sa.literal(1)).where(
        col(Message.about_kind) == "referral",
        col(Message.about_id) == col(Referral.id),
        col(Message.template) == TOLD_NO,
    )
    is_untold = sa.and_(
        col(Referral.state) == ReferralState.DECLINED,
        col(Referral.rang_at).is_(None),
        ~told_no.correlate(Referral).exists(),
    )
    return session.exec(
        select(Referral)
        .where(referrals_in(teams), lost.correlate(Referral).exists() | is_untold)
        .order_by(col(Referral.made_at))
        .limit(MOST)
    ).all()


def list_likely(session: Session, referral: Referral, *, teams: Collection[UUID]) -> list[Likely]:
    """Return the team's people who may be the one that is referred, the likeliest first.

    Those alone whom the teams see: count_hidden_likely says how many others there are.
    """
    hashes = {made: kind for kind, made in keys_of(person_of(referral))}
    rows = session.exec(
        select(Client, ClientKey.hash)
        .join(ClientKey, col(ClientKey.client_id) == col(Client.id))
        .where(
            Client.team_id == referral.team_id,
            col(ClientKey.hash).in_(hashes),
            clients_in(teams),
        )
    ).all()
    found: dict[UUID, tuple[Client, list[KeyKind]]] = {}
    for client, made in rows:
        found.setdefault(client.id, (client, []))[1].append(hashes[made])
    open_cases = _open_cases(session, found, teams)
    likely = [
        Likely(client, tuple(sorted(by)), tuple(open_cases.get(client.id, ())))
        for client, by in found.values()
    ]
    return sorted(likely, key=lambda each: (-len(each.by), str(each.client.id)))


def _open_cases(
    session: Session, client_ids: Collection[UUID], teams: Collection[UUID]
) -> dict[UUID, list[tuple[Case, str]]]:
    rows = session.execute(
        sa.select(Case, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(Case.worker_id))
        .where(
            col(Case.client_id).in_(client_ids), col(Case.state) == CaseState.OPEN, cases_in(teams)
        )
        .order_by(col(Case.opened_on).desc(), col(Case.id))
    )
    found: dict[UUID, list[tuple[Case, str]]] = {}
    for case, name in rows:
        found.setdefault(case.client_id, []).append((case, name or ""))
    return found


def count_hidden_likely(session: Session, referral: Referral, *, teams: Collection[UUID]) -> int:
    """Return how many people who may be the one that is referred are restricted to others."""
    hashes = [made for _, made in keys_of(person_of(referral))]
    wanted = (
        sa.select(sa.func.count(sa.distinct(col(Client.id))))
        .join(ClientKey, col(ClientKey.client_id) == col(Client.id))
        .where(
            col(Client.team_id) == referral.team_id,
            col(ClientKey.hash).in_(hashes),
            ~clients_in(teams),
        )
    )
    return session.scalar(wanted) or 0


def list_referrals_of(session: Session, case: Case) -> Sequence[Referral]:
    """Return the referrals that a case began with, the latest first."""
    return session.exec(
        select(Referral).where(Referral.case_id == case.id).order_by(col(Referral.made_at).desc())
    ).all()
