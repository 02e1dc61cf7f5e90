"""Brings a feed into the directory: compares it with what is stored and writes what differs.

The caller commits, once: an import that is killed or refused midway leaves nothing behind. What a
feed says of its own listings holds; nothing of another source is touched.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.database import Row as StoredRow
from lily.directory.choices import AreaKind, FieldGroup, ServiceStatus
from lily.directory.models import Location, Organisation, Service, Source
from lily.errors import Refused
from lily.imports.feeds import Feed, Row
from lily.imports.keeping import Kept, places_of_ours
from lily.imports.records import LocationRecord, ServiceRecord, SourceRecord
from lily.imports.report import Report, Tally
from lily.imports.rows import (
    NAMESPACE,
    Known,
    Wanted,
    centre_of,
    identify,
    location_rows,
    organisation_rows,
    service_rows,
    terms_of,
)
from lily.imports.slugs import Slugs
from lily.imports.stored import AT_ONCE, by_reference, identifiers, rows_within
from lily.imports.terms import apply_terms
from lily.imports.writing import Writer

Progress = Callable[[int], None]
_Item = TypeVar("_Item")


def apply(
    session: Session,
    source: SourceRecord,
    feed: Feed,
    *,
    dry_run: bool = False,
    retire_missing: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring the feed's records into the directory, and say what was done.

    Flushes and never commits; a dry run compares and writes nothing. `retire_missing` sets
    listings inactive that an earlier import brought and that the source no longer holds.
    `progress` is told of every so many listings that are done. Raises Refused where the feed
    holds no listing at all.
    """
    if not feed.read and not feed.terms:
        raise Refused("There is not one listing in this. Nothing was changed.")
    began = time.monotonic()
    report = Report(source.name, is_dry_run=dry_run)
    task = _Task(session, source, feed, report, Writer(session, dry_run=dry_run))
    with session.no_autoflush:
        task.bring(progress or (lambda _done: None))
        task.look_for_vanished(retire=retire_missing)
    report.notes = feed.notes
    report.refusals = feed.refusals
    report.seconds = round(time.monotonic() - began, 2)
    return report


@dataclass
class _Task:
    """One import on its way."""

    session: Session
    source: SourceRecord
    feed: Feed
    report: Report
    writer: Writer

    def bring(self, progress: Progress) -> None:
        """Write the source, then what listings point to, then the listings."""
        self.source_id = self._write_source()
        terms = apply_terms(self.session, self.writer, self.feed, self.report.terms)
        self._write_organisations()
        self._write_locations()
        known = Known(
            self.source_id,
            organisations=self._identified("organisation", Organisation, self.feed.organisations),
            locations=self._identified("location", Location, self.feed.locations),
            places=self.feed.locations,
            terms=terms,
        )
        self._write_services(known, progress)

    def _write_source(self) -> UUID:
        stored = self.session.exec(select(Source).where(Source.slug == self.source.slug)).first()
        made = stored.id if stored else identify(NAMESPACE, "source", self.source.slug)
        self.writer.write(
            [Wanted(Source, made, self.source.model_dump(exclude_unset=True))], stored, []
        )
        self.writer.flush()
        return made

    def _identified(
        self, kind: str, table: type[Organisation] | type[Location], records: Mapping[str, Any]
    ) -> dict[str, UUID]:
        made = {reference: identify(self.source_id, kind, reference) for reference in records}
        return made | identifiers(self.session, table, self.source_id)

    def _write_organisations(self) -> None:
        slugs = Slugs(self.session, Organisation)
        for batch in _batches(self.feed.organisations.values()):
            stored = by_reference(self.session, Organisation, self.source_id, _names(batch))
            below = rows_within(self.session, stored.values())
            for record in batch:
                row = stored.get(record.reference)
                made = row.id if row else identify(self.source_id, "organisation", record.reference)
                wanted = list(organisation_rows(record, made, self.source_id))
                wanted[0].values["slug"] = row.slug if row else slugs.make(record.name)
                if isinstance(row, Organisation) and row.kept_on:
                    self.report.organisations.read += 1
                    self.report.organisations.count("unchanged")
                    continue
                self._count(self.report.organisations, wanted, below.get(made, []), row)
            self.writer.flush()

    def _write_locations(self) -> None:
        ours = places_of_ours(self.session, self.source_id)
        for batch in _batches(self.feed.locations.values()):
            stored = by_reference(self.session, Location, self.source_id, _names(batch))
            below = rows_within(self.session, stored.values())
            for record in batch:
                row = stored.get(record.reference)
                made = row.id if row else identify(self.source_id, "location", record.reference)
                wanted = list(location_rows(record, made, self.source_id))
                if made in ours:
                    self.report.places.read += 1
                    self.report.places.count("unchanged")
                    continue
                self._count(self.report.places, wanted, below.get(made, []), row)
            self.writer.flush()

    def _write_services(self, known: Known, progress: Progress) -> None:
        slugs = Slugs(self.session, Service)
        tally = self.report.listings
        records = [
            record for record in self.feed.services.values() if self._is_whole(record, known)
        ]
        for batch in _batches(records):
            stored = by_reference(self.session, Service, self.source_id, _names(batch))
            below = rows_within(self.session, stored.values())
            kept = Kept(self.session, stored.values())
            for record in batch:
                row = stored.get(record.reference)
                made = row.id if row else identify(self.source_id, "service", record.reference)
                wanted = list(service_rows(record, made, known))
                hints = self._hints(record)
                wanted[0].values["slug"] = row.slug if row else slugs.make(record.name, hints)
                self._note_kept(record.reference, kept.groups(made))
                self._count(tally, *kept.without(wanted, row, below.get(made, [])), row)
            self.writer.flush()
            progress(len(batch))
        tally.read, tally.repeated = self.feed.read, self.feed.repeated
        tally.refused = len(self.feed.refusals_of("service"))

    def _note_kept(self, reference: str, groups: list[FieldGroup]) -> None:
        """Say in the report which parts of a listing were left as they were written here."""
        for group in groups:
            self.feed.note(
                Row("service", reference), group, "we kept what was written here by hand"
            )

    def _count(
        self, tally: Tally, wanted: list[Wanted], below: list[StoredRow], row: StoredRow | None
    ) -> None:
        tally.read += 1
        tally.count(self.writer.write(wanted, row, below))

    def _hints(self, record: ServiceRecord) -> Iterator[str]:
        """Return what tells a listing from others of its name: village, who runs it, postcode."""
        places = [self.feed.locations[at.location] for at in record.at]
        shown = [place for place in places if not place.confidential]
        yield from (place.city or place.address_1.rpartition(",")[2] for place in shown)
        yield self.feed.organisations[record.organisation].name
        yield from (place.postcode for place in shown)

    def _is_whole(self, record: ServiceRecord, known: Known) -> bool:
        """Say whether what a listing points to is there; leave out what is not, and note it."""
        row = Row("service", record.reference)
        if record.organisation not in self.feed.organisations:
            self.feed.refuse(row, "organisation", "its organisation is not there", record.reference)
            return False
        for at in [at for at in record.at if at.location not in self.feed.locations]:
            self.feed.note(row, "at", "this place is not there; we left it out", at.location)
            record.at.remove(at)
        for taxonomy, slug in terms_of(record):
            if (taxonomy, slug) not in known.terms:
                self.feed.note(row, taxonomy, "there is no such term; we left it out", slug)
                _leave_out_term(record, taxonomy, slug)
        places: list[LocationRecord] = [self.feed.locations[at.location] for at in record.at]
        for area in [area for area in record.areas if area.kind is AreaKind.RADIUS]:
            if centre_of(places) is None:
                self.feed.note(row, "areas", "a radius needs a place to go round; we left it out")
                record.areas.remove(area)
        return True

    def look_for_vanished(self, *, retire: bool) -> None:
        """Name the listings that an earlier import brought and the source no longer holds."""
        if not self.feed.read:
            return
        columns = sa.select(col(Service.reference), col(Service.id), col(Service.name))
        stored = self.session.execute(
            columns.where(
                col(Service.source_id) == self.source_id,
                col(Service.status).in_([ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED]),
            ).order_by(col(Service.name), col(Service.id))
        )
        there = self.feed.services.keys() | self.feed.refused_references
        gone = [(made, name) for reference, made, name in stored if reference not in there]
        self.report.vanished = [name for _, name in gone]
        self.report.listings.vanished = len(gone)
        if retire:
            self.report.listings.retired = len(gone)
            self.writer.set_all(Service, [made for made, _ in gone], status=ServiceStatus.INACTIVE)


def _leave_out_term(record: ServiceRecord, taxonomy: str, slug: str) -> None:
    if taxonomy in ("needs", "audiences"):
        getattr(record, taxonomy).remove(slug)
    record.terms = [term for term in record.terms if (term.taxonomy, term.slug) != (taxonomy, slug)]


def _names(records: Sequence[Any]) -> list[str]:
    return [record.reference for record in records]


def _batches(records: Iterable[_Item]) -> Iterator[list[_Item]]:
    everything = list(records)
    for at in range(0, len(everything), AT_ONCE):
        yield everything[at : at + AT_ONCE]
