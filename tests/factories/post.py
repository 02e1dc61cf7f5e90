"""Messages in the outbox."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session, select

from lily.post.choices import Channel
from lily.post.models import Message
from lily.post.outbox import About, send
from lily.post.templates import get_template


def make_message(
    session: Session,
    *,
    template: str = "still-right",
    to: str = "",
    key: str = "",
    channel: Channel = Channel.EMAIL,
    fields: Mapping[str, str] | None = None,
    about: About | None = None,
    now: datetime | None = None,
) -> Message:
    """Put a message in the outbox, with the sample's fields unless some are given."""
    to = (
        to
        or {
            Channel.EMAIL: "ida@example.org",
            Channel.TEXT: "07700 900123",
            Channel.LETTER: "Ida Marsh\n1 High Street\nHeacham\nPE31 7AA",
        }[channel]
    )
    key = key or uuid4().hex
    fields = {**get_template(template).sample, **(fields or {})}
    assert send(
        session,
        template=template,
        to=to,
        key=key,
        fields=fields,
        channel=channel,
        about=about,
        now=now,
    )
    return session.exec(select(Message).where(Message.key == key)).one()
