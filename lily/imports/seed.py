"""Loads the demonstration: needs, audiences, organisations, advice and school terms.

It is loaded by the same road as any feed, and marked as a demonstration. Loading it again changes
only what differs. Synonyms and stop words belong to search; `lily seed` loads them after this.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, select

from lily.directory.models import AdvicePage, SchoolTerm, TermLink
from lily.errors import Invalid, Refused
from lily.imports.apply import Progress, apply
from lily.imports.drafts import Drafts
from lily.imports.feeds import Feed, Row
from lily.imports.records import AdviceRecord, OrganisationFile, SourceRecord, TermDatesRecord
from lily.imports.report import Report, Tally
from lily.imports.rows import NAMESPACE, Wanted, identify
from lily.imports.seed_files import (
    AUDIENCES,
    NEEDS,
    read_advice_file,
    read_organisation_file,
    read_school_terms,
    read_terms,
)
from lily.imports.stored import rows_within
from lily.imports.terms import Terms, apply_terms, known_terms
from lily.imports.writing import Writer

DEMONSTRATION = SourceRecord(
    slug="demonstration",
    name="The demonstration",
    licence="AGPL-3.0-or-later, as LILY",
    attribution="Invented for LILY. No organisation, person or telephone number here is real.",
    is_demonstration=True,
)


def load_seed(
    session: Session, folder: Path, today: date, *, progress: Progress | None = None
) -> Report:
    """Load the seed of a folder, and say what was done. Flushes and never commits.

    Raises Invalid, with the file and the field, where a file cannot be read.
    """
    if not (folder / "taxonomy.csv").is_file():
        raise Refused(f"There is no seed in {folder}: it needs a taxonomy.csv.")
    feed = read_seed(folder, today)
    report = apply(session, DEMONSTRATION, feed, retire_missing=True, progress=progress)
    with session.no_autoflush:
        writer = Writer(session, dry_run=False)
        _write_advice(session, writer, _read_advice(folder))
        if (folder / "school-terms.csv").is_file():
            _write_school_terms(session, writer, read_school_terms(folder / "school-terms.csv"))
    return report


def load_basics(session: Session, folder: Path) -> None:
    """Load what every installation begins with: needs, audiences and advice, but no listing.

    Flushes and never commits. Raises Invalid, with the file and the field.
    """
    with session.no_autoflush:
        writer = Writer(session, dry_run=False)
        apply_terms(session, writer, _read_taxonomies(folder).feed, Tally())
        _write_advice(session, writer, _read_advice(folder))


def _read_advice(folder: Path) -> list[AdviceRecord]:
    return [read_advice_file(path) for path in sorted((folder / "advice").glob("*.md"))]


def _read_taxonomies(folder: Path) -> Drafts:
    drafts = Drafts()
    for taxonomy, name in ((NEEDS, "taxonomy.csv"), (AUDIENCES, "audiences.csv")):
        drafts.taxonomy(taxonomy)
        for term in read_terms(folder / name, taxonomy):
            drafts.term(term)
    return drafts


def read_seed(folder: Path, today: date) -> Feed:
    """Read the taxonomies and organisations of a seed folder. Raises Invalid."""
    drafts = _read_taxonomies(folder)
    for path in sorted((folder / "organisations").glob("*.toml")):
        _draft(drafts, read_organisation_file(path), path.name, today)
    _refuse_unknown_terms(drafts.feed)
    if drafts.feed.refusals:
        raise Invalid("seed", "\n".join(str(refusal) for refusal in drafts.feed.refusals))
    return drafts.feed


def _draft(drafts: Drafts, file: OrganisationFile, name: str, today: date) -> None:
    """Take one file. References of places and services are unique within it, not beyond."""
    owner = file.organisation.reference
    drafts.organisation(Row("organisation", name), file.organisation.model_dump())
    for place in file.locations:
        raw = place.model_dump() | {"reference": f"{owner}/{place.reference}"}
        drafts.location(Row("location", f"{name}, {place.reference}"), raw)
    for service in file.services:
        raw = service.model_dump(exclude={"assured_days_ago"})
        raw |= {
            "reference": f"{owner}/{service.reference}",
            "organisation": owner,
            "assured_on": service.assured_by_day(today),
            "at": [at | {"location": f"{owner}/{at['location']}"} for at in raw["at"]],
        }
        drafts.service(Row("service", f"{name}, {service.reference}"), raw)


def _refuse_unknown_terms(feed: Feed) -> None:
    for service in feed.services.values():
        named = [("needs", slug) for slug in service.needs]
        named += [("audiences", slug) for slug in service.audiences]
        for taxonomy, slug in named:
            if (taxonomy, slug) not in feed.terms:
                words = f"there is no {slug} in the list of {taxonomy}"
                feed.refuse(Row("service", service.reference), taxonomy, words)


def _write_advice(session: Session, writer: Writer, pages: Iterable[AdviceRecord]) -> None:
    stored = {page.slug: page for page in session.exec(select(AdvicePage))}
    below = rows_within(session, stored.values())
    terms = known_terms(session)
    for page in pages:
        row = stored.get(page.slug)
        made = row.id if row else identify(NAMESPACE, "advice", page.slug)
        wanted = list(_advice_rows(page, made, terms))
        writer.write(wanted, row, below.get(made, []))
    writer.flush()


def _advice_rows(page: AdviceRecord, made: UUID, terms: Terms) -> Iterator[Wanted]:
    yield Wanted(AdvicePage, made, page.model_dump(exclude={"needs", "audiences"}))
    named = [("needs", slug) for slug in page.needs] + [("audiences", s) for s in page.audiences]
    for taxonomy, slug in named:
        if (taxonomy, slug) not in terms:
            words = f"advice/{page.slug}.md: there is no {slug} in the list of {taxonomy}."
            raise Invalid(taxonomy, words)
        term_id = terms[taxonomy, slug]
        link = identify(made, TermLink.__tablename__, term_id)
        yield Wanted(TermLink, link, {"term_id": term_id, "advice_page_id": made})


def _write_school_terms(session: Session, writer: Writer, terms: Iterable[TermDatesRecord]) -> None:
    stored = {row.id: row for row in session.exec(select(SchoolTerm))}
    for term in terms:
        made = identify(NAMESPACE, "school term", term.name)
        writer.write([Wanted(SchoolTerm, made, term.model_dump())], stored.get(made), [])
    writer.flush()
