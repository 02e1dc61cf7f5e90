"""Changes to listings that were asked for, field by field (ADR 0019)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, Relationship, UTCDateTime

from lily.database import Dated, Row, choice, link
from lily.directory.choices import EvidenceHow
from lily.listings.choices import ChangeState, ProposalKind, ProposalState


def _json() -> Any:
    return Field(default=None, sa_type=sa.JSON, nullable=False)


class ProposedChange(Row, table=True):
    """One field of a proposal: what it was when it was first changed, and what it should be.

    Values are those of the document of a listing (lily.listings.document). `after` is what was
    approved, once a moderator has edited it; `asked` is then what was asked for.
    """

    __tablename__ = "proposed_change"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "field"),)

    proposal_id: UUID = link("proposal.id")
    field: str
    before: Any = _json()
    after: Any = _json()
    asked: Any = _json()
    state: ChangeState = Field(default=ChangeState.WAITING, sa_type=choice(ChangeState))


class Proposal(Dated, table=True):
    """A change to a listing, a new listing, or a draft of either.

    The live listing stays as it is until somebody decides. `version` grows with each decision or
    save, so that two people cannot do either at once. `name` is the listing's, kept for the queue
    and for when the listing is gone. `by_words` say who asked where there is no account; `note` is
    theirs, `reason` the moderator's; neither leaves LILY except to the one who asked.
    """

    __tablename__ = "proposal"
    __table_args__ = (sa.Index("ix_proposal_state_sent_at", "state", "sent_at"),)

    service_id: UUID | None = link("service.id", default=None, on_delete="SET NULL")
    organisation_id: UUID | None = link("organisation.id", default=None, on_delete="SET NULL")
    kind: ProposalKind = Field(default=ProposalKind.CHANGE, sa_type=choice(ProposalKind))
    state: ProposalState = Field(default=ProposalState.DRAFT, sa_type=choice(ProposalState))
    how: EvidenceHow = Field(sa_type=choice(EvidenceHow))
    name: str = Field(default="", sa_type=sa.Text)
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    by_words: str = Field(default="", sa_type=sa.Text)
    note: str = Field(default="", sa_type=sa.Text)
    reason: str = Field(default="", sa_type=sa.Text)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    decided_by: UUID | None = None
    version: int = 0

    changes: list[ProposedChange] = Relationship(
        cascade_delete=True, passive_deletes=True, sa_relationship_kwargs={"lazy": "raise_on_sql"}
    )
