"""Every version of a listing, and how any two differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from lily.accounts.queries import names_of
from lily.errors import NotFound
from lily.listings.document import differing
from lily.listings.models.versions import ListingVersion


@dataclass(frozen=True)
class FieldDifference:
    """One field that two versions say otherwise."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class VersionLine:
    """One version in the history: who made it, and which fields differ from the one before."""

    version: ListingVersion
    who: str
    fields: list[str]


def find_last_version(session: Session, service_id: UUID) -> ListingVersion | None:
    """Return the latest version of a listing, or None where it was never changed here."""
    return session.exec(
        select(ListingVersion)
        .where(ListingVersion.service_id == service_id)
        .order_by(col(ListingVersion.number).desc())
    ).first()


def get_version(session: Session, service_id: UUID, number: int) -> ListingVersion:
    """Return a version of a listing by its number. Raises NotFound."""
    found = session.exec(
        select(ListingVersion).where(
            ListingVersion.service_id == service_id, ListingVersion.number == number
        )
    ).one_or_none()
    if found is None:
        raise NotFound("This listing has no such version. Choose one from its history.")
    return found


def list_versions(session: Session, service_id: UUID) -> Sequence[VersionLine]:
    """Return every version of a listing, the latest first: two queries."""
    rows = session.exec(
        select(ListingVersion)
        .where(ListingVersion.service_id == service_id)
        .order_by(col(ListingVersion.number))
    ).all()
    names = names_of(session, {row.account_id for row in rows if row.account_id})
    lines: list[VersionLine] = []
    before: ListingVersion | None = None
    for row in rows:
        fields = differing(before.document, row.document) if before else []
        who = names.get(row.account_id, row.by_words) if row.account_id else row.by_words
        lines.append(VersionLine(row, who, fields))
        before = row
    return lines[::-1]


def compare_versions(before: ListingVersion, after: ListingVersion) -> list[FieldDifference]:
    """Return each field that two versions say otherwise, in the order of pages."""
    return compare_documents(before.document, after.document)


def compare_documents(before: dict[str, Any], after: dict[str, Any]) -> list[FieldDifference]:
    """Return each field that two documents say otherwise, in the order of pages."""
    return [
        FieldDifference(name, before.get(name), after[name]) for name in differing(before, after)
    ]
