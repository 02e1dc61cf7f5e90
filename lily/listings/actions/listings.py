"""What a moderator does to a whole listing: restore, rename, move, archive, remove."""

from uuid import UUID

from sqlmodel import Session, col, select

from lily.audit.actions import Changes, record
from lily.audit.actors import Actor
from lily.directory.choices import EvidenceHow, ServiceStatus
from lily.directory.models import FormerSlug, Organisation, Service
from lily.directory.queries.services import MISSING
from lily.errors import Invalid, NotFound, Refused
from lily.listings.actions.applying import apply_changes, lock_listing
from lily.listings.actions.deciding import close_proposal
from lily.listings.choices import ProposalState
from lily.listings.document import differing, read_document
from lily.listings.models.proposals import Proposal
from lily.listings.queries.proposals import get_proposal
from lily.listings.queries.versions import get_version
from lily.listings.values import tidy_changes

_KIND = "service"
_BY_HAND = EvidenceHow.MODERATOR


def restore_version(session: Session, service_id: UUID, number: int, *, by: Actor) -> None:
    """Put a listing back as it was in a version. Raises NotFound, or Refused if it is so now."""
    document = get_version(session, service_id, number).document
    live = read_document(session, service_id)
    values = {name: document[name] for name in differing(live, document)}
    if not values:
        raise Refused("The listing is like this version already. Nothing was changed.")
    why = f"Put back as it was in version {number}"
    apply_changes(session, service_id, values, by=by, how=_BY_HAND, why=why)
    _record(session, "restore_version", service_id, by, {"version": ("", number)})


def rename_listing(session: Session, service_id: UUID, name: str, *, by: Actor) -> None:
    """Give a listing a new name and address; the old address leads to it."""
    live = read_document(session, service_id)
    values = tidy_changes({"name": name}, live)
    if values["name"] == live["name"]:
        raise Invalid("name", "This is its name already. Write the new one.")
    apply_changes(session, service_id, values, by=by, how=_BY_HAND, why="Renamed")
    _record(session, "rename_listing", service_id, by, {"name": (live["name"], values["name"])})


def move_listing(
    session: Session, service_id: UUID, organisation: Organisation, *, by: Actor
) -> None:
    """Say that another organisation runs a listing. Its address stays; what waits goes along."""
    service = lock_listing(session, service_id)
    before = service.organisation_id
    if before == organisation.id:
        raise Invalid("organisation", "This organisation runs it already. Choose another.")
    service.organisation_id = organisation.id
    for proposal in _open_proposals(session, service_id):
        proposal.organisation_id = organisation.id
    session.flush()
    changes = {"organisation_id": (before, organisation.id)}
    _record(session, "move_listing", service_id, by, changes)


def archive_listing(session: Session, service_id: UUID, *, by: Actor, reason: str) -> None:
    """Say that a listing has stopped for good. Its page says so, and its history stays."""
    reason = _reason(reason)
    values = {"status": ServiceStatus.DEFUNCT.value}
    if read_document(session, service_id)["status"] == ServiceStatus.DEFUNCT:
        raise Refused("This listing is archived already.")
    apply_changes(session, service_id, values, by=by, how=_BY_HAND, why=f"Archived: {reason}")
    _record(session, "archive_listing", service_id, by, {"reason": ("", reason)})


def remove_listing(
    session: Session,
    service_id: UUID,
    *,
    by: Actor,
    reason: str,
    instead: Service | None = None,
) -> None:
    """Take a listing out of LILY with its whole history. There is no way back.

    Its addresses lead to the listing `instead`, where there is one. Changes that wait for it are
    closed, with words to whoever asked.
    """
    reason = _reason(reason)
    service = lock_listing(session, service_id)
    if instead and instead.id == service_id:
        raise Invalid("instead", "Choose another listing than the one you remove.")
    for proposal in _open_proposals(session, service_id):
        close_proposal(session, proposal, by=by)
    slugs = [service.slug]
    for former in session.exec(select(FormerSlug).where(FormerSlug.service_id == service_id)):
        slugs.append(former.slug)
        session.delete(former)
    name = service.name
    session.delete(service)
    session.flush()
    if instead:
        session.add_all(FormerSlug(slug=slug, service_id=instead.id) for slug in slugs)
        session.flush()
    changes = {"name": (name, ""), "reason": ("", reason), "slug": (slugs[0], "")}
    _record(session, "remove_listing", service_id, by, changes)


def _open_proposals(session: Session, service_id: UUID) -> list[Proposal]:
    wanted = select(Proposal.id).where(
        Proposal.service_id == service_id,
        col(Proposal.state).in_([ProposalState.DRAFT, ProposalState.WAITING]),
    )
    return [get_proposal(session, made) for made in session.exec(wanted).all()]


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("reason", "Say in a few words why.")
    if len(reason) > 500:
        raise Invalid("reason", "This is too long. Write at most 500 letters.")
    return reason


def _record(
    session: Session,
    action: str,
    service_id: UUID,
    by: Actor,
    changes: Changes,
) -> None:
    record(session, action, by=by, kind=_KIND, subject_id=service_id, changes=changes)


def get_listing(session: Session, service_id: UUID) -> Service:
    """Return a listing by its identifier. Raises NotFound."""
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound(MISSING)
    return service
