"""Asking for a change: drafts section by section, sending, withdrawing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.directory.choices import EvidenceHow
from lily.directory.models import Service
from lily.directory.queries.services import MISSING
from lily.errors import Invalid, NotFound, Refused
from lily.listings.actions.deciding import approve_at_once, take
from lily.listings.choices import ChangeState, ProposalState, Section, Trust
from lily.listings.document import differing, section_hash, section_values
from lily.listings.fields import fields_of
from lily.listings.models.proposals import Proposal, ProposedChange
from lily.listings.policies import kind_of, trust_of
from lily.listings.queries.proposals import (
    find_draft,
    get_proposal,
    live_document,
    proposed_document,
)
from lily.listings.values import tidy_changes, why_not_whole

LONGEST_NOTE = 2000
_KIND = "proposal"


class MovedOn(Refused):
    """A section was changed by somebody else since this person opened it.

    `mine` are the values that were handed in, `theirs` those that stand now; `base` is the name of
    theirs, for the form in which the person chooses.
    """

    def __init__(
        self, section: Section, mine: Mapping[str, Any], theirs: Mapping[str, Any]
    ) -> None:
        super().__init__("Somebody changed this since you opened it. Choose which words to keep.")
        self.section = section
        self.mine = dict(mine)
        self.theirs = dict(theirs)
        self.base = section_hash(theirs, section)


def start_draft(
    session: Session,
    *,
    organisation_id: UUID,
    by: Actor,
    service_id: UUID | None = None,
    how: EvidenceHow = EvidenceHow.OWNER,
) -> Proposal:
    """Return this account's draft of a change to a listing (None: of a new one), made if need be.

    Raises NotFound where the listing is gone or of another organisation.
    """
    if by.account_id:
        draft = find_draft(
            session,
            account_id=by.account_id,
            organisation_id=organisation_id,
            service_id=service_id,
        )
        if draft:
            return draft
    service = _service(session, service_id) if service_id else None
    if service and service.organisation_id != organisation_id:
        raise NotFound(MISSING)
    return _make(session, service, organisation_id, by=by, how=how)


def save_draft_section(
    session: Session,
    proposal: Proposal,
    section: Section,
    values: Mapping[str, Any],
    base: str,
    *,
    by: Actor,
) -> None:
    """Keep what somebody wrote in one section of a draft.

    `base` is the `section_hash` of the proposed document that their form showed. Raises MovedOn
    where that is not what stands now (the listing, or this draft in another window, was changed),
    Invalid with the field where a value cannot be kept, Refused where the draft was sent already.
    """
    take(session, proposal, ProposalState.DRAFT, state=ProposalState.DRAFT)
    live = live_document(session, proposal)
    now = proposed_document(live, proposal)
    own = {field.name for field in fields_of(section)}
    if not own.issuperset(values):
        raise Invalid(section, "This part of the listing has no such field.")
    if section_hash(now, section) != base:
        raise MovedOn(section, values, section_values(now, section))
    _put(proposal, live, tidy_changes(values, now))
    proposal.name = proposed_document(live, proposal)["name"] or proposal.name
    proposal.changed_at = clock.now()
    session.flush()
    _record(session, "save_draft_section", proposal, by, {"section": ("", section)})


def send_proposal(
    session: Session,
    proposal: Proposal,
    *,
    by: Actor,
    trust: Trust | None = None,
    note: str = "",
) -> None:
    """Hand a draft in. What may pass at once is live at once; the rest waits for a moderator.

    `trust` is how far its sender is trusted, by default what the way it came allows. Raises
    Refused where nothing was changed or it was sent already, Invalid where a new listing lacks
    what it cannot do without.
    """
    take(session, proposal, ProposalState.DRAFT, state=ProposalState.WAITING)
    live = live_document(session, proposal)
    _leave_out_the_same(proposal, live)
    if not proposal.changes:
        raise Refused("Nothing was changed yet. Change something first, then send it.")
    whole = proposed_document(live, proposal)
    if proposal.service_id is None:
        for field, sentence in why_not_whole(whole).items():
            raise Invalid(field, sentence)
    values = {each.field: each.after for each in proposal.changes}
    tidy_changes(values, whole)
    proposal.kind = kind_of(values, is_new=proposal.service_id is None)
    proposal.note = _tidy_note(note) or proposal.note
    proposal.sent_at = proposal.changed_at = clock.now()
    proposal.name = whole["name"]
    session.flush()
    fields = [each.field for each in proposal.changes]
    _record(session, "send_proposal", proposal, by, {"fields": ([], fields)})
    approve_at_once(session, proposal, trust or trust_of(proposal.how), by=by)


def propose_change(
    session: Session,
    service_id: UUID,
    changes: Mapping[str, Any],
    *,
    by: Actor,
    how: EvidenceHow,
    note: str = "",
    trust: Trust | None = None,
) -> Proposal:
    """Ask for a change in one go: from a link, the telephone, a report, or a moderator.

    What may pass at once (`trust`, by default what `how` allows) is live at once; the rest waits.
    Raises NotFound, Invalid with the field, or Refused where the listing says all this already.
    """
    service = _service(session, service_id)
    proposal = _make(session, service, service.organisation_id, by=by, how=how)
    live = live_document(session, proposal)
    _put(proposal, live, tidy_changes(changes, live))
    if not proposal.changes:
        raise Refused("The listing says this already. There is nothing to change.")
    session.flush()
    send_proposal(session, proposal, by=by, trust=trust, note=note)
    return proposal


def withdraw_proposal(session: Session, proposal: Proposal, *, by: Actor) -> None:
    """Take a draft or a waiting change back. What had passed at once stays."""
    expected = proposal.state if proposal.state is ProposalState.DRAFT else ProposalState.WAITING
    take(session, proposal, expected, state=ProposalState.WITHDRAWN)
    proposal.decided_at = proposal.changed_at = clock.now()
    proposal.decided_by = by.account_id
    for each in proposal.changes:
        if each.state is ChangeState.WAITING:
            each.state = ChangeState.REJECTED
    session.flush()
    _record(session, "withdraw_proposal", proposal, by)


def _service(session: Session, service_id: UUID) -> Service:
    service = session.get(Service, service_id)
    if service is None:
        raise NotFound(MISSING)
    return service


def _make(
    session: Session,
    service: Service | None,
    organisation_id: UUID,
    *,
    by: Actor,
    how: EvidenceHow,
) -> Proposal:
    proposal = Proposal(
        service_id=service.id if service else None,
        organisation_id=organisation_id,
        kind=kind_of({}, is_new=service is None),
        how=how,
        name=service.name if service else "",
        account_id=by.account_id,
        by_words=by.words,
    )
    session.add(proposal)
    session.flush()
    _record(session, "start_draft", proposal, by)
    return get_proposal(session, proposal.id)


def _put(proposal: Proposal, live: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Keep each value that differs from the live one; forget a field that says the same again."""
    held = {each.field: each for each in proposal.changes}
    for name, value in values.items():
        if name in held:
            held[name].after = held[name].asked = value
        elif value != live[name]:
            proposal.changes.append(
                ProposedChange(
                    proposal_id=proposal.id,
                    field=name,
                    before=live[name],
                    after=value,
                    asked=value,
                )
            )
    _leave_out_the_same(proposal, live)


def _leave_out_the_same(proposal: Proposal, live: Mapping[str, Any]) -> None:
    wanted = {each.field: each.after for each in proposal.changes}
    different = differing(live, wanted)
    proposal.changes = [each for each in proposal.changes if each.field in different]


def _tidy_note(note: str) -> str:
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", f"This is too long. Write at most {LONGEST_NOTE} letters.")
    return note


def _record(
    session: Session,
    action: str,
    proposal: Proposal,
    by: Actor,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> None:
    record(session, action, by=by, kind=_KIND, subject_id=proposal.id, changes=changes)
