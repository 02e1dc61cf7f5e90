"""What waits at the editor's desk."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Dated, choice, link
from lily.listings.desk.choices import DeskKind, DeskState


class DeskItem(Dated, table=True):
    """One thing that a person must look at.

    `key` names the thing, so that it makes one item however often it is met. `words` and `outcome`
    are shown to all at the desk and hold no personal data. `done_by` is an account's identifier,
    without a foreign key, as in the audit.
    """

    __tablename__ = "desk_item"
    __table_args__ = (
        sa.Index("ix_desk_item_state_kind", "state", "kind", "made_at"),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_a_time"),
    )

    kind: DeskKind = Field(sa_type=choice(DeskKind))
    key: str = Field(unique=True)
    state: DeskState = Field(default=DeskState.OPEN, sa_type=choice(DeskState))
    words: str = Field(default="", sa_type=sa.Text)
    service_id: UUID | None = link("service.id", default=None, on_delete="SET NULL")
    organisation_id: UUID | None = link("organisation.id", default=None, on_delete="SET NULL")
    due_on: date | None = None
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    done_by: UUID | None = None
    outcome: str = Field(default="", sa_type=sa.Text)
