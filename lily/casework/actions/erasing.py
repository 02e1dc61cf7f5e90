"""Erasing all that is known of a person, when two who lead the team have said so."""

import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.retention import take
from lily.casework.belongings import collect, rows_of, some_of
from lily.casework.models import Client, Erasure, ErasureRequest, Referral
from lily.casework.queries.erasures import start_of, why_not_now
from lily.casework.retention import Subject, why_not_confirm
from lily.errors import Refused
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.post.outbox import ERASED

DECIDED = "Somebody did this first. Look at the list again."
_KEPT = frozenset({"message"})
"""Tables whose rows stay without what they say: a letter's key is never sent twice."""


def confirm_erasure(
    session: Session, subject: Subject, request: ErasureRequest | None, *, by: Actor
) -> Erasure:
    """Erase a record, as the second person, and leave how many rows went. There is no way back.

    All goes in the caller's transaction. Raises Refused where it is the one who asked, where
    somebody was first, or where something forbids it now.
    """
    why_not = why_not_confirm(request, by.account_id)
    if why_not or request is None:
        raise Refused(why_not or DECIDED)
    reason, asked_by = request.reason, request.asked_by
    _lock(session, subject)
    if not take(session, request):
        raise Refused(DECIDED)
    held = collect(session, start_of(session, subject))
    why_not = why_not_now(session, held)
    if why_not:
        raise Refused(why_not)
    counts = _count(session, held)
    _silence(session, held.get("message", set()))
    _delete(session, held)
    erasure = Erasure(
        team_id=subject.team_id,
        counts=json.dumps(counts, sort_keys=True),
        reason=reason,
        asked_by=asked_by,
        approved_by=by.account_id,
    )
    session.add(erasure)
    session.flush()
    kind, subject_id = subject.name
    changes = {"reason": (None, reason), "asked_by": (None, asked_by)}
    record(session, "confirm_erasure", by=by, kind=kind, subject_id=subject_id, changes=changes)
    return erasure


def _lock(session: Session, subject: Subject) -> None:
    """Let nobody link a new row to them until this ends (PostgreSQL; SQLite has one writer)."""
    table = Client if subject.client_id else Referral
    session.execute(
        sa.select(col(table.id)).where(col(table.id) == subject.name[1]).with_for_update()
    )


def _count(session: Session, held: Mapping[str, set[UUID]]) -> dict[str, Counter[str]]:
    """Return how many rows there are by table and by the month in which they were made."""
    counts: dict[str, Counter[str]] = {}
    for table, row in rows_of(session, held):
        made_at: datetime | None = row.get("made_at")
        month = f"{made_at.astimezone(clock.UK):%Y-%m}" if made_at else ""
        counts.setdefault(table.name, Counter())[month] += 1
    return counts


def _silence(session: Session, messages: set[UUID]) -> None:
    """Take out of the outbox what letters about them say; what still waits is not sent."""
    for some in some_of(messages):
        ours = sa.update(Message).where(col(Message.id).in_(some))
        waiting = ours.where(col(Message.state) == MessageState.WAITING)
        for change in (
            waiting.values(state=MessageState.CANCELLED, due_at=None),
            ours.values(recipient_hash="", **ERASED),
        ):
            session.execute(change.execution_options(synchronize_session=False))


def _delete(session: Session, held: Mapping[str, set[UUID]]) -> None:
    """Delete the rows, those that link to others first."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name not in _KEPT:
            for some in some_of(held.get(table.name, ())):
                session.execute(sa.delete(table).where(table.c.id.in_(some)))
