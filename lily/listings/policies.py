"""What passes without a moderator."""

from collections.abc import Iterable

from lily.directory.choices import EvidenceHow, ServiceStatus
from lily.listings.choices import ProposalKind, Trust
from lily.listings.fields import FIELDS, in_order

_TRUST = {
    EvidenceHow.OWNER: Trust.SAFE_FIELDS,
    EvidenceHow.LINK: Trust.SAFE_FIELDS,
    EvidenceHow.PHONE: Trust.SAFE_FIELDS,
    EvidenceHow.MODERATOR: Trust.ALL,
}
_RUNNING = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)


def trust_of(how: EvidenceHow) -> Trust:
    """Return how far a change passes by the way it came, where nothing more is known.

    Whoever speaks for a listing (its owner, the holder of its link, whoever answers its telephone)
    may say when it is on, what it costs and whether there is room.
    """
    return _TRUST.get(how, Trust.NONE)


def passes_at_once(field: str, trust: Trust) -> bool:
    """Say whether a field is changed without waiting for a moderator."""
    if trust is Trust.ALL:
        return True
    return trust is Trust.SAFE_FIELDS and FIELDS[field].is_safe


def fields_at_once(fields: Iterable[str], trust: Trust) -> list[str]:
    """Return the fields that are changed without waiting, in the order of pages."""
    return [field for field in in_order(fields) if passes_at_once(field, trust)]


def kind_of(changes: dict[str, object], *, is_new: bool) -> ProposalKind:
    """Return what changes amount to: the weightiest thing that they do."""
    if is_new:
        return ProposalKind.NEW
    if "status" in changes and changes["status"] not in _RUNNING:
        return ProposalKind.CLOSE
    return ProposalKind.RENAME if "name" in changes else ProposalKind.CHANGE
