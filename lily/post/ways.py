"""What every way out has in common: what it is given, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from lily.post.choices import Channel
from lily.post.journal import Journal
from lily.post.letters import Letter


@dataclass(frozen=True)
class Outgoing:
    """One message as it goes out. `attempts` counts this one."""

    id: UUID
    channel: Channel
    recipient: str
    letter: Letter
    attempts: int


class Ending(StrEnum):
    """How a try ended: taken, to be tried again, refused for good, or nobody knows."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Answer:
    """What came of a try. `words` say why in plain words and hold no address.

    `reference` is the provider's own, where it can be asked later what became of the message.
    """

    ending: Ending
    words: str = ""
    reference: str = ""


class Way(Protocol):
    """A way out. It never raises for what a server or the network does."""

    remembers: bool
    """Whether it can be asked if it has a message already, so that a doubt can be settled."""

    def send(self, outgoing: Outgoing, journal: Journal) -> Answer:
        """Send one message; write in the journal what must not be forgotten."""

    def what_became_of(self, reference: str) -> Answer | None:
        """Return the end of a message that was sent, or None while it is under way."""

    def close(self) -> None:
        """Let go of connections."""
