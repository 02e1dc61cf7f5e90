"""What the outbox forgets. Rows stay, since a key is never sent twice; what they say does not."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.post.outbox import ERASED
from lily.post.rules import KEEP_CONTENT, KEEP_HASH


def forget_old(session: Session, *, is_production: bool, now: datetime | None = None) -> int:
    """Forget hashed numbers after two days; in a demonstration, old messages that nobody gets.

    Returns how many rows were changed.
    """
    now = now or clock.now()
    hashed = sa.update(Message).where(
        col(Message.recipient_hash) != "", col(Message.made_at) < now - KEEP_HASH
    )
    counts = [_change(session, hashed.values(recipient_hash=""))]
    if not is_production:
        unread = sa.update(Message).where(
            col(Message.state) == MessageState.WAITING, col(Message.made_at) < now - KEEP_CONTENT
        )
        counts.append(
            _change(session, unread.values(state=MessageState.CANCELLED, due_at=None, **ERASED))
        )
    return sum(counts)


def _change(session: Session, change: sa.Update) -> int:
    found = session.execute(
        change.returning(col(Message.id)).execution_options(synchronize_session=False)
    )
    return len(found.all())
