"""From rows of the directory to Documents, a fixed number of statements for every few hundred.

What is confidential ends here: a confidential place gives neither name, address, postcode, area,
directions nor point, and no words said about being there. Its listing is found through the areas
that it serves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.directory.choices import AreaKind, ServiceStatus
from lily.directory.models import (
    Contact,
    Location,
    Organisation,
    Schedule,
    SchoolTerm,
    Service,
    ServiceAtLocation,
    Source,
    Taxonomy,
    TaxonomyTerm,
)
from lily.directory.queries.loading import load
from lily.directory.queries.needs import AUDIENCES, NEEDS
from lily.directory.sessions import Session as Occasion
from lily.directory.sessions import sessions_of
from lily.directory.text import plain
from lily.geo import areas
from lily.search.cards import address_of, make_card, shown_locations
from lily.search.document import Catchment, Circle, Document, Term

AT_ONCE = 400
AHEAD_DAYS = 70
"""Days for which sessions are worked out."""

_FOUND = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)
_WITH = (
    load(Service.organisation, Organisation.phones),
    load(Service.at, ServiceAtLocation.location, Location.addresses),
    load(Service.at, ServiceAtLocation.location, Location.access_answers),
    load(Service.at, ServiceAtLocation.schedules, Schedule.closures),
    load(Service.schedules, Schedule.closures),
    load(Service.phones),
    load(Service.contacts, Contact.phones),
    load(Service.costs),
    load(Service.languages),
    load(Service.deliveries),
    load(Service.areas),
    load(Service.term_links),
)


def documents_of(session: Session, ids: Sequence[UUID], today: date) -> Iterator[Document]:
    """Yield the documents of the listings with these ids that may be found."""
    maker = _Maker(session, today)
    for at in range(0, len(ids), AT_ONCE):
        yield from maker.make(col(Service.id).in_(ids[at : at + AT_ONCE]))


def all_documents(session: Session, today: date) -> Iterator[Document]:
    """Yield the documents of all listings that may be found; the session is left empty."""
    maker = _Maker(session, today)
    ids = session.exec(
        select(Service.id).where(col(Service.status).in_(_FOUND)).order_by(col(Service.id))
    ).all()
    for at in range(0, len(ids), AT_ONCE):
        yield from maker.make(col(Service.id).in_(ids[at : at + AT_ONCE]))
        session.expunge_all()


def count_documents(session: Session) -> int:
    """Return how many listings may be found."""
    return session.exec(
        select(sa.func.count()).select_from(Service).where(col(Service.status).in_(_FOUND))
    ).one()


@dataclass(frozen=True)
class _Terms:
    """The terms of LILY's own taxonomies, by id; `above` is each term's parent."""

    needs: dict[UUID, Term]
    audiences: dict[UUID, Term]
    above: dict[UUID, UUID | None]

    def chosen(self, kind: dict[UUID, Term], ids: Iterable[UUID]) -> tuple[Term, ...]:
        """Return the terms of a kind with those above them, each once."""
        found: dict[UUID, Term] = {}
        for each in ids:
            at: UUID | None = each
            while at is not None and at in kind and at not in found:
                found[at] = kind[at]
                at = self.above.get(at)
        return tuple(found.values())


class _Maker:
    """Makes documents; what all of them share is read once."""

    def __init__(self, session: Session, today: date) -> None:
        self._session = session
        self._today = today
        self._terms = _read_terms(session)
        self._school_terms = session.exec(select(SchoolTerm)).all()
        self._demonstrations = set(
            session.exec(select(Source.id).where(col(Source.is_demonstration)))
        )

    def make(self, which: sa.ColumnElement[bool]) -> Iterator[Document]:
        """Yield the documents of the listings that may be found."""
        wanted = select(Service).where(which, col(Service.status).in_(_FOUND)).options(*_WITH)
        for service in self._session.exec(wanted.execution_options(populate_existing=True)):
            yield self._document(service)

    def _document(self, service: Service) -> Document:
        terms = [link.term_id for link in service.term_links]
        needs = self._terms.chosen(self._terms.needs, terms)
        audiences = self._terms.chosen(self._terms.audiences, terms)
        schedules = [*service.schedules, *(s for at in service.at for s in at.schedules)]
        return Document(
            card=make_card(service, is_demonstration=service.source_id in self._demonstrations),
            texts=_texts(service, needs, audiences),
            needs=needs,
            audiences=audiences,
            catchment=_catchment(service),
            sessions=tuple(self._sessions(service, schedules)),
            known_until=self._until if schedules else None,
            timetable=_timetable(schedules),
        )

    @property
    def _until(self) -> date:
        return self._today + timedelta(days=AHEAD_DAYS)

    def _sessions(self, service: Service, schedules: Iterable[Schedule]) -> Iterator[Occasion]:
        start = self._today
        if service.status is ServiceStatus.TEMPORARILY_CLOSED:
            if service.closed_until is None:
                return
            start = max(start, service.closed_until)
        for schedule in schedules:
            yield from sessions_of(schedule, start, self._until, self._school_terms)


def _read_terms(session: Session) -> _Terms:
    rows = session.execute(
        sa.select(
            col(TaxonomyTerm.id),
            col(TaxonomyTerm.parent_id),
            col(TaxonomyTerm.slug),
            col(TaxonomyTerm.name),
            col(Taxonomy.slug).label("taxonomy"),
        ).join(Taxonomy, col(Taxonomy.id) == col(TaxonomyTerm.taxonomy_id))
    ).all()

    def of(taxonomy: str) -> dict[UUID, Term]:
        return {row.id: Term(row.slug, row.name) for row in rows if row.taxonomy == taxonomy}

    return _Terms(of(NEEDS), of(AUDIENCES), {row.id: row.parent_id for row in rows})


def _texts(
    service: Service, needs: Iterable[Term], audiences: Iterable[Term]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    organisation = service.organisation
    zones: dict[str, list[str]] = {
        "alternate": [service.alternate_name],
        "organisation": [organisation.name, organisation.alternate_name],
        "terms": [term.name for term in needs],
        "audiences": [term.name for term in audiences],
        "details": _details(service),
        "place": _place_names(service),
    }
    return tuple(
        (zone, kept) for zone, pieces in zones.items() if (kept := tuple(filter(None, pieces)))
    )


def _details(service: Service) -> list[str]:
    costs = [text for cost in service.costs for text in (cost.option, cost.words)]
    open_words = [at.words for at in service.at if not at.location.is_confidential]
    return [
        *(plain(text) for text in (service.description, service.who_for)),
        *(plain(text) for text in (service.how_to_get_help, service.what_happens_first)),
        service.what_to_bring,
        service.fees,
        service.capacity_words,
        *costs,
        *(language.words for language in service.languages),
        *open_words,
        *(schedule.words for schedule in service.schedules),
    ]


def _place_names(service: Service) -> list[str]:
    names: list[str] = []
    for location in shown_locations(service):
        address = address_of(location)
        names.append(location.name)
        if address:
            names += [address.city, address.county, address.postcode]
        names += [areas.name_of(location.ward_code) or ""]
        names += [areas.name_of(location.district_code) or ""]
    names += [area.name for area in service.areas if area.kind is not AreaKind.NATIONAL]
    return list(dict.fromkeys(names))


def _catchment(service: Service) -> Catchment:
    return Catchment(
        is_national=any(area.kind is AreaKind.NATIONAL for area in service.areas),
        codes=tuple(sorted({area.code for area in service.areas if area.code})),
        circles=tuple(
            Circle(area.latitude, area.longitude, area.miles)
            for area in service.areas
            if area.kind is AreaKind.RADIUS
            and area.latitude is not None
            and area.longitude is not None
            and area.miles is not None
        ),
    )


def _timetable(schedules: Iterable[Schedule]) -> str:
    """Return a text that changes with any schedule or closure."""
    told = [
        "|".join(
            [
                *(str(getattr(schedule, name)) for name in _RULE),
                *(f"{closure.starts_on}/{closure.ends_on}" for closure in schedule.closures),
            ]
        )
        for schedule in schedules
    ]
    return ";".join(told)


_RULE = (
    "freq",
    "interval",
    "byday",
    "bymonthday",
    "starts_on",
    "valid_from",
    "valid_to",
    "opens_at",
    "closes_at",
    "is_term_time",
    "bank_holidays",
)
