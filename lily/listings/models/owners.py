"""Who may edit an organisation's listings, and who asks to."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily.database import Dated, choice, link
from lily.directory.models.columns import text
from lily.listings.owners.choices import ClaimEvidence, ClaimState

_NOW = sa.text("ended_at IS NULL")
_LEADS_NOW = sa.text("is_lead AND ended_at IS NULL")


class Membership(Dated, table=True):
    """An account that may edit an organisation's listings, until it ended.

    An organisation has one lead at most, who invites and removes the others. Without any member
    it is unclaimed. What a trusted member sends is live at once.
    """

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index(
            "uq_membership_once",
            "organisation_id",
            "account_id",
            unique=True,
            sqlite_where=_NOW,
            postgresql_where=_NOW,
        ),
        sa.Index(
            "uq_membership_lead",
            "organisation_id",
            unique=True,
            sqlite_where=_LEADS_NOW,
            postgresql_where=_LEADS_NOW,
        ),
    )

    organisation_id: UUID = link("organisation.id")
    account_id: UUID = link("account.id", on_delete="RESTRICT")
    is_lead: bool = False
    is_trusted: bool = False
    ended_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class MemberInvitation(Dated, table=True):
    """An invitation by the lead to look after the listings too; its link is kept as a hash."""

    __tablename__ = "member_invitation"
    __table_args__ = (sa.CheckConstraint("email = lower(email)", name="lower_case"),)

    organisation_id: UUID = link("organisation.id")
    invited_by: UUID = link("account.id", on_delete="RESTRICT")
    email: str
    name: str
    token_hash: str = Field(unique=True)
    expires_at: datetime = Field(sa_type=UTCDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class Claim(Dated, table=True):
    """Somebody's word that they speak for an organisation that is listed, or for a new one.

    `details` are those of a new organisation, as JSON; empty where one that is listed is claimed.
    `name` and `email` are the claimant's until the e-mail is confirmed; from then on the account
    has them, and they are emptied. `words` are the claimant's, `answer` the moderator's. The code
    is kept as an argon2id hash.
    """

    __tablename__ = "claim"
    __table_args__ = (
        sa.CheckConstraint("organisation_id IS NOT NULL OR details <> ''", name="of_something"),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'withdrawn') OR account_id IS NOT NULL", name="by_somebody"
        ),
        sa.CheckConstraint("email = lower(email)", name="lower_case"),
        sa.CheckConstraint("code_tries >= 0", name="tries"),
    )

    organisation_id: UUID | None = link("organisation.id", default=None)
    service_id: UUID | None = link("service.id", default=None, on_delete="SET NULL")
    details: str = text()
    account_id: UUID | None = link("account.id", default=None, on_delete="RESTRICT")
    name: str = text()
    email: str = text()
    token_hash: str | None = Field(default=None, unique=True)
    expires_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    evidence: ClaimEvidence = Field(sa_type=choice(ClaimEvidence))
    charity_number: str = text()
    words: str = text()
    state: ClaimState = Field(
        default=ClaimState.UNCONFIRMED, sa_type=choice(ClaimState), index=True
    )
    code_hash: str = text()
    code_tries: int = 0
    code_made_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    code_confirmed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decided_by: UUID | None = link("account.id", default=None, on_delete="RESTRICT")
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    answer: str = text()
