"""Who was told of a concern about a person, and what came of it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, UTCDateTime

from lily.casework.choices import EscalatedHow, EscalatedTo
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class Escalation(Dated, table=True):
    """Somebody was told of a concern at an instant. A row is only ever added.

    `whom` is who it was, by name; `words` what they were told.
    """

    __tablename__ = "escalation"

    case_id: UUID = link("support_case.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    told: EscalatedTo = Field(sa_type=choice(EscalatedTo))
    how: EscalatedHow = Field(sa_type=choice(EscalatedHow))
    told_at: datetime = Field(sa_type=UTCDateTime)
    whom: str = Field(default="", sa_type=SealedText)
    words: str = Field(sa_type=SealedText)


class EscalationOutcome(Dated, table=True):
    """What came of telling somebody, as it became known. A row is only ever added."""

    __tablename__ = "escalation_outcome"

    escalation_id: UUID = link("escalation.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    words: str = Field(sa_type=SealedText)
