"""Reading looks in an emergency, and finding whom somebody must reach."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.choices import CaseState
from lily.casework.emergency_policies import SIGN_OFF_WITHIN
from lily.casework.lists import MOST
from lily.casework.models import Case, Client, ClientKey, EmergencyLook, RecordView
from lily.casework.queries.clients import MISSING
from lily.casework.sight import clients_in
from lily.errors import NotFound


@dataclass(frozen=True)
class ListedLook:
    """A look: at whom and by whom, who signed it off, and how many pages were opened."""

    look: EmergencyLook
    client: Client
    by: str
    reviewed_by: str
    pages: int


def find_by_keys(session: Session, hashes: Collection[str]) -> Sequence[Client]:
    """Return the people of any team who have each of these keys, by their hashes."""
    held = (
        sa.select(col(ClientKey.client_id))
        .where(col(ClientKey.hash).in_(hashes))
        .group_by(col(ClientKey.client_id))
        .having(sa.func.count() == len(hashes))
    )
    return session.exec(
        select(Client).where(col(Client.id).in_(held)).order_by(col(Client.id))
    ).all()


def list_seen(
    session: Session, client_ids: Collection[UUID], *, teams: Collection[UUID]
) -> set[UUID]:
    """Return which of these people the teams see without an emergency."""
    wanted = select(Client.id).where(col(Client.id).in_(client_ids), clients_in(teams))
    return set(session.exec(wanted).all())


def find_open_look(
    session: Session, client_id: UUID, account_id: UUID, now: datetime
) -> EmergencyLook | None:
    """Return the look by which an account sees a person now, or None."""
    return session.exec(
        select(EmergencyLook).where(
            EmergencyLook.client_id == client_id,
            EmergencyLook.account_id == account_id,
            col(EmergencyLook.ends_at) > now,
        )
    ).first()


def latest_cases(session: Session, client_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return a case of each of these people: an open one first, else the latest."""
    rows = session.execute(
        sa.select(col(Case.client_id), col(Case.id))
        .where(col(Case.client_id).in_(client_ids))
        .order_by(
            sa.case((col(Case.state) == CaseState.OPEN, 0), else_=1),
            col(Case.opened_on).desc(),
            col(Case.id),
        )
    )
    found: dict[UUID, UUID] = {}
    for client_id, case_id in rows:
        found.setdefault(client_id, case_id)
    return found


def list_looks(
    session: Session, *, teams: Collection[UUID], is_reviewed: bool = False
) -> list[ListedLook]:
    """Return the looks at people of teams that wait to be signed off, the oldest first.

    Or those that were, the latest first.
    """
    is_done = col(EmergencyLook.reviewed_at).is_not(None)
    order = col(EmergencyLook.reviewed_at).desc() if is_reviewed else col(EmergencyLook.opened_at)
    wanted = _looks(teams).where(is_done if is_reviewed else ~is_done)
    rows = session.execute(wanted.order_by(order, col(EmergencyLook.id)).limit(MOST))
    return [_listed(row) for row in rows]


def get_look(session: Session, look_id: UUID, *, teams: Collection[UUID]) -> ListedLook:
    """Return a look at a person of one of these teams. Raises NotFound for any other."""
    found = session.execute(_looks(teams).where(col(EmergencyLook.id) == look_id)).first()
    if found is None:
        raise NotFound(MISSING)
    return _listed(found)


def _listed(row: Sequence[Any]) -> ListedLook:
    return ListedLook(row[0], row[1], row[2], row[3] or "", row[4])


def _looks(teams: Collection[UUID]) -> sa.Select[Any]:
    signer = aliased(Account)
    pages = (
        sa.select(sa.func.count())
        .select_from(RecordView)
        .join(Case, col(Case.id) == col(RecordView.record_id))
        .where(
            col(Case.client_id) == col(EmergencyLook.client_id),
            col(RecordView.account_id) == col(EmergencyLook.account_id),
            col(RecordView.seen_at).between(
                col(EmergencyLook.opened_at), col(EmergencyLook.ends_at)
            ),
        )
        .correlate(EmergencyLook)
        .scalar_subquery()
    )
    return (
        sa.select(EmergencyLook, Client, col(Account.name), col(signer.name), pages)
        .join(Client, col(Client.id) == col(EmergencyLook.client_id))
        .join(Account, col(Account.id) == col(EmergencyLook.account_id))
        .outerjoin(signer, col(signer.id) == col(EmergencyLook.reviewed_by))
        .where(clients_in(teams))
    )


def count_overdue_looks(session: Session, now: datetime, *, teams: Collection[UUID]) -> int:
    """Return how many looks at people of teams should have been signed off by now."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(EmergencyLook)
        .join(Client, col(Client.id) == col(EmergencyLook.client_id))
        .where(
            clients_in(teams),
            col(EmergencyLook.reviewed_at).is_(None),
            col(EmergencyLook.opened_at) < now - SIGN_OFF_WITHIN,
        )
    )
    return session.scalar(wanted) or 0
