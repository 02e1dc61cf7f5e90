"""Reading what a merge would do, and what was merged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from lily import clock
from lily.accounts.models import Account
from lily.casework.choices import KeyKind
from lily.casework.merge_policies import CHOSEN, find_narrowed
from lily.casework.models import (
    Case,
    CaseContact,
    Client,
    ClientKey,
    ClientMerge,
    Consent,
    Referral,
)
from lily.casework.queries.clients import MISSING
from lily.casework.queries.emergencies import latest_cases
from lily.casework.sight import clients_in
from lily.errors import NotFound


@dataclass(frozen=True)
class Totals:
    """How much there is of a person."""

    referrals: int
    cases: int
    contacts: int
    consents: int

    def __add__(self, other: "Totals") -> "Totals":
        """Return what there is of both together."""
        return Totals(
            self.referrals + other.referrals,
            self.cases + other.cases,
            self.contacts + other.contacts,
            self.consents + other.consents,
        )


@dataclass(frozen=True)
class Preview:
    """What a merge would do: what differs, by field; how much there is; what would not hold."""

    differing: tuple[str, ...]
    kept: Totals
    gone: Totals
    narrowed: Sequence[Consent]

    @property
    def after(self) -> Totals:
        """How much there would be of the one record."""
        return self.kept + self.gone


def totals_of(session: Session, client_id: UUID) -> Totals:
    """Return how much there is of a person."""
    cases = sa.select(col(Case.id)).where(col(Case.client_id) == client_id)
    wanted: list[tuple[type, sa.ColumnElement[bool]]] = [
        (Referral, col(Referral.case_id).in_(cases)),
        (Case, col(Case.client_id) == client_id),
        (CaseContact, col(CaseContact.case_id).in_(cases)),
        (Consent, col(Consent.client_id) == client_id),
    ]
    counts = [
        session.scalar(sa.select(sa.func.count()).select_from(table).where(condition)) or 0
        for table, condition in wanted
    ]
    return Totals(*counts)


def consents_of(session: Session, client_id: UUID) -> Sequence[Consent]:
    """Return what a person agreed to, withdrawn or not."""
    return session.exec(select(Consent).where(Consent.client_id == client_id)).all()


def preview_merge(session: Session, kept: Client, gone: Client) -> Preview:
    """Return what it would do to make two records one."""
    return Preview(
        differing=tuple(name for name in CHOSEN if getattr(kept, name) != getattr(gone, name)),
        kept=totals_of(session, kept.id),
        gone=totals_of(session, gone.id),
        narrowed=find_narrowed(
            consents_of(session, kept.id), consents_of(session, gone.id), clock.today()
        ),
    )


def list_same(
    session: Session, client: Client, *, teams: Collection[UUID]
) -> list[tuple[UUID, Client, tuple[KeyKind, ...]]]:
    """Return who of the team has a key of a person too, by a case of theirs: what is the same."""
    other = aliased(ClientKey)
    rows = session.execute(
        sa.select(Client, col(other.kind))
        .join(other, col(other.client_id) == col(Client.id))
        .join(ClientKey, col(ClientKey.hash) == col(other.hash))
        .where(
            col(ClientKey.client_id) == client.id,
            col(Client.id) != client.id,
            col(Client.team_id) == client.team_id,
            clients_in(teams),
        )
        .order_by(col(Client.id))
    )
    found: dict[UUID, tuple[Client, set[KeyKind]]] = {}
    for each, kind in rows:
        found.setdefault(each.id, (each, set()))[1].add(kind)
    cases = latest_cases(session, found)
    return [
        (cases[each.id], each, tuple(sorted(kinds)))
        for each, kinds in found.values()
        if each.id in cases
    ]


def list_merges(session: Session, client_id: UUID) -> list[tuple[ClientMerge, str]]:
    """Return what was merged into a person, the latest first, with who did it."""
    rows = session.execute(
        sa.select(ClientMerge, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(ClientMerge.account_id))
        .where(col(ClientMerge.kept_id) == client_id)
        .order_by(col(ClientMerge.made_at).desc(), col(ClientMerge.id))
    )
    return [(merge, name or "") for merge, name in rows]


def get_merge(session: Session, merge_id: UUID, *, client_id: UUID) -> ClientMerge:
    """Return a merge into a person. Raises NotFound for any other."""
    found = session.get(ClientMerge, merge_id)
    if found is None or found.kept_id != client_id:
        raise NotFound(MISSING)
    return found
