"""The listings that somebody looks after, as a list: how full, what waits, checked until when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.directory.choices import Referral
from lily.directory.models import (
    AccessAnswer,
    CostOption,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceDelivery,
    Taxonomy,
    TaxonomyTerm,
    TermLink,
)
from lily.directory.queries.needs import AUDIENCES, NEEDS
from lily.listings.choices import ProposalState
from lily.listings.models import Proposal, Review

PARTS = ("about", "who", "needs", "places", "access", "times", "cost", "getting-help", "contact")
"""The parts that a full listing says something in."""


@dataclass(frozen=True)
class OwnListing:
    """One listing of an organisation of mine. `due_on` is by when it wants to be checked."""

    service: Service
    filled: int
    has_draft: bool
    waiting: int
    due_on: date | None


def list_own_listings(
    session: Session, organisation_ids: Collection[UUID], account_id: UUID
) -> list[OwnListing]:
    """Return the listings of organisations by name: four questions, however many there are."""
    rows = session.execute(
        sa.select(Service, *_has())
        .where(col(Service.organisation_id).in_(organisation_ids))
        .order_by(col(Service.name))
    ).all()
    ids = [row[0].id for row in rows]
    drafts = _drafts(session, ids, account_id)
    waiting = _waiting(session, ids)
    due = _due(session, ids)
    return [
        OwnListing(
            service=row[0],
            filled=sum(bool(each) for each in row[1:]),
            has_draft=row[0].id in drafts,
            waiting=waiting.get(row[0].id, 0),
            due_on=due.get(row[0].id),
        )
        for row in rows
    ]


def list_new_drafts(
    session: Session, organisation_ids: Collection[UUID], account_id: UUID
) -> list[Proposal]:
    """Return the new listings that an account has begun, or sent and that wait."""
    return list(
        session.exec(
            select(Proposal).where(
                col(Proposal.organisation_id).in_(organisation_ids),
                Proposal.account_id == account_id,
                col(Proposal.state).in_([ProposalState.DRAFT, ProposalState.WAITING]),
                col(Proposal.service_id).is_(None),
            )
        ).all()
    )


def _drafts(session: Session, ids: Collection[UUID], account_id: UUID) -> set[UUID | None]:
    return set(
        session.exec(
            select(Proposal.service_id).where(
                col(Proposal.service_id).in_(ids),
                Proposal.account_id == account_id,
                Proposal.state == ProposalState.DRAFT,
            )
        ).all()
    )


def _waiting(session: Session, ids: Collection[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        sa.select(col(Proposal.service_id), sa.func.count())
        .where(col(Proposal.service_id).in_(ids), col(Proposal.state) == ProposalState.WAITING)
        .group_by(col(Proposal.service_id))
    )
    return {service_id: count for service_id, count in rows}


def _due(session: Session, ids: Collection[UUID]) -> dict[UUID, date]:
    rows = session.execute(
        sa.select(col(Review.service_id), col(Review.due_on)).where(col(Review.service_id).in_(ids))
    )
    return {service_id: due_on for service_id, due_on in rows if due_on}


def _says(*columns: Any) -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.func.coalesce(column, "") != "" for column in columns))


def _some(table: Any, *joined: Any) -> sa.ColumnElement[bool]:
    """Say whether a listing has a row of a table."""
    return sa.exists().where(table.service_id == Service.id, *joined)


def _term(taxonomy: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(TermLink.service_id) == Service.id,
        col(TermLink.term_id) == TaxonomyTerm.id,
        col(TaxonomyTerm.taxonomy_id) == Taxonomy.id,
        col(Taxonomy.slug) == taxonomy,
    )


def _at(table: Any, column: str) -> sa.ColumnElement[bool]:
    """Say whether one of a listing's places has a row of a table."""
    return sa.exists().where(
        col(ServiceAtLocation.service_id) == Service.id,
        getattr(table, column)
        == (ServiceAtLocation.location_id if column == "location_id" else ServiceAtLocation.id),
    )


def _has() -> tuple[sa.ColumnElement[bool], ...]:
    """Return, for each of PARTS, whether a listing says something there."""
    of = Service
    has_age = sa.or_(col(of.minimum_age).is_not(None), col(of.maximum_age).is_not(None))
    return (
        _says(of.alternate_name, of.summary, of.description),
        sa.or_(_says(of.who_for), has_age, _term(AUDIENCES)),
        _term(NEEDS),
        sa.or_(_some(ServiceAtLocation), _some(ServiceDelivery)),
        _at(AccessAnswer, "location_id"),
        sa.or_(
            _some(Schedule), _at(Schedule, "service_at_location_id"), _at(Schedule, "location_id")
        ),
        sa.or_(_says(of.fees), _some(CostOption)),
        sa.or_(
            _says(of.how_to_get_help, of.what_happens_first, of.what_to_bring),
            col(of.referral) != Referral.NOT_KNOWN,
        ),
        sa.or_(_says(of.email, of.url), _some(Phone)),
    )
