"""The outbox: one row a message, kept for good, since its key is never sent twice."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Row, choice
from lily.post.choices import Channel, MessageState
from lily.sealing import SealedText


class Message(Row, table=True):
    """One message to one person, put in by whoever has something to say.

    `made_at` and the other instants are moved by the worker alone. `recipient` (an address, a
    number or the lines of a postal address) and `fields` (JSON, what the template is filled with)
    are sealed, and erased when the message has come to an end. `recipient_hash` is keyed and only
    counts texts to one number. `due_at` is when to try next or, once sent by a provider that can
    be asked, when to ask what became of it. `claimed_by` is the journal of the process that sends
    it now, until `claimed_until`. `last_error` is in plain words and holds no address.
    """

    __tablename__ = "message"
    __table_args__ = (
        sa.Index("ix_message_state_due_at", "state", "due_at"),
        sa.Index("ix_message_about_kind_about_id", "about_kind", "about_id"),
    )

    key: str = Field(unique=True)
    channel: Channel = Field(sa_type=choice(Channel))
    template: str
    recipient: str = Field(sa_type=SealedText)
    recipient_hash: str = Field(default="", index=True)
    fields: str = Field(sa_type=SealedText)
    about_kind: str = ""
    about_id: UUID | None = None
    state: MessageState = Field(default=MessageState.WAITING, sa_type=choice(MessageState))
    attempts: int = 0
    due_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    claimed_by: str = ""
    claimed_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_error: str = Field(default="", sa_type=sa.Text)
    provider_reference: str = Field(default="", index=True)
    made_at: datetime = Field(sa_type=UTCDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
