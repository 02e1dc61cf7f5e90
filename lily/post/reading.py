"""Reading what waits, in a demonstration alone: nobody real is written to there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from lily.config import Config
from lily.errors import Refused
from lily.post.choices import MessageState
from lily.post.letters import Letter, write_letter
from lily.post.models import Message
from lily.post.queries import list_messages
from lily.post.templates import get_template

ONLY_THERE = "Messages can be read in a demonstration only. In a real service they are sealed."


@dataclass(frozen=True)
class Waiting:
    """A message that waits, opened."""

    message: Message
    to: str
    letter: Letter


def read_message(message: Message, config: Config) -> Waiting:
    """Return a message opened. Raises Refused outside a demonstration, or when it is erased."""
    if config.is_production:
        raise Refused(ONLY_THERE)
    if not message.fields:
        raise Refused("What this message said is erased. Choose one that waits.")
    letter = write_letter(get_template(message.template), json.loads(message.fields), config)
    return Waiting(message, message.recipient, letter)


def read_waiting(session: Session, config: Config, count: int) -> Sequence[Waiting]:
    """Return the newest messages that wait, opened. Raises Refused outside a demonstration."""
    if config.is_production:
        raise Refused(ONLY_THERE)
    found, _ = list_messages(session, states=[MessageState.WAITING])
    return [read_message(message, config) for message in found[:count]]
