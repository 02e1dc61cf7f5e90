"""The letters at the end of a case, and that they were sent."""

from datetime import date
from uuid import UUID

from sqlmodel import Field

from lily.casework.choices import FeedbackHow, LetterTo, SentWay
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class CaseLetter(Dated, table=True):
    """What was written of a case when it closed, for whom, and how they were to be given it.

    Each closing that tells somebody has one of its own. `opening` is the beginning of the case
    that ended. `kept_back_on` is when somebody said that it will not be sent. No words: they were
    written over before each closing kept its own.
    """

    __tablename__ = "case_letter"

    case_id: UUID = link("support_case.id")
    opening: int = 1
    addressed_to: LetterTo = Field(sa_type=choice(LetterTo))
    how: FeedbackHow = Field(sa_type=choice(FeedbackHow))
    words: str = Field(default="", sa_type=SealedText)
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    kept_back_on: date | None = None


class LetterSent(Dated, table=True):
    """A letter of a case left the team's hands: how, to whom, and on what day. LILY sent none."""

    __tablename__ = "letter_sent"

    letter_id: UUID = link("case_letter.id")
    way: SentWay = Field(sa_type=choice(SentWay))
    recipient: str = Field(sa_type=SealedText)
    sent_on: date
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
