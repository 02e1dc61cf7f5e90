"""Looks at people whom a worker does not otherwise see, in an emergency."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, UTCDateTime

from lily.database import Dated, link
from lily.sealing import SealedText


class EmergencyLook(Dated, table=True):
    """An account opened a person's record in an emergency, from `opened_at` until `ends_at`.

    `told` is how many people of the person's team were written to. Somebody who looks after the
    team signs it off (`reviewed_at`). A row is never changed but by that, and never deleted.
    """

    __tablename__ = "emergency_look"

    client_id: UUID = link("client.id")
    account_id: UUID = link("account.id", on_delete="RESTRICT")
    reason: str = Field(sa_type=SealedText)
    opened_at: datetime = Field(sa_type=UTCDateTime)
    ends_at: datetime = Field(sa_type=UTCDateTime)
    told: int = 0
    reviewed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    reviewed_by: UUID | None = link("account.id", default=None, on_delete="RESTRICT")
    review_words: str = Field(default="", sa_type=SealedText)
