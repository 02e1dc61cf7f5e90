"""The name of a listing or organisation in its lasting address: made once, and kept."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.directory import text as texts
from lily.directory.models import FormerSlug, Organisation, Service

RESERVED = {"register"}
"""Names that pages of ours have beside the listings and organisations."""


class Slugs:
    """The slugs of one table that are taken, those of former names included."""

    def __init__(self, session: Session, table: type[Organisation | Service]) -> None:
        self._fallback = "listing" if table is Service else "organisation"
        taken = sa.union_all(sa.select(col(table.slug)), sa.select(col(FormerSlug.slug)))
        self._taken = {*RESERVED, *session.execute(taken).scalars()}
        self._next: dict[str, int] = {}

    def make(self, name: str, hints: Iterable[str] = ()) -> str:
        """Return a slug that nobody has: the name, or with a hint (its village), or a number."""
        plain = texts.slug(name) or self._fallback
        told = [slug for hint in hints if (slug := texts.slug(hint, 40)) and slug not in plain]
        tried = [plain, *(f"{plain}-{slug}" for slug in told)]
        for slug in tried:
            if slug not in self._taken:
                break
        else:
            slug = self._numbered(tried[-1])
        self._taken.add(slug)
        return slug

    def _numbered(self, slug: str) -> str:
        number = self._next.get(slug, 2)
        while f"{slug}-{number}" in self._taken:
            number += 1
        self._next[slug] = number + 1
        return f"{slug}-{number}"
