"""Referrals that came together, between the look at them and the press that takes them."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily import clock
from lily.database import Dated, Row, link
from lily.sealing import SealedText


class ReferralBatch(Dated, table=True):
    """What somebody pasted or sent, sealed for its author until it is taken, or for a day.

    `content` is JSON (PastedReferrals in `lily/casework/pasted.py`); `columns` is JSON, the field
    that each column stands for.
    """

    __tablename__ = "referral_batch"

    team_id: UUID = link("team.id")
    account_id: UUID = link("account.id")
    content: str = Field(sa_type=SealedText)
    columns: str = Field(sa_type=SealedText)


class ReferralRow(Row, table=True):
    """A row that was taken, by its keyed hash, so that the same file makes nothing twice."""

    __tablename__ = "referral_row"
    __table_args__ = (sa.UniqueConstraint("team_id", "hash"),)

    team_id: UUID = link("team.id")
    hash: str
    made_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
