"""The moderator's queue, and one change: what it was, what it is, what it should be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.queries import names_of
from lily.directory.models import Organisation, Service
from lily.errors import Invalid, Refused
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.actions.deciding import AlreadyDecided, approve_proposal, reject_proposal
from lily.listings.choices import ChangeState, ProposalKind, ProposalState
from lily.listings.differences import Piece, word_difference
from lily.listings.fields import FIELDS
from lily.listings.models import Proposal
from lily.listings.queries import proposals
from lily.listings.queries.proposals import ThreeWay
from lily.listings.sayings import names_for, say
from lily.web import labels
from lily.web.edits import Box, boxes, read_edit
from lily.web.forms.moderation import DecideForm

pages = Blueprint("moderation", __name__)

KINDS = {
    ProposalKind.NEW: "New listings",
    ProposalKind.CHANGE: "Changes",
    ProposalKind.RENAME: "New names",
    ProposalKind.CLOSE: "Has stopped",
}
KIND = {
    ProposalKind.NEW: "New listing",
    ProposalKind.CHANGE: "Change",
    ProposalKind.RENAME: "New name",
    ProposalKind.CLOSE: "Has stopped",
}
AGES = {"": "Any time", "2": "More than 2 days", "7": "More than a week", "28": "More than 4 weeks"}
STATES = {
    ProposalState.DRAFT: "Still being written",
    ProposalState.WAITING: "Waiting",
    ProposalState.APPROVED: "Approved",
    ProposalState.PART_APPROVED: "Approved in part",
    ProposalState.REJECTED: "Rejected",
    ProposalState.WITHDRAWN: "Taken back by whoever sent it",
    ProposalState.CLOSED: "Closed",
}
CHANGES = {
    ChangeState.WAITING: "Waiting",
    ChangeState.APPROVED: "Approved",
    ChangeState.EDITED: "Approved with other words",
    ChangeState.REJECTED: "Not approved",
}
SHOWN = frozenset(ProposalState) - {ProposalState.DRAFT}
CONFLICT = 409


@dataclass(frozen=True)
class FieldRow:
    """One field of a change as the page shows it."""

    name: str
    label: str
    state: str
    is_waiting: bool
    is_safe: bool
    pieces: list[Piece]
    was: list[str]
    live: list[str] | None
    after: list[str]
    asked: list[str] | None
    is_there_already: bool
    boxes: list[Box]


@dataclass(frozen=True)
class ProposalPage:
    """One change."""

    proposal: Proposal
    service: Service | None
    organisation: Organisation | None
    sender: str
    decider: str
    rows: list[FieldRow]

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has yet to decide."""
        return self.proposal.state is ProposalState.WAITING


@pages.get("/moderation")
@needs(Permission.MODERATE)
def list_proposals() -> ResponseReturnValue:
    """What waits for a decision, the longest waiting first."""
    chosen, days = request.args.get("kind", ""), request.args.get("age", "")
    kind = ProposalKind(chosen) if chosen in list(ProposalKind) else None
    days = days if days in AGES else ""
    page = max(1, request.args.get("page", 1, type=int))
    lines, total = proposals.list_proposals(
        session(),
        kind=kind,
        sent_before=clock.now() - timedelta(days=int(days)) if days else None,
        page=page,
    )
    return render_template(
        "moderation/list_proposals.html",
        lines=lines,
        total=total,
        counts=proposals.count_waiting(session()),
        kind=kind,
        age=days,
        ages=AGES,
        kinds=KINDS,
        one=KIND,
        fields=FIELDS,
        page=page,
        pages=-(-total // proposals.PAGE),
        addresses={at: _queue(kind, days, page + at) for at in (-1, 1)},
        now=clock.now(),
    )


@pages.route("/moderation/<uuid:proposal_id>", methods=["GET", "POST"])
@needs(Permission.MODERATE)
def show_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """One change: each field before and after, with a tick, a box to edit it, and a note."""
    proposal = _get(proposal_id)
    form = DecideForm()
    if not form.accepted():
        return _page(proposal, form.mistakes)
    if proposal.state is not ProposalState.WAITING:
        return _page(proposal, came_late=True), CONFLICT
    try:
        _decide(proposal, form)
    except AlreadyDecided:
        session().rollback()
        return _page(_get(proposal_id), came_late=True), CONFLICT
    except (Invalid, Refused) as error:  # what was typed stays on the page
        session().rollback()
        return _page(_get(proposal_id), _mistake(error)), 400
    session().commit()
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


@pages.get("/moderation/<uuid:proposal_id>/preview")
@needs(Permission.MODERATE)
def preview_proposal(proposal_id: UUID) -> ResponseReturnValue:
    """The listing as it is beside the listing as the change would have it, section by section."""
    proposal = _get(proposal_id)
    live = proposals.live_document(session(), proposal)
    after = proposals.proposed_document(live, proposal)
    names = _names(live, after)
    return render_template(
        "moderation/preview_proposal.html",
        proposal=proposal,
        service=proposals.service_of(session(), proposal),
        rows=[
            (field.label, say(name, live[name], names), say(name, after[name], names))
            for name, field in FIELDS.items()
            if say(name, live[name], names) or say(name, after[name], names)
        ],
    )


def _get(proposal_id: UUID) -> Proposal:
    return proposals.get_proposal_in(session(), proposal_id, SHOWN)


def _queue(kind: ProposalKind | None, age: str, page: int) -> str:
    chosen = kind.value if kind else None
    return url_for(".list_proposals", page=page, kind=chosen, age=age or None)


def _names(*documents: Mapping[str, Any]) -> dict[str, str]:
    fixed = {**labels.LANGUAGES, **labels.ACCESS_QUESTIONS}
    return fixed | names_for(session(), documents)


def _decide(proposal: Proposal, form: DecideForm) -> None:
    """Do what was pressed. The boxes that were typed in are edits of the fields that are ticked."""
    by, reason, version = signed_in_account().actor, form.reason.data or "", form.version.data
    if form.decision.data == "reject":
        reject_proposal(session(), proposal, by=by, reason=reason, version=version)
        return
    ticked = set(request.form.getlist("fields"))
    live = proposals.live_document(session(), proposal)
    names = _names(live, proposals.proposed_document(live, proposal))
    edits = {
        each.field: read_edit(each.field, each.after, names, request.form)
        for each in proposal.changes
        if each.field in ticked
    }
    approve_proposal(
        session(), proposal, by=by, fields=ticked, edits=edits, note=reason, version=version
    )


def _mistake(error: Invalid | Refused) -> dict[str, str]:
    """Return what is wrong by the name of the box that it is about."""
    if not isinstance(error, Invalid):
        return {"decision": str(error)}
    boxes_of = {"times": "edit-times-0", "reason": "reason"}
    name = boxes_of.get(error.field, f"edit-{error.field}")
    return {name: error.message}


def _page(
    proposal: Proposal, mistakes: Mapping[str, str] | None = None, *, came_late: bool = False
) -> str:
    live = (
        proposals.live_document(session(), proposal)
        if proposal.service_id or proposal.kind is ProposalKind.NEW
        else {each.field: each.before for each in proposal.changes}
    )
    whole = {"needs": [], "audiences": [], "places": [], **live}
    names = _names(whole, {**whole, **{each.field: each.after for each in proposal.changes}})
    accounts = {proposal.account_id, proposal.decided_by} - {None}
    people = names_of(session(), {each for each in accounts if each})
    organisation = proposal.organisation_id
    made = ProposalPage(
        proposal=proposal,
        service=proposals.service_of(session(), proposal),
        organisation=session().get(Organisation, organisation) if organisation else None,
        sender=_person(people, proposal.account_id) or proposal.by_words,
        decider=_person(people, proposal.decided_by),
        rows=[_row(each, names) for each in proposals.three_ways(live, proposal)],
    )
    is_first = request.method == "GET"
    form = DecideForm()
    if mistakes and "reason" in mistakes:
        form.refuse(Invalid("reason", mistakes["reason"]))
    return render_template(
        "moderation/show_proposal.html",
        page=made,
        form=form,
        mistakes=mistakes or {},
        typed=request.form,
        ticked=_ticked(made) if is_first else set(request.form.getlist("fields")),
        came_late=came_late,
        states=STATES,
        one=KIND,
        waited=_waited(proposal.sent_at),
    )


def _person(people: Mapping[UUID, str], account_id: UUID | None) -> str:
    return people.get(account_id, "") if account_id else ""


def _ticked(page: ProposalPage) -> set[str]:
    return {row.name for row in page.rows if row.is_waiting}


def _row(three: ThreeWay, names: Mapping[str, str]) -> FieldRow:
    change = three.change
    name, is_waiting = change.field, change.state is ChangeState.WAITING
    was, after = say(name, change.before, names), say(name, change.after, names)
    live = say(name, three.live, names)
    moved = is_waiting and three.has_moved_on
    return FieldRow(
        name=name,
        label=FIELDS[name].label,
        state=CHANGES[change.state],
        is_waiting=is_waiting,
        is_safe=FIELDS[name].is_safe,
        pieces=word_difference(live if moved else was, after),
        was=was,
        live=live if moved else None,
        after=after,
        asked=say(name, change.asked, names) if change.state is ChangeState.EDITED else None,
        is_there_already=is_waiting and three.is_there_already,
        boxes=boxes(name, change.after, names) if is_waiting else [],
    )


def _waited(sent_at: datetime | None) -> int:
    return (clock.now() - sent_at).days if sent_at else 0
