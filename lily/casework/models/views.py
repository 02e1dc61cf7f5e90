"""Who looked at what about a person."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, UTCDateTime

from lily import clock
from lily.casework.choices import RecordKind
from lily.database import Row, choice, link


class RecordView(Row, table=True):
    """An account looked at a referral or a case. Only ever added to."""

    __tablename__ = "record_view"

    kind: RecordKind = Field(sa_type=choice(RecordKind))
    record_id: UUID = Field(index=True)
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    seen_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
