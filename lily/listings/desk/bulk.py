"""The same done to many listings: chosen by a filter, shown first, done once, each audited."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import Deed, record, record_all
from lily.audit.actors import Actor
from lily.directory.choices import ServiceStatus
from lily.directory.models import Organisation, Service, Source, TaxonomyTerm, TermLink
from lily.errors import Invalid, NotFound, Refused
from lily.listings.desk.choices import BulkDeed
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.rounds import want_calls
from lily.listings.models import Review
from lily.listings.models.bulk import BulkAct

AT_ONCE = 500
SHOWN = 30
RUNNING = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)
ABOUT_A_NEED = frozenset({BulkDeed.ADD_NEED, BulkDeed.REMOVE_NEED})


@dataclass(frozen=True)
class BulkFilter:
    """Which listings. Empty means any; `checked` is "not checked for so many days".

    `organisation` is a part of its name, `need` a slug with all below it, `source` a slug.
    """

    need: str = ""
    organisation: str = ""
    source: str = ""
    checked: int | None = None
    status: ServiceStatus | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it chooses every listing there is."""
        return self == BulkFilter()


@dataclass(frozen=True)
class BulkAsk:
    """What to do to which listings; `term_id` is the need to add or remove."""

    filter: BulkFilter
    deed: BulkDeed
    term_id: UUID | None = None


@dataclass(frozen=True)
class Preview:
    """What an act would do: how many are chosen, how many change, the first of those by name.

    `digest` stands for exactly these listings, so that what is done is what was shown.
    """

    chosen: int
    changing: int
    names: tuple[tuple[str, str], ...]
    digest: str


def _clauses(chosen: BulkFilter, today: date) -> Iterator[sa.ColumnElement[bool]]:
    if chosen.need:
        terms = (
            sa.select(col(TaxonomyTerm.id))
            .where(col(TaxonomyTerm.slug) == chosen.need)
            .cte(recursive=True)
        )
        under = sa.select(col(TaxonomyTerm.id)).join(
            terms, col(TaxonomyTerm.parent_id) == terms.c.id
        )
        every = terms.union(under)
        yield col(Service.id).in_(
            sa.select(col(TermLink.service_id)).where(
                col(TermLink.service_id).is_not(None),
                col(TermLink.term_id).in_(sa.select(every.c.id)),
            )
        )
    if chosen.organisation:
        yield col(Service.organisation_id).in_(
            sa.select(col(Organisation.id)).where(
                col(Organisation.name).icontains(chosen.organisation, autoescape=True)
            )
        )
    if chosen.source:
        sources = sa.select(col(Source.id)).where(col(Source.slug) == chosen.source)
        yield col(Service.source_id).in_(sources)
    if chosen.checked is not None:
        before = today - timedelta(days=chosen.checked)
        yield sa.or_(col(Service.assured_on).is_(None), col(Service.assured_on) < before)
    if chosen.status:
        yield col(Service.status) == chosen.status
    elif chosen.checked is not None:
        yield col(Service.status).in_(RUNNING)


def _changes(ask: BulkAsk) -> sa.ColumnElement[bool]:
    """Return which of the chosen an act would change."""
    linked = sa.select(col(TermLink.service_id)).where(
        col(TermLink.term_id) == ask.term_id, col(TermLink.service_id).is_not(None)
    )
    rung = sa.select(col(Review.service_id)).where(col(Review.call_reason).is_not(None))
    return {
        BulkDeed.SET_ACTIVE: col(Service.status) == ServiceStatus.INACTIVE,
        BulkDeed.SET_INACTIVE: col(Service.status).in_(RUNNING),
        BulkDeed.ADD_NEED: col(Service.id).not_in(linked),
        BulkDeed.REMOVE_NEED: col(Service.id).in_(linked),
        BulkDeed.ASK_TO_CHECK: sa.and_(
            col(Service.status).in_(RUNNING), col(Service.id).not_in(rung)
        ),
    }[ask.deed]


def list_chosen(
    session: Session, chosen: BulkFilter, today: date
) -> tuple[list[tuple[str, str]], int]:
    """Return (slug, name) of the first listings that a filter chooses, and how many it does."""
    wanted = list(_clauses(chosen, today))
    total = session.exec(select(sa.func.count(col(Service.id))).where(*wanted)).one()
    rows = session.execute(
        sa.select(col(Service.slug), col(Service.name))
        .where(*wanted)
        .order_by(col(Service.name), col(Service.id))
        .limit(SHOWN)
    )
    return [(slug, name) for slug, name in rows], total


def _ids(session: Session, ask: BulkAsk, today: date) -> Sequence[UUID]:
    wanted = (*_clauses(ask.filter, today), _changes(ask))
    return session.exec(select(Service.id).where(*wanted).order_by(col(Service.id))).all()


def _digest(ids: Sequence[UUID]) -> str:
    return hashlib.sha256(b"".join(each.bytes for each in ids)).hexdigest()


def preview(session: Session, ask: BulkAsk, today: date) -> Preview:
    """Return what an act would do. Raises Invalid where the need is missing."""
    _check(ask)
    ids = _ids(session, ask, today)
    rows = session.execute(
        sa.select(col(Service.slug), col(Service.name))
        .where(*_clauses(ask.filter, today), _changes(ask))
        .order_by(col(Service.name), col(Service.id))
        .limit(SHOWN)
    )
    _, chosen = list_chosen(session, ask.filter, today)
    return Preview(chosen, len(ids), tuple((row[0], row[1]) for row in rows), _digest(ids))


def _check(ask: BulkAsk) -> None:
    if ask.deed in ABOUT_A_NEED and ask.term_id is None:
        raise Invalid("term", "Choose the need.")
    if ask.filter.is_empty:
        raise Invalid("deed", "Choose some listings first. All at once is too many.")


def do_to_many(
    session: Session, act_id: UUID, ask: BulkAsk, digest: str, *, by: Actor, today: date
) -> BulkAct:
    """Do an act to the listings that its preview showed, once; a second press finds it done.

    Five hundred at a time, in one transaction. Raises Refused where others are chosen by now.
    """
    _check(ask)
    if not _claim(session, act_id, ask, by):
        return get_act(session, act_id)
    ids = _ids(session, ask, today)
    if _digest(ids) != digest:
        raise Refused("The listings have changed since you looked. Look at them again.")
    act = get_act(session, act_id)
    act.chosen = act.changed = len(ids)
    for at in range(0, len(ids), AT_ONCE):
        _do_some(session, ask, ids[at : at + AT_ONCE], by)
    record(
        session,
        "do_to_many",
        by=by,
        kind="bulk_act",
        subject_id=act_id,
        changes={"deed": (None, ask.deed), "listings": (None, len(ids))},
    )
    return act


def _claim(session: Session, act_id: UUID, ask: BulkAsk, by: Actor) -> bool:
    """Take an act for this transaction; False where another press has it."""
    now = clock.now()
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = session.execute(
        insert(BulkAct)
        .values(
            id=act_id,
            made_at=now,
            changed_at=now,
            deed=ask.deed,
            asked=json.dumps(asdict(ask.filter) | {"term": str(ask.term_id or "")}),
            chosen=0,
            changed=0,
            account_id=by.account_id,
        )
        .on_conflict_do_nothing(index_elements=["id"])
    )
    return bool(made.rowcount)  # type: ignore[attr-defined]


def get_act(session: Session, act_id: UUID) -> BulkAct:
    """Return an act that was done. Raises NotFound."""
    found = session.get(BulkAct, act_id)
    if found is None:
        raise NotFound("Nothing was done under that number. Begin again at “Many at once”.")
    return found


def _do_some(session: Session, ask: BulkAsk, ids: Sequence[UUID], by: Actor) -> None:
    match ask.deed:
        case BulkDeed.SET_ACTIVE | BulkDeed.SET_INACTIVE:
            deeds = _set_status(session, ids, ask.deed)
        case BulkDeed.ADD_NEED | BulkDeed.REMOVE_NEED:
            deeds = _set_need(session, ids, ask)
        case BulkDeed.ASK_TO_CHECK:
            deeds = _ask_to_ring(session, ids)
    session.flush()
    record_all(session, deeds, by=by)


def _ask_to_ring(session: Session, ids: Sequence[UUID]) -> list[Deed]:
    services = session.exec(select(Service).where(col(Service.id).in_(ids))).all()
    changes = {"call_reason": (None, CallReason.ASKED)}
    asked = want_calls(session, services, CallReason.ASKED)
    return [Deed("want_call", "service", each, changes) for each in asked]


def _set_status(session: Session, ids: Sequence[UUID], deed: BulkDeed) -> list[Deed]:
    to = ServiceStatus.ACTIVE if deed is BulkDeed.SET_ACTIVE else ServiceStatus.INACTIVE
    deeds, now = [], clock.now()
    services = session.exec(
        select(Service).where(col(Service.id).in_(ids)).order_by(col(Service.id))
    )
    for service in services:
        changes = {"status": (service.status, to)}
        deeds.append(Deed("set_status", "service", service.id, changes))
        service.status, service.changed_at = to, now
    return deeds


def _set_need(session: Session, ids: Sequence[UUID], ask: BulkAsk) -> list[Deed]:
    term = session.get(TaxonomyTerm, ask.term_id)
    if term is None:
        raise Invalid("term", "Choose a need from the list.")
    if ask.deed is BulkDeed.ADD_NEED:
        session.add_all(TermLink(term_id=term.id, service_id=each) for each in ids)
        return [Deed("add_need", "service", each, {"need": (None, term.slug)}) for each in ids]
    links = session.exec(
        select(TermLink).where(TermLink.term_id == term.id, col(TermLink.service_id).in_(ids))
    )
    for link in links:
        session.delete(link)
    return [Deed("remove_need", "service", each, {"need": (term.slug, None)}) for each in ids]
