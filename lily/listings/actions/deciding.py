"""Deciding about a change: approve, approve in part or with edits, reject, once and by one."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.accounts.models import Account
from lily.audit.actions import record
from lily.audit.actors import SYSTEM, Actor
from lily.directory.models import Organisation, Service
from lily.errors import Invalid, Refused
from lily.imports.slugs import Slugs
from lily.listings.actions.applying import apply_changes
from lily.listings.choices import ChangeState, ProposalState, Trust
from lily.listings.document import empty_document
from lily.listings.models.proposals import Proposal, ProposedChange
from lily.listings.policies import fields_at_once
from lily.listings.queries.proposals import (
    get_proposal,
    live_document,
    proposed_document,
    service_of,
)
from lily.listings.values import tidy_changes
from lily.post.outbox import send

LONGEST_REASON = 2000
GONE = "The listing was removed while this waited, so nothing was changed."
_KIND = "proposal"


class AlreadyDecided(Refused):
    """Somebody decided, sent or took back this proposal first; the proposal says who and when."""

    def __init__(self) -> None:
        super().__init__("This was dealt with already. Nothing more was changed.")


def take(
    session: Session,
    proposal: Proposal,
    expected: ProposalState,
    *,
    state: ProposalState,
    version: int | None = None,
) -> None:
    """Bring a proposal to a state, where it still is in the expected one: one of two wins.

    `version` is the one that a page showed, where that matters. Raises AlreadyDecided.
    """
    session.flush()
    wanted = [col(Proposal.id) == proposal.id, col(Proposal.state) == expected]
    if version is not None:
        wanted.append(col(Proposal.version) == version)
    done = session.execute(
        sa.update(Proposal)
        .where(*wanted)
        .values(state=state, version=col(Proposal.version) + 1)
        .execution_options(synchronize_session=False)
    )
    get_proposal(session, proposal.id, anew=True)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise AlreadyDecided


def approve_proposal(
    session: Session,
    proposal: Proposal,
    *,
    by: Actor,
    fields: Collection[str] | None = None,
    edits: Mapping[str, Any] | None = None,
    note: str = "",
    version: int | None = None,
) -> None:
    """Make a waiting change live: all of it, or these fields, in other words where `edits` say so.

    The fields that are left out are rejected, and `note` tells the owner why: it is needed then.
    A listing that was removed meanwhile closes the proposal, with words. Raises AlreadyDecided,
    Invalid with the field of an edit, Refused where nothing is chosen.
    """
    take(session, proposal, ProposalState.WAITING, state=ProposalState.APPROVED, version=version)
    if proposal.service_id is None and not _is_new(proposal):
        close_proposal(session, proposal, by=by)
        return
    waiting = [each for each in proposal.changes if each.state is ChangeState.WAITING]
    chosen = {each.field for each in waiting} & set(fields if fields is not None else _all(waiting))
    note = _tidy_reason(note, needed=len(chosen) < len(waiting))
    if not chosen:
        raise Refused("Tick at least one field, or reject the whole change with a reason.")
    if _is_new(proposal) and "name" not in chosen:
        raise Refused("A new listing needs its name. Tick it, or reject the whole with a reason.")
    _mark(session, proposal, waiting, chosen, dict(edits or {}))
    approved = [each for each in waiting if each.field in chosen]
    is_whole = len(approved) == len(waiting)
    _decide(proposal, ProposalState.APPROVED if is_whole else ProposalState.PART_APPROVED, by, note)
    _bring_in(session, proposal, approved, by)
    states = {each.field: ("waiting", each.state) for each in waiting}
    _record(session, "approve_proposal", proposal, by, states)
    if is_whole:
        _tell(session, proposal, "change-approved")
    else:
        _tell(session, proposal, "change-part-approved", reason=note)


def approve_at_once(session: Session, proposal: Proposal, trust: Trust, *, by: Actor) -> None:
    """Make live what needs no moderator; all of it decides the proposal, a part leaves the rest."""
    at_once = set(fields_at_once((each.field for each in proposal.changes), trust))
    if not at_once or (_is_new(proposal) and trust is not Trust.ALL):
        return
    passing = [each for each in proposal.changes if each.field in at_once]
    for each in passing:
        each.state = ChangeState.APPROVED
    if len(passing) == len(proposal.changes):
        _decide(proposal, ProposalState.APPROVED, by, "")
        proposal.decided_by = None
    _bring_in(session, proposal, passing, by)
    _record(session, "approve_at_once", proposal, by, {"fields": ([], sorted(at_once))})


def reject_proposal(
    session: Session, proposal: Proposal, *, by: Actor, reason: str, version: int | None = None
) -> None:
    """Refuse a waiting change, with a reason that reaches whoever asked for it.

    Raises AlreadyDecided, and Invalid("reason") where there is none.
    """
    reason = _tidy_reason(reason, needed=True)
    take(session, proposal, ProposalState.WAITING, state=ProposalState.REJECTED, version=version)
    for each in proposal.changes:
        if each.state is ChangeState.WAITING:
            each.state = ChangeState.REJECTED
    _decide(proposal, ProposalState.REJECTED, by, reason)
    session.flush()
    _record(session, "reject_proposal", proposal, by)
    _tell(session, proposal, "change-rejected", reason=reason)


def close_proposal(session: Session, proposal: Proposal, *, by: Actor, words: str = GONE) -> None:
    """Close a proposal whose listing is gone, with words, and tell whoever asked for it."""
    for each in proposal.changes:
        if each.state is ChangeState.WAITING:
            each.state = ChangeState.REJECTED
    _decide(proposal, ProposalState.CLOSED, by, words)
    proposal.version += 1
    session.flush()
    _record(session, "close_proposal", proposal, by)
    _tell(session, proposal, "change-rejected", reason=words)


def _all(changes: Collection[ProposedChange]) -> list[str]:
    return [each.field for each in changes]


def _is_new(proposal: Proposal) -> bool:
    return proposal.kind == "new" and proposal.service_id is None


def _mark(
    session: Session,
    proposal: Proposal,
    waiting: Collection[ProposedChange],
    chosen: Collection[str],
    edits: Mapping[str, Any],
) -> None:
    """Say of each field what becomes of it, an edited one with its new value."""
    wanted = {name: value for name, value in edits.items() if name in chosen}
    now = proposed_document(live_document(session, proposal), proposal)
    tidied = tidy_changes(wanted, now)
    for each in waiting:
        if each.field not in chosen:
            each.state = ChangeState.REJECTED
        elif each.field in tidied and tidied[each.field] != each.after:
            each.after, each.state = tidied[each.field], ChangeState.EDITED
        else:
            each.state = ChangeState.APPROVED


def _decide(proposal: Proposal, state: ProposalState, by: Actor, reason: str) -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_at = proposal.changed_at = clock.now()
    proposal.decided_by = by.account_id


def _bring_in(
    session: Session, proposal: Proposal, changes: Collection[ProposedChange], by: Actor
) -> None:
    values = {each.field: each.after for each in changes}
    is_new = proposal.service_id is None
    if is_new:
        values = {**empty_document(), **values}
        proposal.service_id = _make_listing(session, proposal, values)
        session.flush()
    assert proposal.service_id is not None  # noqa: S101 - it was made just now
    apply_changes(
        session,
        proposal.service_id,
        values,
        by=by,
        how=proposal.how,
        why="Made new" if is_new else "A change that was asked for",
        sender=Actor(proposal.account_id, proposal.by_words),
        proposal_id=proposal.id,
    )


def _make_listing(session: Session, proposal: Proposal, values: Mapping[str, Any]) -> Any:
    """Add the listing that a proposal asks for, with its address; return its identifier."""
    organisation = (
        session.get(Organisation, proposal.organisation_id) if proposal.organisation_id else None
    )
    if organisation is None:
        raise Refused("The organisation of this listing is not there any more. Reject the change.")
    towns = [place["city"] for place in values["places"] if not place["confidential"]]
    slug = Slugs(session, Service).make(values["name"], [*filter(None, towns), organisation.name])
    service = Service(organisation_id=organisation.id, slug=slug, name=values["name"])
    session.add(service)
    session.flush()
    return service.id


def _tidy_reason(reason: str, *, needed: bool) -> str:
    reason = reason.strip()
    if needed and not reason:
        raise Invalid("reason", "Say why, in a sentence that the owner will read.")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"This is too long. Write at most {LONGEST_REASON} letters.")
    return reason


def _tell(session: Session, proposal: Proposal, template: str, **more: str) -> None:
    """Put a letter to whoever asked into the outbox, where we know an address of theirs."""
    service = service_of(session, proposal)
    to = _address(session, proposal, service)
    if not to:
        return
    send(
        session,
        template=template,
        to=to,
        fields={"listing": proposal.name, "link": _link(session, proposal, service), **more},
        about=(_KIND, proposal.id),
        key=f"{template}:{proposal.id}",
        by=SYSTEM,
    )


def _address(session: Session, proposal: Proposal, service: Service | None) -> str:
    if proposal.account_id:
        account = session.get(Account, proposal.account_id)
        return account.email if account and not account.is_disabled else ""
    return service.email if service and proposal.how in ("owner", "link") else ""


def _link(session: Session, proposal: Proposal, service: Service | None) -> str:
    if service:
        return f"/services/{service.slug}"
    organisation = (
        session.get(Organisation, proposal.organisation_id) if proposal.organisation_id else None
    )
    return f"/organisations/{organisation.slug}" if organisation else "/"


def _record(
    session: Session,
    action: str,
    proposal: Proposal,
    by: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    record(session, action, by=by, kind=_KIND, subject_id=proposal.id, changes=changes)
