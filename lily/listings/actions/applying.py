"""Bringing values into a listing: the one way in which a change made here becomes live."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import SYSTEM, Actor
from lily.directory.choices import EvidenceHow
from lily.directory.evidence import confirm
from lily.directory.models import Service
from lily.directory.queries.services import MISSING
from lily.errors import NotFound
from lily.listings.document import Document, differing, read_document
from lily.listings.document_writing import write_document
from lily.listings.fields import groups_of
from lily.listings.models.versions import ListingVersion
from lily.listings.queries.versions import find_last_version

FOUND = "As it was found"
WORDS = {
    EvidenceHow.OWNER: "the group itself",
    EvidenceHow.LINK: "the group itself",
    EvidenceHow.PHONE: "us, by telephone",
    EvidenceHow.MODERATOR: "a moderator",
    EvidenceHow.IMPORT: "the source of this listing",
    EvidenceHow.REFERRAL: "somebody who was sent there",
    EvidenceHow.STAFF: "one of us",
}
"""Who confirmed a group of fields, for anybody to read, by how the change came."""


def apply_changes(
    session: Session,
    service_id: UUID,
    values: Mapping[str, Any],
    *,
    by: Actor,
    how: EvidenceHow,
    why: str,
    sender: Actor | None = None,
    proposal_id: UUID | None = None,
) -> None:
    """Give a listing these values: a version before where one is missing, and one after.

    `by` is who makes it live, `sender` who asked for it (by default the same): the evidence and
    the version name the sender. The fields count as confirmed, and as written here by hand, so
    that imports leave them alone. Raises NotFound where the listing is gone.
    """
    service = lock_listing(session, service_id)
    live = read_document(session, service_id)
    sender = sender or by
    _keep_as_found(session, service_id, live)
    write_document(session, service_id, values)
    after = read_document(session, service_id)
    _keep_version(session, service_id, after, by=sender, why=why, proposal_id=proposal_id)
    confirm(
        session,
        service,
        groups_of(values),
        how=how,
        by=sender,
        words=WORDS[how],
        wrote=True,
    )
    service.changed_at = clock.now()
    session.flush()
    record(
        session,
        "apply_changes",
        by=by,
        kind="service",
        subject_id=service_id,
        changes={"fields": ([], differing(live, after)), "why": ("", why)},
    )


def lock_listing(session: Session, service_id: UUID) -> Service:
    """Return a listing as it is now, and let nobody else change it until the end of this work.

    SQLite has one writer at a time anyway. Raises NotFound.
    """
    session.flush()
    found = session.exec(
        select(Service)
        .where(Service.id == service_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return found


def _keep_as_found(session: Session, service_id: UUID, live: Document) -> None:
    """Keep the listing as it is, where an import (or nobody yet) made it other than we last did."""
    last = find_last_version(session, service_id)
    if last is None or last.document != live:
        _keep_version(session, service_id, live, by=SYSTEM, why=FOUND, proposal_id=None)


def _keep_version(
    session: Session,
    service_id: UUID,
    document: Document,
    *,
    by: Actor,
    why: str,
    proposal_id: UUID | None,
) -> None:
    last = find_last_version(session, service_id)
    if last and last.document == document:
        return
    session.add(
        ListingVersion(
            service_id=service_id,
            number=last.number + 1 if last else 1,
            document=document,
            account_id=by.account_id,
            by_words=by.words,
            why=why,
            proposal_id=proposal_id,
        )
    )
    session.flush()
