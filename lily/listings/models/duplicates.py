"""Pairs that may be the same thing listed twice."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Dated, choice
from lily.listings.desk.choices import PairKind, PairState


class LikelyDuplicate(Dated, table=True):
    """Two organisations, or two services, that look like one.

    `one_id` is the lesser identifier, so that a pair is one row. `score` is from 0 to 1, `reasons`
    are in words, one a line. What was decided is remembered: a pair that is not a duplicate is not
    shown again. `undo` is JSON text of what archiving changed. No foreign keys: what was decided
    stays when a thing is gone.
    """

    __tablename__ = "likely_duplicate"
    __table_args__ = (
        sa.UniqueConstraint("one_id", "other_id"),
        sa.Index("ix_likely_duplicate_state", "state", "score"),
        sa.CheckConstraint("one_id < other_id", name="in_order"),
    )

    kind: PairKind = Field(sa_type=choice(PairKind))
    one_id: UUID
    other_id: UUID = Field(index=True)
    score: float
    reasons: str = Field(default="", sa_type=sa.Text)
    state: PairState = Field(default=PairState.OPEN, sa_type=choice(PairState))
    kept_id: UUID | None = None
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decided_by: UUID | None = None
    undo: str = Field(default="", sa_type=sa.Text)
