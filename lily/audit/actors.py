"""Who did something: an account, somebody with a link, the public, or LILY itself."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """Who acts. `words` say how, where there is no account; they hold no personal data."""

    account_id: UUID | None = None
    words: str = ""


SYSTEM = Actor(words="LILY itself")
PUBLIC = Actor(words="a visitor")
LINK = Actor(words="somebody with the link we sent")
COMMAND = Actor(words="the operator of the server")
