"""Outcome measures of a team's own, and what people answered."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.casework.choices import NotRead, ReadingHow, Withdrawn
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class OwnMeasure(Dated, table=True):
    """A measure that a team added. It is never changed but by being retired.

    `definition` is JSON (lily.casework.measures.Measure).
    """

    __tablename__ = "own_measure"
    __table_args__ = (sa.UniqueConstraint("team_id", "key"),)

    team_id: UUID = link("team.id")
    key: str
    definition: str
    retired_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class OutcomeReading(Dated, table=True):
    """What a person answered on a day, or why they were not asked (`not_taken`).

    `definition` is the measure as it was then (JSON, lily.casework.measures.Measure), so that the
    reading can always be read. `answers` is JSON, sealed: a number by the key of its scale, or null
    where they would rather not say. A row is never changed but by being withdrawn.
    """

    __tablename__ = "outcome_reading"
    __table_args__ = (
        sa.CheckConstraint(
            "(not_taken IS NULL AND answers <> '' AND how IS NOT NULL)"
            " OR (not_taken IS NOT NULL AND answers = '' AND how IS NULL)",
            name="answers_or_why_not",
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name="withdrawn_with_a_reason"
        ),
    )

    case_id: UUID = link("support_case.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    measure_key: str = Field(index=True)
    definition: str
    read_on: date
    how: ReadingHow | None = Field(default=None, sa_type=choice(ReadingHow))
    answers: str = Field(default="", sa_type=SealedText)
    not_taken: NotRead | None = Field(default=None, sa_type=choice(NotRead))
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    withdrawn_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    withdrawn_why: Withdrawn | None = Field(default=None, sa_type=choice(Withdrawn))
