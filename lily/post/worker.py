"""Emptying the outbox. Any number of processes, on any number of machines, may do so at once.

Each takes one message at a time, in a step of its own that is committed before anything leaves,
and commits what came of it before it takes the next. docs/adr/0017-post-sent-once.md says what
happens when it dies in between.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from jinja2 import TemplateError
from sqlmodel import Session, col

from lily import clock
from lily.config import Config
from lily.errors import LilyError
from lily.post.choices import Channel, MessageState
from lily.post.journal import Journal, Step, opened_journal
from lily.post.letters import write_letter
from lily.post.models import Message
from lily.post.notify import Notify
from lily.post.outbox import ERASED
from lily.post.recovery import settle
from lily.post.rules import ASK_AGAIN, ASK_FIRST, ASK_FOR, LEASE, next_try
from lily.post.smtp import Smtp
from lily.post.templates import get_template
from lily.post.ways import Answer, Ending, Outgoing, Way

AT_ONCE = 200
"""Messages in one round; then whatever else is due has its turn."""

UNWRITTEN = "This message could not be written: its template or its key has changed since."
OUR_SIDE = "Something went wrong on our side. The log says what."

_log = logging.getLogger(__name__)
_ENDED = {
    Ending.SENT: MessageState.SENT,
    Ending.REFUSED: MessageState.BOUNCED,
    Ending.UNSURE: MessageState.UNSURE,
}


@dataclass
class Sender:
    """One process that sends: its ways out and its journal."""

    engine: sa.Engine
    config: Config
    ways: Mapping[Channel, Way]
    journal: Journal
    folder: Path
    now: Callable[[], datetime] = clock.now
    lease: timedelta = LEASE
    tally: Counter[MessageState] = field(default_factory=Counter)


def folder_of(config: Config) -> Path:
    """Return where the journals lie."""
    return config.data / "post"


def ways_of(config: Config) -> dict[Channel, Way]:
    """Return the way out of each channel that has one; a demonstration has none.

    Raises Refused where a setting is wrong.
    """
    if not config.is_production:
        return {}
    found: dict[Channel, Way] = {}
    if config.notify_key:
        notify = Notify(config)
        found.update(dict.fromkeys(notify.channels, notify))
    if config.smtp_url:
        found[Channel.EMAIL] = Smtp(config)
    return found


@contextmanager
def opened_sender(engine: sa.Engine, config: Config, **more: Any) -> Iterator[Sender]:
    """Open the ways out and a journal for as long as they are needed."""
    ways = ways_of(config)
    folder = folder_of(config)
    with opened_journal(folder) as journal:
        try:
            yield Sender(engine, config, ways, journal, folder, **more)
        finally:
            for way in ways.values():
                way.close()


def send_what_is_due(sender: Sender, limit: int = AT_ONCE) -> int:
    """Settle what others left, send what is due, ask what became of the rest.

    Returns how many messages were taken up. Commits each step; safe to be killed in any.
    """
    if not sender.ways:
        return 0
    settle(sender.engine, sender.ways, sender.journal, sender.folder, sender.now())
    count = 0
    while count < limit and (message_id := _claim(sender)):
        _record(sender, message_id, _try(sender, message_id))
        count += 1
    _ask_around(sender)
    for way in sender.ways.values():
        way.close()
    return count


def _is_due(now: datetime, channels: Mapping[Channel, Way]) -> list[sa.ColumnElement[bool]]:
    return [
        col(Message.state) == MessageState.WAITING,
        col(Message.due_at) <= now,
        col(Message.channel).in_(channels),
    ]


def _claim(sender: Sender) -> UUID | None:
    """Take the message that has been due longest, so that nobody else does; commit that.

    Looked for before it is written to, so that an empty outbox locks nothing.
    """
    now = sender.now()
    due = sa.select(col(Message.id)).where(*_is_due(now, sender.ways))
    due = due.order_by(col(Message.due_at)).limit(1)
    with Session(sender.engine) as session:
        if session.scalar(due) is None:
            return None
        session.rollback()
        claimed: UUID | None = session.scalar(
            sa.update(Message)
            .where(
                col(Message.id) == due.with_for_update(skip_locked=True).scalar_subquery(),
                col(Message.state) == MessageState.WAITING,
            )
            .values(
                state=MessageState.SENDING,
                attempts=Message.attempts + 1,
                claimed_by=sender.journal.name,
                claimed_until=now + sender.lease,
            )
            .returning(col(Message.id))
            .execution_options(synchronize_session=False)
        )
        session.commit()
    return claimed


def _try(sender: Sender, message_id: UUID) -> Answer:
    """Write the letter and send it."""
    try:
        outgoing = _written(sender, message_id)
    except (LilyError, TemplateError, ValueError):
        return Answer(Ending.LATER, UNWRITTEN)
    try:
        return sender.ways[outgoing.channel].send(outgoing, sender.journal)
    except Exception as error:
        _log.error("Message %s met a %s.", message_id, type(error).__name__)
        is_in_doubt = sender.journal.steps().get(message_id) is Step.HANDED
        return Answer(Ending.UNSURE if is_in_doubt else Ending.LATER, OUR_SIDE)


def _written(sender: Sender, message_id: UUID) -> Outgoing:
    with Session(sender.engine) as session:
        message = session.get_one(Message, message_id)
        template, fields = get_template(message.template), json.loads(message.fields)
        return Outgoing(
            id=message.id,
            channel=message.channel,
            recipient=message.recipient,
            letter=write_letter(template, fields, sender.config),
            attempts=message.attempts,
        )


def _values_after(
    answer: Answer, message_id: UUID, attempts: int, now: datetime
) -> dict[str, object]:
    """Return what the row says after a try."""
    values: dict[str, object] = {
        "claimed_by": "",
        "claimed_until": None,
        "last_error": answer.words,
        "due_at": None,
    }
    if answer.ending is Ending.LATER:
        again = next_try(message_id, attempts, now)
        if again:
            return values | {"state": MessageState.WAITING, "due_at": again}
        return values | ERASED | {"state": MessageState.DEAD}
    values |= ERASED | {"state": _ENDED[answer.ending], "provider_reference": answer.reference}
    if answer.ending is Ending.SENT:
        values |= {"sent_at": now, "due_at": now + ASK_FIRST if answer.reference else None}
    return values


def _is_ours(sender: Sender, answer: Answer) -> sa.ColumnElement[bool]:
    """Only who claimed a message moves it; but what a server says for good is always believed."""
    is_ours = (col(Message.state) == MessageState.SENDING) & (
        col(Message.claimed_by) == sender.journal.name
    )
    if answer.ending in {Ending.SENT, Ending.REFUSED}:
        return is_ours | col(Message.state).in_([MessageState.SENDING, MessageState.UNSURE])
    return is_ours


def _record(sender: Sender, message_id: UUID, answer: Answer) -> None:
    """Commit what came of a try, then let the journal forget it."""
    now = sender.now()
    with Session(sender.engine) as session:
        attempts = session.scalar(
            sa.select(col(Message.attempts)).where(col(Message.id) == message_id)
        )
        values = _values_after(answer, message_id, attempts or 1, now)
        session.execute(
            sa.update(Message)
            .where(col(Message.id) == message_id, _is_ours(sender, answer))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        session.commit()
    sender.journal.clear()
    state = values["state"]
    assert isinstance(state, MessageState)  # noqa: S101 - for mypy
    sender.tally[state] += 1
    if answer.ending is not Ending.SENT:
        _log.warning("Message %s is %s: %s", message_id, state.value, answer.words)


def _ask_around(sender: Sender, limit: int = AT_ONCE) -> None:
    """Ask providers what became of what they took; commit each answer."""
    now = sender.now()
    with Session(sender.engine) as session:
        asked = session.execute(
            sa.select(
                col(Message.id),
                col(Message.channel),
                col(Message.provider_reference),
                col(Message.sent_at),
            )
            .where(
                col(Message.state) == MessageState.SENT,
                col(Message.due_at) <= now,
                col(Message.channel).in_(sender.ways),
            )
            .order_by(col(Message.due_at))
            .limit(limit)
        ).all()
    for row in asked:
        answer = sender.ways[row.channel].what_became_of(row.provider_reference)
        is_over = answer is not None or now - row.sent_at > ASK_FOR
        values: dict[str, object] = {"due_at": None if is_over else now + ASK_AGAIN}
        if answer and answer.ending is Ending.REFUSED:
            values |= {"state": MessageState.BOUNCED, "last_error": answer.words}
        with Session(sender.engine) as session:
            session.execute(
                sa.update(Message)
                .where(col(Message.id) == row.id, col(Message.state) == MessageState.SENT)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
            session.commit()
