"""Reading the audit: for those whose role allows it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import Session, col, func, select

from lily.audit.models import AuditEvent, AuditHead

PAGE = 50


def list_events(
    session: Session,
    *,
    page: int = 1,
    subject_id: UUID | None = None,
    account_id: UUID | None = None,
    action: str = "",
    kinds: Collection[str] = (),
) -> tuple[Sequence[AuditEvent], int]:
    """Return one page of what was done, newest first, and how many there are in all."""
    wanted = []
    if subject_id:
        wanted.append(col(AuditEvent.subject_id) == subject_id)
    if account_id:
        wanted.append(col(AuditEvent.account_id) == account_id)
    if action:
        wanted.append(col(AuditEvent.action) == action)
    if kinds:
        wanted.append(col(AuditEvent.subject_kind).in_(kinds))
    total = session.exec(select(func.count(col(AuditEvent.number))).where(*wanted)).one()
    rows = session.exec(
        select(AuditEvent)
        .where(*wanted)
        .order_by(col(AuditEvent.number).desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return rows, total


def list_actions(session: Session) -> list[str]:
    """Return the name of every action that was ever written down."""
    return list(session.exec(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))


def list_kinds(session: Session) -> list[str]:
    """Return every kind of subject that something was done to."""
    kinds = select(AuditEvent.subject_kind).distinct().order_by(AuditEvent.subject_kind)
    return list(session.exec(kinds))


def read_head(session: Session) -> AuditHead:
    """Return the last number of the chain and its hash: worth writing down elsewhere."""
    return session.exec(select(AuditHead)).one()
