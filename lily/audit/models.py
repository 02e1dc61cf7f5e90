"""The audit: one row for each thing done, and the head of the chain that binds them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, UTCDateTime

from lily import clock

FIRST_HASH = "0" * 64


class AuditEvent(SQLModel, table=True):
    """What was done, by whom, when, and what changed. Rows are only ever added.

    No foreign keys: what is said of a thing stays when the thing is gone. `changes` is JSON text,
    `{"field": [before, after]}`, kept as it was hashed. Triggers refuse UPDATE, DELETE and
    TRUNCATE on both databases.
    """

    __tablename__ = "audit_event"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    made_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime, index=True)
    account_id: UUID | None = Field(default=None, index=True)
    by_words: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})
    action: str = Field(index=True)
    subject_kind: str
    subject_id: UUID | None = Field(default=None, index=True)
    changes: str = Field(default="{}", sa_type=sa.Text)
    hash: str

    def content(self) -> dict[str, Any]:
        """Return what the hash is taken of, besides the hash of the row before."""
        return {
            "number": self.number,
            "made_at": self.made_at.isoformat(),
            "account": str(self.account_id or ""),
            "by": self.by_words,
            "action": self.action,
            "subject": f"{self.subject_kind} {self.subject_id or ''}",
            "changes": self.changes,
        }


class AuditHead(SQLModel, table=True):
    """The last number and hash of the chain: taken in turn, and what shows a missing end."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    number: int = 0
    hash: str = FIRST_HASH
