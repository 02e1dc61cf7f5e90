"""What waits for a person, one small provider a kind; the desk shows a card for each.

A provider selects how many wait and since when. All of them together are one statement. Whoever
makes something new that waits adds a `Waiting` to `WAITING`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, UTCDateTime, col

from lily import clock
from lily.accounts.permissions import Permission
from lily.directory.choices import ServiceStatus
from lily.directory.models import Service
from lily.listings.choices import ProposalState
from lily.listings.desk.choices import DeskKind, DeskState, PairState, permission_for
from lily.listings.desk.empty_searches import waiting_empty_searches
from lily.listings.freshness.calls import waiting_calls
from lily.listings.models.desk import DeskItem
from lily.listings.models.duplicates import LikelyDuplicate
from lily.listings.models.owners import Claim
from lily.listings.models.proposals import Proposal
from lily.listings.owners.choices import ClaimState
from lily.post.choices import LOST
from lily.post.models import Message

STALE_DAYS = 365


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits.

    `select` returns a statement of one row: how many, and the oldest (an instant or a day).
    `about` says in a line what to do with them; `address` is where.
    """

    name: str
    about: str
    address: str
    permission: Permission
    select: Callable[[], sa.Select[int, Any]]


@dataclass(frozen=True)
class Count:
    """How many of a kind wait, and since which day."""

    waiting: Waiting
    count: int
    since: date | None


def _items(kind: DeskKind) -> sa.Select[int, Any]:
    return sa.select(sa.func.count(col(DeskItem.id)), sa.func.min(col(DeskItem.made_at))).where(
        col(DeskItem.kind) == kind, col(DeskItem.state) == DeskState.OPEN
    )


def _duplicates() -> sa.Select[int, Any]:
    return sa.select(
        sa.func.count(col(LikelyDuplicate.id)), sa.func.min(col(LikelyDuplicate.made_at))
    ).where(col(LikelyDuplicate.state) == PairState.OPEN)


def _stale() -> sa.Select[int, Any]:
    before = clock.today() - timedelta(days=STALE_DAYS)
    return sa.select(sa.func.count(col(Service.id)), sa.func.min(col(Service.assured_on))).where(
        col(Service.status).in_((ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)),
        sa.or_(col(Service.assured_on).is_(None), col(Service.assured_on) < before),
    )


def _proposals() -> sa.Select[int, Any]:
    return sa.select(sa.func.count(col(Proposal.id)), sa.func.min(col(Proposal.sent_at))).where(
        col(Proposal.state) == ProposalState.WAITING
    )


def _claims() -> sa.Select[int, Any]:
    return sa.select(sa.func.count(col(Claim.id)), sa.func.min(col(Claim.made_at))).where(
        col(Claim.state) == ClaimState.WAITING
    )


def _lost_messages() -> sa.Select[int, Any]:
    return sa.select(sa.func.count(col(Message.id)), sa.func.min(col(Message.made_at))).where(
        col(Message.state).in_(LOST), col(Message.acknowledged_at).is_(None)
    )


def item_kind(kind: DeskKind, name: str, about: str, address: str = "") -> Waiting:
    """Return the provider of one kind of desk item; `address` where it has a page of its own."""
    at = address or f"/desk/items?kind={kind.value}"
    return Waiting(name, about, at, permission_for(kind), partial(_items, kind))


WAITING: list[Waiting] = [
    Waiting(
        "Changes",
        "Somebody asks for a change to a listing, or for a new one.",
        "/moderation",
        Permission.MODERATE,
        _proposals,
    ),
    Waiting(
        "Claims",
        "Somebody says that an organisation is theirs.",
        "/moderation/claims",
        Permission.MODERATE,
        _claims,
    ),
    item_kind(
        DeskKind.REPORT, "Problems reported", "Somebody says that a listing is wrong.", "/reports"
    ),
    item_kind(DeskKind.NO_REPLY, "No reply", "We wrote and nobody answered. Ring them."),
    Waiting(
        "Listings to ring",
        "Somebody should ring, and go through the listing with them.",
        "/verification",
        Permission.VERIFY_LISTINGS,
        waiting_calls,
    ),
    item_kind(DeskKind.TIMES, "Times not understood", "We kept the words. Put the times in."),
    Waiting(
        "Likely doubles",
        "Two that look like one. Keep one, or say that they are two.",
        "/desk/duplicates",
        Permission.MODERATE,
        _duplicates,
    ),
    item_kind(
        DeskKind.MAIL_FAILED,
        "Letters that did not arrive",
        "The address may be wrong. Ring them.",
    ),
    Waiting(
        "Post that did not arrive",
        "Letters, e-mails and texts that came back or were lost.",
        "/desk/post",
        Permission.MANAGE_ACCOUNTS,
        _lost_messages,
    ),
    item_kind(DeskKind.IMPORT, "Imports", "A feed or file that wants a look."),
    Waiting(
        "Searches that found nothing",
        "What people asked for and did not get.",
        "/desk/searches",
        Permission.EDIT_WORDS,
        waiting_empty_searches,
    ),
    Waiting(
        "Not checked for a year",
        "Listings that may have gone out of date.",
        "/desk/bulk?checked=365",
        Permission.MODERATE,
        _stale,
    ),
    item_kind(DeskKind.OTHER, "Other things", "What has no other place."),
]
"""What can wait, in the order of the desk."""


def _day_of(instant: datetime | None, day: date | None) -> date | None:
    return instant.astimezone(clock.UK).date() if instant else day


def _row(number: int, waiting: Waiting) -> sa.Select[*tuple[Any, ...]]:
    """Select a provider's number, its count, and its oldest as an instant or as a day."""
    chosen = waiting.select().subquery()
    count, oldest = chosen.c
    is_instant = isinstance(oldest.type, UTCDateTime | sa.DateTime)
    nothing: sa.ColumnElement[Any] = sa.null()
    at = oldest if is_instant else sa.cast(nothing, UTCDateTime())
    on = sa.cast(nothing, sa.Date()) if is_instant else oldest
    return sa.select(
        sa.literal(number).label("number"), count.label("count"), at.label("at"), on.label("on")
    )


def count_waiting(session: Session, allowed: Collection[Permission]) -> list[Count]:
    """Return how many of each kind wait that somebody with these permissions sees.

    One statement, however many kinds there are.
    """
    seen = [waiting for waiting in WAITING if waiting.permission in allowed]
    if not seen:
        return []
    rows = session.execute(sa.union_all(*(_row(n, each) for n, each in enumerate(seen)))).all()
    return [
        Count(seen[number], count, _day_of(at, on) if count else None)
        for number, count, at, on in sorted(rows, key=lambda row: row[0])
    ]
