"""Giving a person a copy of what is known of them."""

from sqlmodel import Session

from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import PackReason
from lily.casework.models import Client


def give_pack(
    session: Session,
    client: Client,
    reason: PackReason,
    *,
    given: int,
    left_out: int,
    by: Actor,
) -> None:
    """Write down that a copy was made: why, and how many entries are in it and were left out."""
    changes = {"reason": (None, reason), "given": (0, given), "left_out": (0, left_out)}
    record(session, "give_pack", by=by, kind="client", subject_id=client.id, changes=changes)
