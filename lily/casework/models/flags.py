"""Of what whoever opens a case is warned."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, UTCDateTime

from lily.casework.belongings import HOLDS, Holds
from lily.casework.choices import FlagKind
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class CaseFlag(Dated, table=True):
    """A warning on a case until it is ended; on `review_on` somebody looks at it again."""

    __tablename__ = "case_flag"
    __table_args__ = (
        {"info": {HOLDS: Holds("ended_at", "A flag is open on this case. End it first.")}},
    )

    case_id: UUID = link("support_case.id")
    kind: FlagKind = Field(sa_type=choice(FlagKind))
    words: str = Field(sa_type=SealedText)
    review_on: date = Field(index=True)
    raised_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    ended_words: str = Field(default="", sa_type=SealedText)
