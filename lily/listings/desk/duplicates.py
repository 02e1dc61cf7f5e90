"""Likely doubles in the whole directory: found, kept as pairs, and listed."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from lily import clock
from lily.directory.choices import ServiceStatus
from lily.directory.models import (
    Location,
    Organisation,
    OrganisationIdentifier,
    Phone,
    Service,
    ServiceAtLocation,
)
from lily.errors import NotFound
from lily.listings.desk.choices import PairKind, PairState
from lily.listings.desk.doubles import Pair, Thing, find_pairs, phone_key, url_key
from lily.listings.models.duplicates import LikelyDuplicate

PAGE = 30
MOST_PAIRS = 2000
"""Pairs kept open at once, the likeliest."""
_AT_ONCE = 300
_RUNNING = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


def look_for_duplicates(session: Session) -> int:
    """Compare all listings and organisations; return how many pairs wait. The caller commits.

    What was decided stays decided, but a pair whose archived half runs again (a feed brought it
    back) waits again. Open pairs that no longer look like one go. Safe to run at any time.
    """
    _reopen_what_came_back(session)
    found = [(PairKind.SERVICE, pair) for pair in find_pairs(_services(session))]
    found += [(PairKind.ORGANISATION, pair) for pair in find_pairs(_organisations(session))]
    found.sort(key=lambda each: -each[1].score)
    _store(session, found[:MOST_PAIRS])
    return count_open(session)


def _store(session: Session, found: Sequence[tuple[PairKind, Pair]]) -> None:
    now = clock.now()
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    for at in range(0, len(found), _AT_ONCE):
        rows = [
            {
                "id": uuid4(),
                "made_at": now,
                "changed_at": now,
                "kind": kind,
                "one_id": pair.one,
                "other_id": pair.other,
                "score": pair.score,
                "reasons": "\n".join(pair.reasons),
                "state": PairState.OPEN,
                "undo": "",
            }
            for kind, pair in found[at : at + _AT_ONCE]
        ]
        adding = insert(LikelyDuplicate).values(rows)
        session.execute(
            adding.on_conflict_do_update(
                index_elements=["one_id", "other_id"],
                set_={"score": adding.excluded.score, "reasons": adding.excluded.reasons},
                where=col(LikelyDuplicate.state) == PairState.OPEN,
            )
        )
    kept = {(pair.one, pair.other) for _, pair in found}
    stored = session.exec(
        select(LikelyDuplicate).where(LikelyDuplicate.state == PairState.OPEN)
    ).all()
    for row in stored:
        if (row.one_id, row.other_id) not in kept:
            session.delete(row)
    session.flush()


def _reopen_what_came_back(session: Session) -> None:
    merged = session.exec(
        select(LikelyDuplicate).where(
            LikelyDuplicate.state == PairState.MERGED, LikelyDuplicate.kind == PairKind.SERVICE
        )
    ).all()
    archived = {pair.id: archived_id(pair) for pair in merged}
    running = set(
        session.exec(
            select(Service.id).where(
                col(Service.id).in_(archived.values()), col(Service.status).in_(_RUNNING)
            )
        )
    )
    for pair in merged:
        if archived[pair.id] in running:
            pair.state, pair.kept_id, pair.undo = PairState.OPEN, None, ""
            pair.decided_at, pair.decided_by, pair.changed_at = None, None, clock.now()
    session.flush()


def _phones(session: Session, owner: Any) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = session.execute(sa.select(owner, col(Phone.number)).where(owner.is_not(None)))
    for owner_id, number in rows:
        found[owner_id].add(phone_key(number))
    return found


def _some(*values: str) -> frozenset[str]:
    return frozenset(filter(None, values))


def _services(session: Session) -> list[Thing]:
    """Return what is compared of the listings that run, in three statements.

    A confidential place is no part of it: nothing must say that two are near each other there.
    """
    phones = _phones(session, col(Phone.service_id))
    points: dict[UUID, list[tuple[float, float]]] = defaultdict(list)
    placed = sa.select(
        col(ServiceAtLocation.service_id), col(Location.latitude), col(Location.longitude)
    ).join(Location, col(Location.id) == col(ServiceAtLocation.location_id))
    for service_id, latitude, longitude in session.execute(
        placed.where(col(Location.latitude).is_not(None), col(Location.is_confidential).is_(False))
    ):
        points[service_id].append((latitude, longitude))
    columns = (Service.id, Service.name, Service.organisation_id, Service.email, Service.url)
    rows = session.execute(sa.select(*map(col, columns)).where(col(Service.status).in_(_RUNNING)))
    return [
        Thing(
            id=row[0],
            name=row[1],
            owner_id=row[2],
            phones=_some(*phones.get(row[0], ())),
            emails=_some(row[3].strip().lower()),
            urls=_some(url_key(row[4])),
            points=tuple(points.get(row[0], ())),
        )
        for row in rows
    ]


def _organisations(session: Session) -> list[Thing]:
    """Return what is compared of organisations that were not archived as somebody's double."""
    merged = session.exec(
        select(LikelyDuplicate).where(
            LikelyDuplicate.state == PairState.MERGED,
            LikelyDuplicate.kind == PairKind.ORGANISATION,
        )
    ).all()
    archived = {archived_id(pair) for pair in merged}
    phones = _phones(session, col(Phone.organisation_id))
    codes: dict[UUID, set[str]] = defaultdict(set)
    for each in session.exec(select(OrganisationIdentifier)):
        codes[each.organisation_id].add(f"{each.scheme} {each.identifier}")
    rows = session.exec(select(Organisation)).all()
    return [
        Thing(
            id=row.id,
            name=row.name,
            phones=_some(*phones.get(row.id, ())),
            emails=_some(row.email.strip().lower()),
            urls=_some(url_key(row.website)),
            codes=frozenset(codes.get(row.id, ())),
        )
        for row in rows
        if row.id not in archived
    ]


def count_open(session: Session) -> int:
    """Return how many pairs wait."""
    return session.exec(
        select(sa.func.count(col(LikelyDuplicate.id))).where(
            LikelyDuplicate.state == PairState.OPEN
        )
    ).one()


def list_pairs(
    session: Session, *, state: PairState = PairState.OPEN, page: int = 1
) -> tuple[Sequence[LikelyDuplicate], int]:
    """Return a page of pairs, the likeliest first, and how many there are."""
    wanted = LikelyDuplicate.state == state
    total = session.exec(select(sa.func.count(col(LikelyDuplicate.id))).where(wanted)).one()
    rows = session.exec(
        select(LikelyDuplicate)
        .where(wanted)
        .order_by(col(LikelyDuplicate.score).desc(), col(LikelyDuplicate.id))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return rows, total


def get_pair(session: Session, pair_id: UUID) -> LikelyDuplicate:
    """Return a pair. Raises NotFound."""
    found = session.get(LikelyDuplicate, pair_id)
    if found is None:
        raise NotFound("That pair is gone: they are no longer alike. Choose one from the list.")
    return found


def archived_id(pair: LikelyDuplicate) -> UUID:
    """Return the one of a pair that was (or is to be) archived."""
    return pair.other_id if pair.kept_id == pair.one_id else pair.one_id
