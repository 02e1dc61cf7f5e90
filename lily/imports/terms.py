"""Brings lists of terms into the directory, parents first."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session, col, select

from lily.directory.models import Crosswalk, FormerTerm, Taxonomy, TaxonomyTerm
from lily.errors import Invalid
from lily.imports.feeds import Feed
from lily.imports.records import TaxonomyTermRecord
from lily.imports.report import Tally
from lily.imports.rows import NAMESPACE, Wanted, identify
from lily.imports.stored import rows_within
from lily.imports.writing import Writer

Terms = dict[tuple[str, str], UUID]


def apply_terms(session: Session, writer: Writer, feed: Feed, tally: Tally) -> Terms:
    """Write the feed's taxonomies and terms; return the identifier of every term there is.

    A term that staff have since merged into another or retired is not made again; its slug leads
    to the term that took its place.
    """
    taxonomies = _write_taxonomies(session, writer, feed)
    stored = {row.id: row for row in session.exec(select(TaxonomyTerm))}
    slugs = {made: slug for slug, made in taxonomies.items()}
    known: Terms = {(slugs[row.taxonomy_id], row.slug): row.id for row in stored.values()}
    former = former_terms(session)
    known |= {key: made for key, made in former.items() if made and key not in known}
    touched = [stored[known[key]] for key in feed.terms if key in known]
    below = rows_within(session, touched)
    for position, record in enumerate(_parents_first(feed)):
        key = (record.taxonomy, record.slug)
        if key in former:
            continue
        made = known.setdefault(key, identify(taxonomies[record.taxonomy], "term", record.slug))
        parent = known.get((record.taxonomy, record.parent)) if record.parent else None
        wanted = [
            Wanted(
                TaxonomyTerm,
                made,
                {
                    "taxonomy_id": taxonomies[record.taxonomy],
                    "parent_id": parent,
                    "slug": record.slug,
                    "name": record.name,
                    "description": record.description,
                    "position": position,
                },
            ),
            *_crosswalks(record, made),
        ]
        tally.read += 1
        tally.count(writer.write(wanted, stored.get(made), below.get(made, [])))
    writer.flush()
    return known


def known_terms(session: Session) -> Terms:
    """Return the identifier of every stored term, by its taxonomy's slug and its own or former."""
    joined = select(Taxonomy.slug, TaxonomyTerm.slug, TaxonomyTerm.id).join(TaxonomyTerm)
    now = {(taxonomy, slug): made for taxonomy, slug, made in session.exec(joined)}
    return {key: made for key, made in former_terms(session).items() if made} | now


def former_terms(session: Session) -> dict[tuple[str, str], UUID | None]:
    """Return what stands for each slug that a term once had; None where it was retired."""
    joined = select(Taxonomy.slug, FormerTerm.slug, FormerTerm.term_id).join(
        FormerTerm, col(FormerTerm.taxonomy_id) == col(Taxonomy.id)
    )
    return {(taxonomy, slug): made for taxonomy, slug, made in session.exec(joined)}


def _write_taxonomies(session: Session, writer: Writer, feed: Feed) -> dict[str, UUID]:
    stored = {row.slug: row for row in session.exec(select(Taxonomy))}
    made = {slug: row.id for slug, row in stored.items()}
    for record in feed.taxonomies.values():
        made.setdefault(record.slug, identify(NAMESPACE, "taxonomy", record.slug))
        wanted = Wanted(Taxonomy, made[record.slug], record.model_dump())
        writer.write([wanted], stored.get(record.slug), [])
    writer.flush()
    return made


def _crosswalks(record: TaxonomyTermRecord, term_id: UUID) -> Iterator[Wanted]:
    for scheme, identifier in sorted(
        {(same.scheme, same.identifier) for same in record.crosswalks}
    ):
        made = identify(term_id, "crosswalk", scheme, identifier)
        values = {"term_id": term_id, "scheme": scheme, "identifier": identifier}
        yield Wanted(Crosswalk, made, values)


def _parents_first(feed: Feed) -> list[TaxonomyTermRecord]:
    """Return the terms so that each comes after its parent. Raises Invalid on a loop."""
    done: dict[tuple[str, str], TaxonomyTermRecord] = {}
    waiting = list(feed.terms.values())
    while waiting:
        ready = [t for t in waiting if not t.parent or (t.taxonomy, t.parent) in done]
        if not ready:
            raise Invalid("parent", f"{waiting[0].slug} has a parent that is not in its list.")
        done |= {(term.taxonomy, term.slug): term for term in ready}
        waiting = [term for term in waiting if (term.taxonomy, term.slug) not in done]
    return list(done.values())
