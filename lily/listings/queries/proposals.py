"""Changes that wait or were decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from lily.accounts.queries import names_of
from lily.directory.models import Organisation, Service
from lily.errors import NotFound
from lily.listings.choices import ChangeState, ProposalKind, ProposalState
from lily.listings.document import empty_document, read_document
from lily.listings.fields import in_order
from lily.listings.models.proposals import Proposal, ProposedChange

PAGE = 25
MISSING = "There is no such change. It may have been dealt with: choose one from the list."
_WITH_CHANGES = selectinload(Proposal.changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Waiting:
    """One line of the queue: `fields` are those that wait. `sender` is for moderators alone."""

    proposal: Proposal
    organisation: str
    sender: str
    fields: list[str]


@dataclass(frozen=True)
class ThreeWay:
    """One field of a proposal: as it was, as it is now, as it should be."""

    change: ProposedChange
    live: Any

    @property
    def has_moved_on(self) -> bool:
        """Whether the listing changed since this was asked for, and to something else."""
        before, after = self.change.before, self.change.after
        return self.live not in (before, after)

    @property
    def is_there_already(self) -> bool:
        """Whether the listing says this already."""
        return bool(self.live == self.change.after)


def get_proposal(session: Session, proposal_id: UUID, *, anew: bool = False) -> Proposal:
    """Return a proposal with its fields; `anew` as the database has it now. Raises NotFound."""
    return _one(session, Proposal.id == proposal_id, anew=anew)


def get_proposal_in(
    session: Session, proposal_id: UUID, states: Collection[ProposalState]
) -> Proposal:
    """Return a proposal that is in one of these states. Raises NotFound for any other."""
    return _one(session, Proposal.id == proposal_id, col(Proposal.state).in_(states))


def find_draft(
    session: Session, *, account_id: UUID, organisation_id: UUID, service_id: UUID | None
) -> Proposal | None:
    """Return an account's draft of a change to a listing (or of a new one), or None."""
    return session.exec(
        select(Proposal)
        .where(
            Proposal.state == ProposalState.DRAFT,
            Proposal.account_id == account_id,
            Proposal.organisation_id == organisation_id,
            col(Proposal.service_id).is_(None)
            if service_id is None
            else Proposal.service_id == service_id,
        )
        .options(_WITH_CHANGES)
        .order_by(col(Proposal.made_at).desc())
    ).first()


def list_proposals(
    session: Session,
    *,
    states: Collection[ProposalState] = (ProposalState.WAITING,),
    kind: ProposalKind | None = None,
    sent_before: datetime | None = None,
    organisation_ids: Collection[UUID] | None = None,
    service_id: UUID | None = None,
    page: int = 1,
) -> tuple[Sequence[Waiting], int]:
    """Return a page of proposals, the longest waiting first, and how many there are: 4 queries."""
    wanted: list[Any] = [col(Proposal.state).in_(states)]
    if kind:
        wanted.append(Proposal.kind == kind)
    if sent_before:
        wanted.append(col(Proposal.sent_at) <= sent_before)
    if organisation_ids is not None:
        wanted.append(col(Proposal.organisation_id).in_(organisation_ids))
    if service_id:
        wanted.append(Proposal.service_id == service_id)
    total = session.exec(select(sa.func.count(col(Proposal.id))).where(*wanted)).one()
    rows = session.exec(
        select(Proposal, Organisation.name)
        .outerjoin(Organisation, col(Organisation.id) == col(Proposal.organisation_id))
        .where(*wanted)
        .options(_WITH_CHANGES)
        .order_by(col(Proposal.sent_at), col(Proposal.id))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    names = names_of(session, {row.account_id for row, _ in rows if row.account_id})
    return [
        Waiting(
            proposal=row,
            organisation=organisation or "",
            sender=names.get(row.account_id, row.by_words) if row.account_id else row.by_words,
            fields=in_order(
                each.field for each in row.changes if each.state is ChangeState.WAITING
            ),
        )
        for row, organisation in rows
    ], total


def count_waiting(session: Session) -> dict[ProposalKind, int]:
    """Return how many proposals wait, by kind, in one query."""
    found = session.execute(
        sa.select(col(Proposal.kind), sa.func.count())
        .where(col(Proposal.state) == ProposalState.WAITING)
        .group_by(col(Proposal.kind))
    )
    return {kind: count for kind, count in found}


def live_document(session: Session, proposal: Proposal) -> dict[str, Any]:
    """Return the listing that a proposal is about as it is now; an empty one if it is new."""
    if proposal.service_id is None:
        return empty_document()
    return read_document(session, proposal.service_id)


def proposed_document(document: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    """Return a listing as a proposal would have it: what waits or is drafted, over the live one."""
    asked = {
        each.field: each.after for each in proposal.changes if each.state is ChangeState.WAITING
    }
    return {**document, **asked}


def three_ways(document: dict[str, Any], proposal: Proposal) -> list[ThreeWay]:
    """Return each field of a proposal beside the listing as it is now, in the order of pages."""
    changes = {each.field: each for each in proposal.changes}
    return [ThreeWay(changes[name], document[name]) for name in in_order(changes)]


def service_of(session: Session, proposal: Proposal) -> Service | None:
    """Return the listing that a proposal is about; None where it is new, or gone."""
    return session.get(Service, proposal.service_id) if proposal.service_id else None


def _one(session: Session, *wanted: Any, anew: bool = False) -> Proposal:
    found = session.exec(
        select(Proposal)
        .where(*wanted)
        .options(_WITH_CHANGES)
        .execution_options(populate_existing=anew)
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return found
