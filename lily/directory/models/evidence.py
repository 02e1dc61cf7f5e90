"""How we know that a listing is right, and why one is out of sight."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Row, choice, link
from lily.directory.choices import EvidenceHow, FieldGroup, ServiceStatus, WithdrawalReason
from lily.directory.models.columns import text


class Evidence(Row, table=True):
    """Who last confirmed a group of a listing's fields, how, and when: one row a group.

    `words` say who in words that anybody may read ("the group itself"), never a person's name.
    `is_ours`: the values were written here by hand, on `written_on`, so that an import leaves them
    alone; a later confirmation of the same values keeps that.
    """

    __tablename__ = "evidence"
    __table_args__ = (sa.UniqueConstraint("service_id", "group"),)

    service_id: UUID = link("service.id")
    group: FieldGroup = Field(sa_type=choice(FieldGroup))
    how: EvidenceHow = Field(sa_type=choice(EvidenceHow))
    confirmed_at: datetime = Field(sa_type=UTCDateTime)
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    words: str = text()
    is_ours: bool = False
    written_on: date | None = None


class Withdrawal(Row, table=True):
    """A listing that LILY took out of sight, and what it was before, so that it can come back.

    While it stands, no import changes the status of the listing. `is_archived` once the listing
    was taken for gone.
    """

    __tablename__ = "withdrawal"

    service_id: UUID = link("service.id", unique=True)
    reason: WithdrawalReason = Field(sa_type=choice(WithdrawalReason))
    status_before: ServiceStatus = Field(sa_type=choice(ServiceStatus))
    withdrawn_at: datetime = Field(sa_type=UTCDateTime)
    is_archived: bool = False
