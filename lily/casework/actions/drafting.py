"""Choosing help for a person and what is told of them, before anything is sent."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.cases import hold_case
from lily.casework.actions.onward_letters import KIND
from lily.casework.choices import OnwardKind, OnwardState, Piece, Route
from lily.casework.models import Case, Client, OnwardReferral
from lily.casework.policies import why_not_work
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.sharing import LABELS, pieces_of, share, shared_of
from lily.errors import Invalid, Refused

LONGEST_REASON = 1000
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without what sounds or looks like another on the telephone: I, L, O, 0 and 1."""
REFERENCE_LENGTH = 8


SENT_MEANWHILE = (
    "Somebody sent them there while you had this page open: see above. Press again only if they "
    "are to be sent once more."
)
SENT_BEFORE = (
    "This was sent already, as it was before. Look at it, and tell them what is different."
)


@dataclass(frozen=True)
class Prescribed:
    """What is chosen for a person: how they come there, why, and what is told of them."""

    kind: OnwardKind
    reason: str
    service_id: UUID | None = None
    route: Route | None = None
    goal_id: UUID | None = None
    pieces: Collection[Piece] = ()


def draft_onward(
    session: Session,
    case: Case,
    wanted: Prescribed,
    told: dict[Piece, str],
    *,
    by: Actor,
    key: UUID | None = None,
    known: int | None = None,
) -> OnwardReferral:
    """Choose help for a person, without sending anything yet. `told` is what could be told of them.

    `key` is that of the form: pressed twice, it makes one. `known` is how often they had been sent
    there when the page was opened. Raises Invalid with the field, also where somebody sent them
    there since; Refused where the case is closed.
    """
    hold_case(session, case)
    found = session.get(OnwardReferral, key) if key else None
    if found and found.case_id == case.id:
        return _draft_again(session, found, case, wanted, told, by=by)
    _check(case, wanted, told)
    if known is not None and known != _count_there(session, case, wanted):
        raise Invalid("reason", SENT_MEANWHILE)
    onward = OnwardReferral(
        case_id=case.id,
        **_chosen(wanted, told),
        reference="".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH)),
        made_by=by.account_id,
    )
    if key and not found:
        onward.id = key
    session.add(onward)
    session.flush()
    changes = {"kind": (None, wanted.kind), "service": (None, wanted.service_id)}
    record(session, "draft_onward", by=by, kind=KIND, subject_id=onward.id, changes=changes)
    return onward


def _chosen(wanted: Prescribed, told: dict[Piece, str]) -> dict[str, Any]:
    pieces = () if wanted.kind is OnwardKind.SIGNPOSTED else wanted.pieces
    return {
        "service_id": wanted.service_id,
        "route": wanted.route,
        "kind": wanted.kind,
        "goal_id": wanted.goal_id,
        "reason": wanted.reason.strip(),
        "shared": share(told, pieces),
    }


def _draft_again(
    session: Session,
    onward: OnwardReferral,
    case: Case,
    wanted: Prescribed,
    told: dict[Piece, str],
    *,
    by: Actor,
) -> OnwardReferral:
    """Take what a form says that was kept before: only what was not sent can be put right."""
    chosen = _chosen(wanted, told)
    before = {name: getattr(onward, name) for name in chosen}
    if chosen == before:
        return onward
    if onward.state is not OnwardState.DRAFTED:
        raise Refused(SENT_BEFORE)
    _check(case, wanted, told)
    for name, value in chosen.items():
        setattr(onward, name, value)
    onward.changed_at = clock.now()
    session.flush()
    changes = {name: (before[name], chosen[name]) for name in ("kind", "service_id")}
    record(session, "redraft_onward", by=by, kind=KIND, subject_id=onward.id, changes=changes)
    return onward


def _count_there(session: Session, case: Case, wanted: Prescribed) -> int:
    """Return how often a person was sent to where they are to be sent now."""
    there = sa.select(sa.func.count()).where(
        col(OnwardReferral.case_id) == case.id,
        col(OnwardReferral.service_id).is_not_distinct_from(wanted.service_id),
        col(OnwardReferral.route).is_not_distinct_from(wanted.route),
    )
    return session.scalar(there) or 0


def _check(case: Case, wanted: Prescribed, told: dict[Piece, str]) -> None:
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    if (wanted.service_id is None) == (wanted.route is None):
        raise Invalid("kind", "Choose a service, or one of the other ways.")
    if (wanted.kind is OnwardKind.STATUTORY) != (wanted.route is not None):
        raise Invalid("kind", "Choose another way: this one does not lead there.")
    if len(wanted.reason) > LONGEST_REASON:
        raise Invalid("reason", f"Use at most {LONGEST_REASON:,} characters.")
    if wanted.kind in (OnwardKind.REFERRED, OnwardKind.STATUTORY):
        _check_told(wanted, told)


def _check_told(wanted: Prescribed, told: dict[Piece, str]) -> None:
    if not wanted.reason.strip():
        raise Invalid("reason", "Say in a few words what would help.")
    if not {Piece.NAME, Piece.REASON}.issubset(wanted.pieces):
        raise Invalid("pieces", "They cannot help without a name and a reason.")
    if wanted.route is None and not _can_be_reached(wanted.pieces, told):
        raise Invalid("pieces", "Tell them a number or an address to write to.")


def _can_be_reached(pieces: Collection[Piece], told: dict[Piece, str]) -> bool:
    return any(each in pieces and each in told for each in (Piece.PHONE, Piece.EMAIL))


def renew_draft(session: Session, onward: OnwardReferral, case: Case) -> bool:
    """Bring what a draft tells up to what is known now; return whether that is something else.

    How it is safe to reach a person goes wherever their number goes.
    """
    if onward.state is not OnwardState.DRAFTED or not onward.shared:
        return False
    labels = {label for label, _ in shared_of(onward)}
    pieces = {piece for piece, label in LABELS.items() if label in labels}
    if Piece.PHONE in pieces:
        pieces.add(Piece.SAFETY)
    client = session.get_one(Client, case.client_id)
    known = pieces_of(client, talk_of(find_conversation(session, case.id)), onward.reason)
    now = share(known, pieces)
    if now == onward.shared:
        return False
    onward.shared, onward.changed_at = now, clock.now()
    session.flush()
    return True
