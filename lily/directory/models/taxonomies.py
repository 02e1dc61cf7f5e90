"""What things are about: taxonomies, their terms as a tree, and the links of terms to things."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Dated, Row, link
from lily.directory.models.columns import exactly_one, own, refer, text


class Taxonomy(Dated, table=True):
    """A list of terms (HSDS taxonomy): `needs` and `audiences` are LILY's own."""

    __tablename__ = "taxonomy"

    slug: str = Field(unique=True)
    name: str
    description: str = text()
    uri: str = text()


class Crosswalk(Row, table=True):
    """The same thing in a public list: `scheme` names the list, `identifier` the term there."""

    __tablename__ = "crosswalk"
    __table_args__ = (sa.UniqueConstraint("term_id", "scheme", "identifier"),)

    term_id: UUID = link("taxonomy_term.id")
    scheme: str
    identifier: str


class TaxonomyTerm(Dated, table=True):
    """One term (HSDS taxonomy_term). Its slug is how addresses name it."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (
        sa.UniqueConstraint("taxonomy_id", "slug"),
        sa.CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )

    taxonomy_id: UUID = link("taxonomy.id")
    parent_id: UUID | None = link("taxonomy_term.id", default=None, on_delete="RESTRICT")
    slug: str
    name: str
    description: str = text()
    position: int = 0

    taxonomy: Taxonomy = refer()
    crosswalks: list[Crosswalk] = own(order_by=Crosswalk.scheme)


class FormerTerm(Row, table=True):
    """A slug that a term once had, and the term that stands for it now; none where it was retired.

    Old addresses and old feeds still lead to the term.
    """

    __tablename__ = "former_term"
    __table_args__ = (sa.UniqueConstraint("taxonomy_id", "slug"),)

    taxonomy_id: UUID = link("taxonomy.id")
    slug: str
    term_id: UUID | None = link("taxonomy_term.id", default=None, on_delete="SET NULL")


class TermLink(Row, table=True):
    """A term said of a thing (HSDS attribute)."""

    __tablename__ = "term_link"
    __table_args__ = (
        exactly_one("organisation_id", "service_id", "location_id", "advice_page_id"),
        *(
            sa.Index(
                f"uq_term_link_{owner}",
                "term_id",
                f"{owner}_id",
                unique=True,
                sqlite_where=sa.text(f"{owner}_id IS NOT NULL"),
                postgresql_where=sa.text(f"{owner}_id IS NOT NULL"),
            )
            for owner in ("organisation", "service", "location", "advice_page")
        ),
    )

    term_id: UUID = link("taxonomy_term.id")
    organisation_id: UUID | None = link("organisation.id", default=None)
    service_id: UUID | None = link("service.id", default=None)
    location_id: UUID | None = link("location.id", default=None)
    advice_page_id: UUID | None = link("advice_page.id", default=None)

    term: TaxonomyTerm = refer()
