"""Cases: a team helps a person for a time."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.casework.choices import (
    CaseState,
    CloseReason,
    ContactOutcome,
    ContactWrong,
    FeedbackHow,
    Priority,
    Way,
)
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class Case(Dated, table=True):
    """A worker of a team helps a person, from `opened_on` on.

    `next_call_on` is when to ring next; None where nothing is planned. `why_no_letter` is why
    nobody was told when it closed; None where it is open, or has a letter (CaseLetter). `openings`
    counts how often a new beginning was made, and the checks go with each. `visits_agreed` is None
    where the team's own number holds.
    """

    __tablename__ = "support_case"

    team_id: UUID = link("team.id", on_delete="RESTRICT")
    client_id: UUID = link("client.id", on_delete="RESTRICT")
    worker_id: UUID | None = link("account.id", default=None, on_delete="RESTRICT")
    opened_on: date
    priority: Priority = Field(default=Priority.ROUTINE, sa_type=choice(Priority))
    next_call_on: date | None = Field(default=None, index=True)
    state: CaseState = Field(default=CaseState.OPEN, sa_type=choice(CaseState), index=True)
    closed_on: date | None = None
    close_reason: CloseReason | None = Field(default=None, sa_type=choice(CloseReason))
    why_no_letter: FeedbackHow | None = Field(default=None, sa_type=choice(FeedbackHow))
    openings: int = 1
    reopened_on: date | None = None
    visits_agreed: int | None = None


class CaseContact(Dated, table=True):
    """Somebody rang or met a person, or tried to. `made_at` is when it was written down.

    A row is never changed but by being withdrawn: then it stays to be read, and counts for nothing.
    """

    __tablename__ = "case_contact"
    __table_args__ = (
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name="withdrawn_with_a_reason"
        ),
    )

    case_id: UUID = link("support_case.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    outcome: ContactOutcome = Field(sa_type=choice(ContactOutcome))
    way: Way = Field(default=Way.PHONE, sa_type=choice(Way))
    note: str = Field(default="", sa_type=SealedText)
    next_call_on: date | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    withdrawn_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    withdrawn_why: ContactWrong | None = Field(default=None, sa_type=choice(ContactWrong))
