"""What somebody is typing, before it is sent."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Dated, link
from lily.sealing import SealedText


class Draft(Dated, table=True):
    """A form as far as its author has filled it in, kept sealed, for them alone.

    `path` is the address of its page, without a query, and `form` which form of that page it is;
    `fields` are JSON, a list of [name, value] in their order. `key` is a random name of the open
    page that wrote it last, `turn` how many times it had. One that was sent or thrown away stays
    for a day as an empty row with `finished_at`, so that what that page sends late brings nothing
    back.
    """

    __tablename__ = "draft"
    __table_args__ = (sa.UniqueConstraint("account_id", "path", "form"),)

    account_id: UUID = link("account.id")
    path: str
    form: str
    fields: str = Field(default="", sa_type=SealedText)
    key: str = ""
    turn: int = 0
    finished_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
