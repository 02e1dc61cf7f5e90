"""What was done to many listings at once."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Dated, choice
from lily.listings.desk.choices import BulkDeed


class BulkAct(Dated, table=True):
    """One act on many listings.

    Its identifier is made with the preview, so that a second press finds it done. `asked` is JSON
    text of the filter; what became of each listing is in the audit.
    """

    __tablename__ = "bulk_act"

    deed: BulkDeed = Field(sa_type=choice(BulkDeed))
    asked: str = Field(sa_type=sa.Text)
    chosen: int = 0
    changed: int = 0
    account_id: UUID | None = None
