"""Reading the outbox."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.errors import NotFound
from lily.post.choices import LOST, Channel, MessageState
from lily.post.models import Message

MISSING = "We do not know that message. Choose one from the list."
PAGE = 50


def get_message(session: Session, message_id: UUID) -> Message:
    """Return a message. Raises NotFound."""
    found = session.get(Message, message_id)
    if found is None:
        raise NotFound(MISSING)
    return found


def list_dead(session: Session) -> Sequence[Message]:
    """Return what did not arrive, or may not have, and nobody has seen to yet; oldest first."""
    return session.exec(
        select(Message)
        .where(col(Message.state).in_(LOST), col(Message.acknowledged_at).is_(None))
        .order_by(col(Message.made_at))
    ).all()


def list_messages(
    session: Session, *, states: Sequence[MessageState] = (), page: int = 1
) -> tuple[Sequence[Message], int]:
    """Return one page of messages (in these states, where given), newest first, and their count."""
    wanted = [col(Message.state).in_(states)] if states else []
    total = session.exec(select(sa.func.count()).select_from(Message).where(*wanted)).one()
    rows = session.exec(
        select(Message)
        .where(*wanted)
        .order_by(col(Message.made_at).desc(), col(Message.id))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return rows, total


def count_messages(session: Session) -> dict[tuple[Channel, MessageState], int]:
    """Return how many messages there are by channel and state."""
    rows = session.execute(
        sa.select(col(Message.channel), col(Message.state), sa.func.count()).group_by(
            col(Message.channel), col(Message.state)
        )
    )
    return {(channel, state): count for channel, state, count in rows}


def find_oldest_waiting(session: Session) -> datetime | None:
    """Return when the message that has waited longest was put in."""
    oldest: datetime | None = session.scalar(
        sa.select(col(Message.made_at))
        .where(col(Message.state) == MessageState.WAITING)
        .order_by(col(Message.made_at))
        .limit(1)
    )
    return oldest
