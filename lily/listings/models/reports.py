"""What people tell us is wrong with a listing."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Dated, choice, link
from lily.listings.freshness.choices import ReportKind
from lily.sealing import SealedText


class ProblemReport(Dated, table=True):
    """Somebody says that a listing is wrong. Their words and how to answer them are sealed.

    `reply_to` is an e-mail address or a telephone number; it is erased once they are answered.
    """

    __tablename__ = "problem_report"

    service_id: UUID = link("service.id")
    kind: ReportKind = Field(sa_type=choice(ReportKind))
    words: str = Field(default="", sa_type=SealedText)
    reply_to: str = Field(default="", sa_type=SealedText)
    answer: str = Field(default="", sa_type=sa.Text)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime, index=True)
    answered_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
