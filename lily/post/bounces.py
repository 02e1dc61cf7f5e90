"""Mails that come back: a delivery status notification (RFC 3464) marks its message bounced."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from uuid import UUID

from sqlmodel import Session

from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.errors import NotFound, Refused
from lily.post.choices import MessageState
from lily.post.models import Message
from lily.post.outbox import ERASED
from lily.post.smtp import find_message_id

CAME_BACK = "It came back: nobody gets mail at that address."


def _parts(mail: Mail, kind: str) -> Iterator[Mail]:
    return (part for part in mail.walk() if part.get_content_type() == kind)


def has_failed(mail: Mail) -> bool:
    """Say whether a notification tells of a failure, rather than of a delay or a delivery."""
    actions = {
        str(fields.get("Action", "")).strip().lower()
        for status in _parts(mail, "message/delivery-status")
        for fields in status.walk()
    }
    return "failed" in actions


def bounced_message_of(mail: Mail) -> UUID | None:
    """Return the id of our message that a notification brings back, whole or only its head."""
    for kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
        for part in _parts(mail, kind):
            found = find_message_id(part.as_string())
            if found:
                return found
    return find_message_id(f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}")


def take_bounce(session: Session, raw: bytes, *, by: Actor) -> Message | None:
    """Mark the message that came back; None where the mail tells only of a delay.

    Raises Refused where it is no notification or names no message of ours, NotFound where we do
    not know the message. The same one twice changes nothing.
    """
    mail = message_from_bytes(raw, policy=default)
    if next(_parts(mail, "message/delivery-status"), None) is None:
        raise Refused("This mail is not a notice that another came back. Read it yourself.")
    if not has_failed(mail):
        return None
    message_id = bounced_message_of(mail)
    if message_id is None:
        raise Refused("This notice does not say which of our messages came back.")
    message = session.get(Message, message_id)
    if message is None:
        raise NotFound("We do not know the message that came back.")
    if message.state is not MessageState.BOUNCED:
        message.state, message.last_error, message.due_at = MessageState.BOUNCED, CAME_BACK, None
        message.recipient, message.fields = ERASED["recipient"], ERASED["fields"]
        session.flush()
        record(session, "take_bounce", by=by, kind="message", subject_id=message.id)
    return message
