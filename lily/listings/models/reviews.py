"""When a listing is asked about, how far that has come, and the links that were sent."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, UTCDateTime

from lily.database import Dated, choice, link
from lily.directory.choices import FieldGroup
from lily.listings.freshness.choices import CallReason, ReviewStage


class ReviewInterval(SQLModel, table=True):
    """For how many days a confirmation of a group of fields holds."""

    __tablename__ = "review_interval"
    __table_args__ = (sa.CheckConstraint("days BETWEEN 7 AND 1825", name="days"),)

    group: FieldGroup = Field(primary_key=True, sa_type=choice(FieldGroup))
    days: int


class ReviewPlan(SQLModel, table=True):
    """The ladder: how many days after a listing is due each step is taken. One row.

    `never_checked_days` is how long after it came a listing that nobody ever checked is due.
    `turn` counts batches: whoever takes the next step first adds one, so that no two do at once.
    """

    __tablename__ = "review_plan"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="only_one"),
        sa.CheckConstraint(
            "0 <= reminder_1_days AND reminder_1_days < reminder_2_days"
            " AND reminder_2_days < reminder_3_days AND reminder_3_days < desk_days"
            " AND desk_days < badge_days AND badge_days < sink_days"
            " AND sink_days < hide_days AND hide_days < archive_days",
            name="steps_in_order",
        ),
    )

    id: int = Field(default=1, primary_key=True)
    reminder_1_days: int = 0
    reminder_2_days: int = 7
    reminder_3_days: int = 21
    desk_days: int = 35
    badge_days: int = 45
    sink_days: int = 60
    hide_days: int = 120
    archive_days: int = 365
    never_checked_days: int = 14
    is_stopped: bool = False
    turn: int = 0


class Review(Dated, table=True):
    """Where the asking about one listing stands.

    `round` counts how often it has come due. `next_step_on` is empty where nothing is to be done:
    a listing that is not running. A listing that wants a telephone call has a `call_reason`; it is
    `leased_to` the account that rings, until `leased_until`.
    """

    __tablename__ = "review"
    __table_args__ = (sa.Index("ix_review_calls", "call_reason", "due_on"),)

    service_id: UUID = link("service.id", unique=True)
    round: int = 1
    due_on: date
    stage: ReviewStage = Field(default=ReviewStage.WAITING, sa_type=choice(ReviewStage))
    reminders: int = 0
    next_step_on: date | None = Field(default=None, index=True)
    paused_until: date | None = None
    call_reason: CallReason | None = Field(default=None, sa_type=choice(CallReason))
    calls: int = 0
    next_call_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    leased_to: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    leased_until: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ReviewLink(Dated, table=True):
    """A link in a reminder: it opens one listing, for one round, and writes once.

    Of the token a hash is kept, and nothing of the address that it went to.
    """

    __tablename__ = "review_link"

    service_id: UUID = link("service.id")
    round: int
    token_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
