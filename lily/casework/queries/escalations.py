"""Reading who was told of a concern, and what came of it."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.layers import Reader, may_read_escalation
from lily.casework.models import Escalation, EscalationOutcome
from lily.casework.queries.clients import MISSING
from lily.errors import NotFound


@dataclass(frozen=True)
class ListedEscalation:
    """Who was told, by whom; what came of it; whether its words are for whoever asks."""

    escalation: Escalation
    by: str
    outcomes: tuple[tuple[EscalationOutcome, str], ...]
    is_readable: bool


def list_escalations(session: Session, case_id: UUID, who: Reader) -> list[ListedEscalation]:
    """Return who was told about a person, the latest first."""
    came: dict[UUID, list[tuple[EscalationOutcome, str]]] = {}
    for outcome, name in session.execute(
        sa.select(EscalationOutcome, col(Account.name))
        .join(Escalation, col(Escalation.id) == col(EscalationOutcome.escalation_id))
        .outerjoin(Account, col(Account.id) == col(EscalationOutcome.account_id))
        .where(col(Escalation.case_id) == case_id)
        .order_by(col(EscalationOutcome.made_at), col(EscalationOutcome.id))
    ):
        came.setdefault(outcome.escalation_id, []).append((outcome, name or ""))
    rows = session.execute(
        sa.select(Escalation, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(Escalation.account_id))
        .where(col(Escalation.case_id) == case_id)
        .order_by(col(Escalation.told_at).desc(), col(Escalation.id))
    )
    return [
        ListedEscalation(
            each, name or "", tuple(came.get(each.id, ())), may_read_escalation(each, who)
        )
        for each, name in rows
    ]


def get_escalation(session: Session, escalation_id: UUID, *, case_id: UUID) -> Escalation:
    """Return an escalation of a case. Raises NotFound for any other."""
    found = session.exec(
        select(Escalation).where(Escalation.id == escalation_id, Escalation.case_id == case_id)
    ).first()
    if found is None:
        raise NotFound(MISSING)
    return found
