"""Referrals in: somebody asks a team to help a person."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, UTCDateTime

from lily.casework.choices import DeclineReason, ReferralState, ReferrerKind
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class Referral(Dated, table=True):
    """A person is referred to a team. `made_at` is when it came.

    `person` and `referrer` are JSON (PersonDetails, ReferrerDetails), sealed as the reason is.
    `token` opens the page that tells the referrer where it stands; it is found by its hash.
    `is_agreed`: whoever referred said that the person knows of it and agrees.
    `rang_at` is when somebody rang whoever referred, since a letter to them was lost.
    """

    __tablename__ = "referral"

    team_id: UUID = link("team.id", on_delete="RESTRICT")
    kind: ReferrerKind = Field(sa_type=choice(ReferrerKind))
    state: ReferralState = Field(
        default=ReferralState.RECEIVED, sa_type=choice(ReferralState), index=True
    )
    person: str = Field(sa_type=SealedText)
    referrer: str = Field(sa_type=SealedText)
    reason: str = Field(default="", sa_type=SealedText)
    is_urgent: bool = False
    is_agreed: bool = False
    token: str = Field(sa_type=SealedText)
    token_hash: str = Field(unique=True)
    made_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decided_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    decline_reason: DeclineReason | None = Field(default=None, sa_type=choice(DeclineReason))
    decline_words: str = Field(default="", sa_type=SealedText)
    rang_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    case_id: UUID | None = link("support_case.id", default=None, on_delete="SET NULL")
