"""Two records of one person that were made one."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Dated, link
from lily.sealing import SealedText


class ClientMerge(Dated, table=True):
    """A record (`gone_id`) was merged into another (`kept_id`), and what undoes it.

    `gone` and `kept` are JSON, sealed: the row that went; the one that stayed, before and after.
    `moved` is JSON, identifiers by column (`{"consent.client_id": [...]}`); `set_aside` is JSON,
    sealed: rows that could not stand twice, by table. `narrowed` is JSON: the agreements that no
    longer hold, with when each had changed before. All five are emptied when it can no longer be
    undone.
    """

    __tablename__ = "client_merge"

    kept_id: UUID = link("client.id")
    gone_id: UUID = Field(index=True)
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    gone: str = Field(sa_type=SealedText)
    kept: str = Field(sa_type=SealedText)
    moved: str = Field(sa_type=sa.Text)
    set_aside: str = Field(default="", sa_type=SealedText)
    narrowed: str = Field(sa_type=sa.Text)
    undone_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    undone_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
