"""Onward referrals: from a case to a service, and each step of what became of it."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.casework.choices import DealtWith, NotTaken, OnwardKind, OnwardState, Route, SaidBy
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class OnwardReferral(Dated, table=True):
    """A person is sent on to a service, or along a statutory route.

    `shared` is JSON, sealed: [label, words] pairs, exactly as the provider reads them; empty where
    nothing of the person is told. `reason` is why, for the record. `reference` names it on the
    telephone. `chase_on` is when to ask again, or for one who waits when to look. `dealt_with`
    takes one that came to nothing off Today; whatever is said of it next puts it back.
    """

    __tablename__ = "onward_referral"
    __table_args__ = (
        sa.CheckConstraint("(service_id IS NULL) <> (route IS NULL)", name="service_or_route"),
    )

    case_id: UUID = link("support_case.id")
    service_id: UUID | None = link("service.id", default=None, on_delete="RESTRICT")
    route: Route | None = Field(default=None, sa_type=choice(Route))
    kind: OnwardKind = Field(sa_type=choice(OnwardKind))
    state: OnwardState = Field(default=OnwardState.DRAFTED, sa_type=choice(OnwardState), index=True)
    goal_id: UUID | None = None
    reason: str = Field(default="", sa_type=SealedText)
    shared: str = Field(default="", sa_type=SealedText)
    reference: str = Field(unique=True)
    made_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    chase_on: date | None = Field(default=None, index=True)
    chasers: int = 0
    weeks: int | None = None
    not_taken: NotTaken | None = Field(default=None, sa_type=choice(NotTaken))
    dealt_with: DealtWith | None = Field(default=None, sa_type=choice(DealtWith))


class OnwardStep(Dated, table=True):
    """One step of an onward referral, or words about it (no state). Only ever added to."""

    __tablename__ = "onward_step"

    onward_id: UUID = link("onward_referral.id")
    state: OnwardState | None = Field(default=None, sa_type=choice(OnwardState))
    said_by: SaidBy = Field(sa_type=choice(SaidBy))
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    words: str = Field(default="", sa_type=SealedText)
    is_read: bool = True
