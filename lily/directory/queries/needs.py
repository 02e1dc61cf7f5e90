"""Needs as people browse them: broad ones, each with the narrower ones below it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import aliased
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
    above = aliased(TaxonomyTerm)
    rows = session.execute(
        sa.select(
            col(TaxonomyTerm.slug),
            col(TaxonomyTerm.name),
            col(TaxonomyTerm.description),
            col(above.slug),
        )
        .join(Taxonomy, col(Taxonomy.id) == col(TaxonomyTerm.taxonomy_id))
        .outerjoin(above, col(above.id) == col(TaxonomyTerm.parent_id))
        .where(col(Taxonomy.slug) == NEEDS)
        .order_by(col(TaxonomyTerm.position), col(TaxonomyTerm.name))
    ).all()
    below: dict[str, list[Need]] = {}
    for slug, name, description, parent in rows:
        below.setdefault(parent or "", []).append(Need(slug, name, description, parent or ""))
    return [replace(top, children=tuple(below.get(top.slug, ()))) for top in below.get("", ())]


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
