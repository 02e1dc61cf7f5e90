"""Reading cases and what was done on them. Every question names the teams that it is asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from lily.accounts.models import Account
from lily.casework.choices import CaseState, RecordKind
from lily.casework.models import (
    Case,
    CaseContact,
    Client,
    RecordView,
)
from lily.casework.queries.clients import MISSING
from lily.errors import NotFound

MOST = 500
PAGE = 100
_NAMES_ALONE = load_only(Client.first_name, Client.last_name)  # type: ignore[arg-type]
"""A list opens no more of what is sealed than it shows."""


@dataclass(frozen=True)
class ListedCase:
    """A case in a list: whose it is, and who helps."""

    case: Case
    client: Client
    worker: str


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


def is_closed(session: Session, case_id: UUID) -> bool:
    """Say whether a case has ended."""
    state = session.exec(select(Case.state).where(Case.id == case_id)).first()
    return state is CaseState.CLOSED


def has_contact(session: Session, case_id: UUID) -> bool:
    """Say whether somebody was in touch about a case."""
    return bool(session.exec(select(CaseContact.id).where(CaseContact.case_id == case_id)).first())


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
