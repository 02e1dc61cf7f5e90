"""The closed lists of post."""

from enum import StrEnum


class Channel(StrEnum):
    """By which way something is sent."""

    EMAIL = "email"
    TEXT = "text"
    LETTER = "letter"


class MessageState(StrEnum):
    """Where a message is on its way.

    `unsure`: it was handed over and the answer was lost, so that it is neither sent again nor
    called sent. `dead`: every try failed. `bounced`: refused, at once or by a mail that came back.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    DEAD = "dead"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


LOST = (MessageState.UNSURE, MessageState.DEAD, MessageState.BOUNCED)
"""The ends that somebody should hear of."""
