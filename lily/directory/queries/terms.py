"""Terms as their editors see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily.directory.models import (
    Crosswalk,
    FormerTerm,
    Service,
    Taxonomy,
    TaxonomyTerm,
    TermLink,
)
from lily.errors import NotFound

RETIRED = "We no longer list by that need. Choose one from the list of needs."


@dataclass(frozen=True)
class Branch:
    """A term in its tree, with how many listings it is said of by itself."""

    term: TaxonomyTerm
    listings: int
    children: tuple["Branch", ...] = ()


def get_taxonomy(session: Session, slug: str) -> Taxonomy:
    """Return a list of terms by its slug. Raises NotFound."""
    found = session.exec(select(Taxonomy).where(Taxonomy.slug == slug)).one_or_none()
    if found is None:
        raise NotFound("We have no such list. Choose needs or audiences.")
    return found


def get_term(session: Session, term_id: UUID) -> TaxonomyTerm:
    """Return a term. Raises NotFound."""
    found = session.get(TaxonomyTerm, term_id)
    if found is None:
        raise NotFound("That is not in the list any more. Choose one from the list.")
    return found


def find_term(session: Session, taxonomy_id: UUID, slug: str) -> TaxonomyTerm | None:
    """Return a term of a list by its slug, or None."""
    return session.exec(
        select(TaxonomyTerm).where(
            TaxonomyTerm.taxonomy_id == taxonomy_id, TaxonomyTerm.slug == slug
        )
    ).one_or_none()


def list_branches(session: Session, taxonomy_id: UUID) -> list[Branch]:
    """Return a list of terms as a tree, with counts, in two statements."""
    terms = session.exec(
        select(TaxonomyTerm)
        .where(TaxonomyTerm.taxonomy_id == taxonomy_id)
        .order_by(col(TaxonomyTerm.position), col(TaxonomyTerm.name))
    ).all()
    rows = session.execute(
        sa.select(col(TermLink.term_id), sa.func.count(col(TermLink.service_id)))
        .where(
            col(TermLink.term_id).in_(
                sa.select(col(TaxonomyTerm.id)).where(col(TaxonomyTerm.taxonomy_id) == taxonomy_id)
            )
        )
        .group_by(col(TermLink.term_id))
    )
    counts = {term_id: count for term_id, count in rows}

    def branches(parent_id: UUID | None) -> tuple[Branch, ...]:
        return tuple(
            Branch(term, counts.get(term.id, 0), branches(term.id))
            for term in terms
            if term.parent_id == parent_id
        )

    return list(branches(None))


def siblings(session: Session, taxonomy_id: UUID, parent_id: UUID | None) -> list[TaxonomyTerm]:
    """Return the terms that stand below a term (or at the top), in their order."""
    return list(
        session.exec(
            select(TaxonomyTerm)
            .where(
                TaxonomyTerm.taxonomy_id == taxonomy_id, col(TaxonomyTerm.parent_id) == parent_id
            )
            .order_by(col(TaxonomyTerm.position), col(TaxonomyTerm.name))
        )
    )


def below(session: Session, term: TaxonomyTerm) -> list[TaxonomyTerm]:
    """Return the narrower terms of a term."""
    return siblings(session, term.taxonomy_id, term.id)


def crosswalks_of(session: Session, term: TaxonomyTerm) -> Sequence[Crosswalk]:
    """Return what a term is called in public lists."""
    return session.exec(
        select(Crosswalk)
        .where(Crosswalk.term_id == term.id)
        .order_by(col(Crosswalk.scheme), col(Crosswalk.identifier))
    ).all()


def count_links(session: Session, term_id: UUID) -> tuple[int, int]:
    """Return of how many listings a term is said, and of how many other things."""
    row = session.execute(
        sa.select(sa.func.count(col(TermLink.service_id)), sa.func.count()).where(
            col(TermLink.term_id) == term_id
        )
    ).one()
    return row[0], row[1] - row[0]


def count_in_both(session: Session, term_id: UUID, other_id: UUID) -> int:
    """Return of how many listings both terms are said."""
    of_other = sa.select(col(TermLink.service_id)).where(col(TermLink.term_id) == other_id)
    return session.exec(
        select(sa.func.count(col(TermLink.id))).where(
            TermLink.term_id == term_id, col(TermLink.service_id).in_(of_other)
        )
    ).one()


def former_slugs(session: Session, taxonomy_id: UUID) -> dict[str, UUID | None]:
    """Return the term that stands for each slug that was one's once; None where it was retired."""
    rows = session.exec(
        select(FormerTerm.slug, FormerTerm.term_id).where(FormerTerm.taxonomy_id == taxonomy_id)
    )
    return {slug: term_id for slug, term_id in rows}


def find_slug_now(session: Session, taxonomy: str, former: str) -> str | None:
    """Return the slug of the term that a former slug leads to. Raises NotFound where retired."""
    row = session.execute(
        sa.select(col(FormerTerm.id), col(TaxonomyTerm.slug))
        .join(Taxonomy, col(Taxonomy.id) == col(FormerTerm.taxonomy_id))
        .outerjoin(TaxonomyTerm, col(TaxonomyTerm.id) == col(FormerTerm.term_id))
        .where(col(Taxonomy.slug) == taxonomy, col(FormerTerm.slug) == former)
    ).first()
    if row is None:
        return None
    if row[1] is None:
        raise NotFound(RETIRED)
    return str(row[1])


def list_listings(session: Session, term_id: UUID, most: int = 50) -> list[tuple[str, str]]:
    """Return (slug, name) of the first listings that a term is said of, by name."""
    rows = session.execute(
        sa.select(col(Service.slug), col(Service.name))
        .join(TermLink, col(TermLink.service_id) == col(Service.id))
        .where(col(TermLink.term_id) == term_id)
        .order_by(col(Service.name))
        .limit(most)
    )
    return [(slug, name) for slug, name in rows]
