"""When a record may be opened in an emergency, and who may sign that off."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from lily.casework.choices import KeyKind
from lily.casework.models import EmergencyLook

HOLDS_FOR = timedelta(minutes=60)
SIGN_OFF_WITHIN = timedelta(days=7)
SHORTEST_REASON = 15
LONGEST_REASON = 1000
_SURE = frozenset({KeyKind.NAME_AND_BIRTH, KeyKind.NHS_NUMBER})
"""Keys that are one person's, though several teams may have a record of them."""


def why_not_reason(reason: str) -> str | None:
    """Return why a reason is none, or None where it is one."""
    if len(reason) < SHORTEST_REASON:
        return f"Say why you must reach them now, in at least {SHORTEST_REASON} characters."
    if len(reason) > LONGEST_REASON:
        return f"Use at most {LONGEST_REASON:,} characters."
    return None


def is_one_person(kinds: Collection[KeyKind], count: int) -> bool:
    """Say whether so many records that have keys of these kinds are surely of one person.

    A household shares a telephone number.
    """
    return count == 1 or (count > 1 and bool(_SURE.intersection(kinds)))


def why_not_sign_off(look: EmergencyLook, account_id: UUID | None) -> str | None:
    """Return why somebody may not sign off a look, or None where they may."""
    if look.reviewed_at:
        return "Somebody has signed this off already."
    if look.account_id == account_id:
        return "You opened this yourself: somebody else signs it off."
    return None


def is_overdue(look: EmergencyLook, now: datetime) -> bool:
    """Say whether a look should have been signed off by now."""
    return look.reviewed_at is None and look.opened_at + SIGN_OFF_WITHIN < now
