"""What a sender that died, or lost the database, left unsaid.

A journal says how far each message came. Where there is none at hand, since it lies on another
machine, the lease has to run out first.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.post.choices import Channel, MessageState
from lily.post.journal import Journal, Step, abandoned_journals
from lily.post.models import Message
from lily.post.outbox import ERASED
from lily.post.ways import Way

IN_DOUBT = "The server stopped while this was being handed over. It may have arrived."
REFUSED = "The mail server did not take it."

_OPEN = (MessageState.SENDING, MessageState.UNSURE)
_AGAIN: dict[str, Any] = {"state": MessageState.WAITING, "claimed_by": "", "claimed_until": None}
_OVER: dict[str, Any] = {**ERASED, "claimed_by": "", "claimed_until": None, "due_at": None}


def settle(
    engine: sa.Engine,
    ways: Mapping[Channel, Way],
    own: Journal,
    folder: Path,
    now: datetime,
) -> None:
    """Give every message that a sender left open its place again; commit that."""
    with Session(engine) as session:
        if _settle_journal(session, own.name, own.steps(), now):
            session.commit()
    own.clear()
    for name, steps in abandoned_journals(folder):
        with Session(engine) as session:
            _settle_journal(session, name, steps, now)
            session.commit()
    with Session(engine) as session:
        if _settle_overdue(session, ways, now):
            session.commit()


def _settle_journal(session: Session, name: str, steps: Mapping[UUID, Step], now: datetime) -> bool:
    """Settle what the sender of a journal had taken; return whether there was any."""
    claimed = session.execute(
        sa.select(col(Message.id)).where(
            col(Message.state).in_(_OPEN), col(Message.claimed_by) == name
        )
    ).scalars()
    left = {*claimed, *steps}
    for message_id in left:
        _put(session, message_id, _values(steps.get(message_id), now), name)
    return bool(left)


def _values(step: Step | None, now: datetime) -> dict[str, Any]:
    """Return what the row says by the last step that its sender wrote down.

    With no step nothing was handed over, or it went to a provider that is asked before the next
    try.
    """
    if step is Step.SENT:
        return {**_OVER, "state": MessageState.SENT, "sent_at": now, "last_error": ""}
    if step is Step.REFUSED:
        return {**_OVER, "state": MessageState.BOUNCED, "last_error": REFUSED}
    if step is Step.HANDED:
        return {**_OVER, "state": MessageState.UNSURE, "last_error": IN_DOUBT}
    return {**_AGAIN, "due_at": now}


def _put(session: Session, message_id: UUID, values: dict[str, Any], name: str = "") -> None:
    """Write to a row that is still open; once in doubt, only an answer changes it."""
    is_open = col(Message.state) == MessageState.SENDING
    if name:
        is_open &= col(Message.claimed_by) == name
    if values["state"] in {MessageState.SENT, MessageState.BOUNCED}:
        is_open |= col(Message.state) == MessageState.UNSURE
    session.execute(
        sa.update(Message)
        .where(col(Message.id) == message_id, is_open)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _settle_overdue(session: Session, ways: Mapping[Channel, Way], now: datetime) -> bool:
    """Settle what was taken by a sender of whom nothing was heard until its lease ran out."""
    overdue = session.execute(
        sa.select(col(Message.id), col(Message.channel)).where(
            col(Message.state) == MessageState.SENDING, col(Message.claimed_until) < now
        )
    ).all()
    for message_id, channel in overdue:
        way = ways.get(channel)
        is_known = way is not None and way.remembers
        _put(session, message_id, _values(None if is_known else Step.HANDED, now))
    return bool(overdue)
