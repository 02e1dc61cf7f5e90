"""Evidence for freshness: who confirmed which fields of a listing, how, and when (ADR 0020)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.directory.choices import EvidenceHow, FieldGroup, WithdrawalReason
from lily.directory.models import Evidence, Service
from lily.directory.withdrawals import bring_back, find_withdrawal

EVERY_GROUP = frozenset(FieldGroup)


def list_evidence(session: Session, service_id: UUID) -> Sequence[Evidence]:
    """Return what is known of a listing, at most one row a group, in no order."""
    return session.exec(select(Evidence).where(Evidence.service_id == service_id)).all()


def groups_of_ours(session: Session, service_ids: Iterable[UUID]) -> dict[UUID, set[FieldGroup]]:
    """Return, for the listings that have any, the groups whose values were written here by hand.

    One query, so hand over a few hundred at once. An import leaves these groups alone.
    """
    found: dict[UUID, set[FieldGroup]] = {}
    wanted = select(Evidence).where(
        col(Evidence.service_id).in_(list(service_ids)), col(Evidence.is_ours)
    )
    for row in session.exec(wanted):
        found.setdefault(row.service_id, set()).add(row.group)
    return found


def confirm(
    session: Session,
    service: Service,
    groups: Iterable[FieldGroup],
    *,
    how: EvidenceHow,
    by: Actor,
    words: str,
    now: datetime | None = None,
    wrote: bool = False,
) -> None:
    """Write down that groups of a listing's fields are right: audited, flushed, not committed.

    `words` say who, for anybody to read ("the group itself"): no person's name. `wrote` says that
    the values were written here by hand just now, so that no import puts others in their place.
    The whole listing counts as checked (`assured_on`) on the day of the oldest of its groups'
    confirmations, once every group has one; a day that is later already stays. A listing that was
    out of sight because nobody confirmed it comes back when the whole of it is confirmed.
    """
    now = now or clock.now()
    wanted = set(groups)
    if not wanted:
        return
    known = {row.group: row for row in list_evidence(session, service.id)}
    for group in sorted(wanted):
        known[group] = _confirmed(
            known.get(group)
            or Evidence(service_id=service.id, group=group, how=how, confirmed_at=now),
            how=how,
            by=by,
            words=words,
            now=now,
            wrote=wrote,
        )
    session.add_all(known.values())
    is_whole = _assure(service, known, words)
    session.flush()
    record(
        session,
        "confirm",
        by=by,
        kind="service",
        subject_id=service.id,
        changes={"confirmed": ([], sorted(wanted)), "how": ("", how)},
    )
    withdrawal = find_withdrawal(session, service.id) if is_whole else None
    if withdrawal and withdrawal.reason is WithdrawalReason.NOT_CONFIRMED:
        bring_back(session, service, by=by)


def _confirmed(
    row: Evidence, *, how: EvidenceHow, by: Actor, words: str, now: datetime, wrote: bool
) -> Evidence:
    row.how, row.confirmed_at, row.words = how, now, words
    row.account_id = by.account_id
    if wrote:
        row.is_ours, row.written_on = True, now.astimezone(clock.UK).date()
    return row


def _assure(service: Service, known: dict[FieldGroup, Evidence], words: str) -> bool:
    """Bring the day on which the whole counts as checked up to date; say whether it moved."""
    if not EVERY_GROUP.issubset(known):
        return False
    oldest = min(known.values(), key=lambda row: row.confirmed_at)
    day = oldest.confirmed_at.astimezone(clock.UK).date()
    if service.assured_on and day < service.assured_on:
        return False
    service.assured_on, service.assured_by = day, oldest.words or words
    service.doubted_on = service.sunk_on = None
    return True
