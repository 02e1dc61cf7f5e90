"""Every version of a listing that was changed here."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily import clock
from lily.database import Row, link


class ListingVersion(Row, table=True):
    """A listing as it was after a change, whole; numbered from 1 within the listing.

    The first is the listing as it was found. `why` says what was done, in plain words.
    """

    __tablename__ = "listing_version"
    __table_args__ = (sa.UniqueConstraint("service_id", "number"),)

    service_id: UUID = link("service.id")
    number: int
    document: Any = Field(default=None, sa_type=sa.JSON, nullable=False)
    made_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    by_words: str = Field(default="", sa_type=sa.Text)
    why: str = Field(default="", sa_type=sa.Text)
    proposal_id: UUID | None = link("proposal.id", default=None, on_delete="SET NULL")
