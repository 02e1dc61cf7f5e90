"""Needs as people browse them: broad ones, each with the narrower ones below it."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.directory.models import Taxonomy, TaxonomyTerm
from lily.errors import NotFound

NEEDS = "needs"
AUDIENCES = "audiences"


@dataclass(frozen=True)
class Need:
    """A term of the taxonomy of needs. `parent` is the broader one's slug, empty at the top."""

    slug: str
    name: str
    description: str = ""
    parent: str = ""
    children: tuple["Need", ...] = ()


def list_needs(session: Session) -> list[Need]:
    """Return the broad needs in their order, with the narrower ones below them."""
    rows = session.execute(
        sa.select(
            col(TaxonomyTerm.id),
            col(TaxonomyTerm.parent_id),
            col(TaxonomyTerm.slug),
            col(TaxonomyTerm.name),
            col(TaxonomyTerm.description),
        )
        .join(Taxonomy, col(Taxonomy.id) == TaxonomyTerm.taxonomy_id)
        .where(col(Taxonomy.slug) == NEEDS)
        .order_by(col(TaxonomyTerm.position), col(TaxonomyTerm.name))
    ).all()
    below: dict[object, list[Need]] = {}
    slugs = {row.id: row.slug for row in rows}
    for row in rows:
        if row.parent_id:
            need = Need(row.slug, row.name, row.description, slugs.get(row.parent_id, ""))
            below.setdefault(row.parent_id, []).append(need)
    return [
        Need(row.slug, row.name, row.description, "", tuple(below.get(row.id, ())))
        for row in rows
        if row.parent_id is None
    ]


def find_need(needs: list[Need], slug: str) -> Need | None:
    """Return a need from the tree by its slug."""
    every = (need for top in needs for need in (top, *top.children))
    return next((need for need in every if need.slug == slug), None)


def get_need(needs: list[Need], slug: str) -> Need:
    """Return a need from the tree by its slug. Raises NotFound."""
    need = find_need(needs, slug)
    if need is None:
        raise NotFound("We do not have that kind of help. Choose one from the list of needs.")
    return need


def names_of_terms(session: Session, slugs: Collection[str]) -> dict[tuple[str, str], str]:
    """Return the names of terms by (taxonomy, slug); asks nothing where none is given."""
    if not slugs:
        return {}
    rows = session.execute(
        sa.select(col(Taxonomy.slug), col(TaxonomyTerm.slug), col(TaxonomyTerm.name))
        .join(Taxonomy, col(Taxonomy.id) == col(TaxonomyTerm.taxonomy_id))
        .where(col(TaxonomyTerm.slug).in_(slugs))
    ).all()
    return {(taxonomy, slug): name for taxonomy, slug, name in rows}
