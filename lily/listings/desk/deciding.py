"""Deciding a pair: two, or one kept and the other archived with its address leading on."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.directory.choices import ServiceStatus
from lily.directory.models import FormerSlug, Organisation, Service
from lily.errors import NotFound, Refused
from lily.listings.desk.choices import PairKind, PairState
from lily.listings.desk.duplicates import archived_id
from lily.listings.models.duplicates import LikelyDuplicate
from lily.listings.models.owners import Membership
from lily.listings.models.proposals import Proposal

_KIND = "likely_duplicate"
_Thing = Service | Organisation
_DEEDS = {
    PairState.OPEN: "look_at_pair_again",
    PairState.NOT_A_DUPLICATE: "say_two_are_two",
    PairState.MERGED: "keep_one_of_two",
}


def _find(session: Session, kind: PairKind, thing_id: UUID) -> _Thing | None:
    if kind is PairKind.SERVICE:
        return session.get(Service, thing_id)
    return session.get(Organisation, thing_id)


def _decide(
    session: Session, pair: LikelyDuplicate, state: PairState, by: Actor, **more: Any
) -> None:
    before = pair.state
    is_open = state is PairState.OPEN
    now = clock.now()
    pair.state, pair.changed_at = state, now
    pair.decided_at, pair.decided_by = (None, None) if is_open else (now, by.account_id)
    session.flush()
    record(
        session,
        _DEEDS[state],
        by=by,
        kind=_KIND,
        subject_id=pair.id,
        changes={"state": (before, state), **more},
    )


def _refuse_decided(pair: LikelyDuplicate) -> None:
    if pair.state is not PairState.OPEN:
        raise Refused("Somebody has decided this already. Go back to the list for the next.")


def say_two_are_two(session: Session, pair: LikelyDuplicate, *, by: Actor) -> None:
    """Remember that a pair is two. Raises Refused where it was decided."""
    _refuse_decided(pair)
    _decide(session, pair, PairState.NOT_A_DUPLICATE, by)


def keep_one(session: Session, pair: LikelyDuplicate, kept_id: UUID, *, by: Actor) -> None:
    """Keep one of a pair and archive the other, whose address leads to the kept one.

    An archived listing is defunct; the listings of an archived organisation, what waits for them
    and those who look after them go to the kept one.
    `look_again` undoes it. Raises Refused where it was decided, NotFound where one is gone.
    """
    _refuse_decided(pair)
    if kept_id not in (pair.one_id, pair.other_id):
        raise NotFound("That is not one of the two. Choose again.")
    pair.kept_id = kept_id
    kept = _find(session, pair.kind, kept_id)
    other = _find(session, pair.kind, archived_id(pair))
    if kept is None or other is None:
        raise NotFound("One of the two is gone. Choose another pair from the list.")
    undo = _archive(session, pair.kind, kept, other)
    pair.undo = json.dumps(undo)
    _decide(
        session,
        pair,
        PairState.MERGED,
        by,
        kept=(None, kept.name),
        archived=(None, other.name),
        address=(undo["slug"], other.slug),
    )


def _owned(kind: PairKind, thing_id: UUID) -> dict[str, Any]:
    return {"service_id" if kind is PairKind.SERVICE else "organisation_id": thing_id}


def _archive(session: Session, kind: PairKind, kept: _Thing, other: _Thing) -> dict[str, Any]:
    """Archive one for another; return what `look_again` needs."""
    owner = col(FormerSlug.service_id if kind is PairKind.SERVICE else FormerSlug.organisation_id)
    former = session.exec(select(FormerSlug).where(owner == other.id)).all()
    undo: dict[str, Any] = {"slug": other.slug, "former": [each.slug for each in former]}
    for each in former:
        each.service_id = kept.id if kind is PairKind.SERVICE else None
        each.organisation_id = None if kind is PairKind.SERVICE else kept.id
    session.add(FormerSlug(slug=other.slug, **_owned(kind, kept.id)))
    other.slug = f"{other.slug}-archived-{other.id.hex[:8]}"
    other.changed_at = clock.now()
    if isinstance(other, Service):
        undo["status"], other.status = other.status.value, ServiceStatus.DEFUNCT
    else:
        services = session.exec(select(Service).where(Service.organisation_id == other.id)).all()
        undo["services"] = [str(service.id) for service in services]
        for service in services:
            service.organisation_id, service.changed_at = kept.id, clock.now()
        undo["proposals"] = _hand_on(session, other.id, kept.id)
        undo["members"] = _join(session, other.id, kept.id)
    session.flush()
    return undo


def _hand_on(session: Session, one: UUID, other: UUID) -> list[str]:
    """Let all that was asked for one organisation be of the other; return what that was."""
    asked = session.exec(select(Proposal).where(Proposal.organisation_id == one)).all()
    for proposal in asked:
        proposal.organisation_id = other
    return [str(proposal.id) for proposal in asked]


def _members(session: Session, organisation_id: UUID) -> Sequence[Membership]:
    return session.exec(
        select(Membership).where(
            Membership.organisation_id == organisation_id, col(Membership.ended_at).is_(None)
        )
    ).all()


def _join(session: Session, one: UUID, other: UUID) -> list[dict[str, Any]]:
    """Let those who look after one organisation look after the other; return how they stood.

    The other's lead stays, where it has one. Who looks after both does so once.
    """
    there = _members(session, other)
    accounts, has_lead = {each.account_id for each in there}, bool(there)
    undo = []
    for each in _members(session, one):
        is_in_both = each.account_id in accounts
        undo.append({"id": str(each.id), "is_lead": each.is_lead, "is_in_both": is_in_both})
        if is_in_both:
            each.ended_at = clock.now()
        else:
            each.organisation_id = other
        each.is_lead = each.is_lead and not has_lead
    return undo


def look_again(session: Session, pair: LikelyDuplicate, *, by: Actor) -> None:
    """Undo what was decided of a pair; it waits again. Raises Refused where it waits."""
    if pair.state is PairState.OPEN:
        raise Refused("This pair waits already. Decide it on its page.")
    if pair.state is PairState.MERGED:
        _restore(session, pair)
    pair.kept_id, pair.undo = None, ""
    _decide(session, pair, PairState.OPEN, by)


def _restore(session: Session, pair: LikelyDuplicate) -> None:
    undo = json.loads(pair.undo)
    other = _find(session, pair.kind, archived_id(pair))
    if other is None:
        raise NotFound("The archived one is gone, and cannot come back.")
    session.execute(sa.delete(FormerSlug).where(col(FormerSlug.slug) == undo["slug"]))
    for each in session.exec(select(FormerSlug).where(col(FormerSlug.slug).in_(undo["former"]))):
        each.service_id = other.id if isinstance(other, Service) else None
        each.organisation_id = None if isinstance(other, Service) else other.id
    other.slug, other.changed_at = undo["slug"], clock.now()
    if isinstance(other, Service):
        other.status = ServiceStatus(undo["status"])
    else:
        ids = [UUID(each) for each in undo["services"]]
        for service in session.exec(select(Service).where(col(Service.id).in_(ids))):
            service.organisation_id, service.changed_at = other.id, clock.now()
        _part(session, other.id, undo)
    session.flush()


def _part(session: Session, organisation_id: UUID, undo: dict[str, Any]) -> None:
    """Give back to an organisation what was asked for it, and those who looked after it."""
    asked = [UUID(each) for each in undo["proposals"]]
    for proposal in session.exec(select(Proposal).where(col(Proposal.id).in_(asked))):
        proposal.organisation_id = organisation_id
    stood = {UUID(each["id"]): each for each in undo["members"]}
    for each in session.exec(select(Membership).where(col(Membership.id).in_(stood))):
        before = stood[each.id]
        each.organisation_id = organisation_id
        each.ended_at = None if before["is_in_both"] else each.ended_at
        each.is_lead = before["is_lead"] and each.ended_at is None
