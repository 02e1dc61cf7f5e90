"""Taking a listing out of sight, and bringing it back."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.directory.choices import ServiceStatus, WithdrawalReason
from lily.directory.models import Service, Withdrawal


def find_withdrawal(session: Session, service_id: UUID) -> Withdrawal | None:
    """Return why LILY took a listing out of sight, or None where it did not."""
    return session.exec(select(Withdrawal).where(Withdrawal.service_id == service_id)).first()


def withdraw(
    session: Session,
    service: Service,
    reason: WithdrawalReason,
    *,
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Take a listing out of sight: audited and flushed.

    One that is out of sight already keeps the status that it had before, and takes the new reason
    where a person gave it.
    """
    there = find_withdrawal(session, service.id)
    before = service.status
    if there is None:
        there = Withdrawal(
            service_id=service.id,
            reason=reason,
            status_before=service.status,
            withdrawn_at=now or clock.now(),
        )
    there.reason = reason
    session.add(there)
    service.status = (
        ServiceStatus.DEFUNCT if reason is WithdrawalReason.STOPPED else ServiceStatus.INACTIVE
    )
    session.flush()
    record(
        session,
        "withdraw",
        by=by,
        kind="service",
        subject_id=service.id,
        changes={"status": (before, service.status), "reason": ("", reason)},
    )


def bring_back(session: Session, service: Service, *, by: Actor) -> bool:
    """Give a listing that was taken out of sight the status it had; say whether it was."""
    there = find_withdrawal(session, service.id)
    if there is None:
        return False
    before, service.status = service.status, there.status_before
    session.delete(there)
    session.flush()
    record(
        session,
        "bring_back",
        by=by,
        kind="service",
        subject_id=service.id,
        changes={"status": (before, service.status)},
    )
    return True
