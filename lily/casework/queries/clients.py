"""Reading people and what they agreed to, by team."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.models import (
    Client,
    Consent,
    FormerDetails,
)
from lily.casework.sight import clients_in
from lily.directory.models import Service
from lily.errors import NotFound

MISSING = "We found nothing of your team's at this address. Look at your list."


def get_client(session: Session, client_id: UUID, *, teams: Collection[UUID]) -> Client:
    """Return a person of one of these teams. Raises NotFound for any other."""
    found = session.exec(select(Client).where(Client.id == client_id, clients_in(teams))).first()
    if found is None:
        raise NotFound(MISSING)
    return found


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


def list_former(session: Session, client_id: UUID) -> list[tuple[FormerDetails, str]]:
    """Return what was known of a person before it was put right, the latest first, and by whom."""
    rows = session.execute(
        sa.select(FormerDetails, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(FormerDetails.account_id))
        .where(col(FormerDetails.client_id) == client_id)
        .order_by(col(FormerDetails.made_at).desc(), col(FormerDetails.id))
    )
    return [(former, name or "") for former, name in rows]
