"""How long a person's record is kept: who decided, what must not be erased, what was erased."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, UTCDateTime

from lily import clock
from lily.casework.belongings import HOLDS, Holds
from lily.casework.choices import ErasureReason
from lily.database import Dated, Row, choice, link
from lily.sealing import SealedText

_OF_ONE = "(client_id IS NULL) <> (referral_id IS NULL)"
_HOLDS = Holds("ended_on", "There is a legal hold. Lift it first.")


class KeptLonger(Dated, table=True):
    """Somebody looked at a record that was due, and keeps it until a day. The latest row counts.

    It is of a person, or of a referral that was never accepted; so are the two tables below.
    """

    __tablename__ = "kept_longer"
    __table_args__ = (sa.CheckConstraint(_OF_ONE, name="of_one"),)

    client_id: UUID | None = link("client.id", default=None)
    referral_id: UUID | None = link("referral.id", default=None)
    until_on: date
    reason: str = Field(sa_type=SealedText)
    decided_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")


class LegalHold(Dated, table=True):
    """A record must not be erased, from `made_at` on, until somebody lifts it (`ended_on`)."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        sa.CheckConstraint(_OF_ONE, name="of_one"),
        *(
            sa.Index(
                f"uq_legal_hold_{name}_open",
                name,
                unique=True,
                sqlite_where=sa.text("ended_on IS NULL"),
                postgresql_where=sa.text("ended_on IS NULL"),
            )
            for name in ("client_id", "referral_id")
        ),
        {"info": {HOLDS: _HOLDS}},
    )

    client_id: UUID | None = link("client.id", default=None)
    referral_id: UUID | None = link("referral.id", default=None)
    reason: str = Field(sa_type=SealedText)
    placed_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    ended_on: date | None = None
    ended_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")


class ErasureRequest(Dated, table=True):
    """Somebody asks that a record is erased, and waits for a second person. It goes with it."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        sa.CheckConstraint(_OF_ONE, name="of_one"),
        sa.UniqueConstraint("client_id"),
        sa.UniqueConstraint("referral_id"),
    )

    client_id: UUID | None = link("client.id", default=None)
    referral_id: UUID | None = link("referral.id", default=None)
    reason: ErasureReason = Field(sa_type=choice(ErasureReason))
    words: str = Field(default="", sa_type=SealedText)
    asked_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")


class Erasure(Row, table=True):
    """What is left when a record was erased: nothing that tells of anybody.

    `counts` is JSON, how many rows went by table and month of making: `{"referral": {"2026-03":
    1}}`, with no month where a table has none. Reports add them to what is still there.
    """

    __tablename__ = "erasure"

    team_id: UUID = link("team.id", on_delete="RESTRICT")
    reason: ErasureReason = Field(sa_type=choice(ErasureReason))
    counts: str = Field(sa_type=sa.Text)
    asked_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    approved_by: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    erased_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
