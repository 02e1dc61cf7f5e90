"""From a case to help: looking for it, choosing what is told, and sending somebody on."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, consents, onward
from lily.casework.actions.consents import Agreed
from lily.casework.actions.drafting import Prescribed, draft_onward
from lily.casework.choices import (
    ConsentHow,
    OnwardKind,
    OnwardState,
    Piece,
    RecordKind,
    Route,
)
from lily.casework.models import OnwardReferral
from lily.casework.policies import find_valid
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.queries.onward import (
    find_phone,
    has_inbox,
    list_onward,
    reply_days,
)
from lily.casework.sharing import ROUTES as WITHIN
from lily.casework.sharing import USUAL, pieces_of, purpose_of
from lily.casework.talk import Talk
from lily.directory.choices import Capacity
from lily.directory.models import Service
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.owners.queries import get_service
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, why_not_write
from lily.web.eligibility import eligibility_for
from lily.web.forms.onward import (
    ROUTES,
    STATES,
    PrescribeForm,
)
from lily.web.helping import HelpAsked, find_help_for, wishes_of

pages = Blueprint("prescribing", __name__)

NO_ROUTE = "We do not know that way. Choose one from the list."
KEEP = "keep"


@pages.get("/cases/<uuid:case_id>/help")
@needs(Permission.WORK_CASES)
def find_help(case_id: UUID) -> ResponseReturnValue:
    """Look for help from where the person lives, by their needs, their days and what they need."""
    keep_private()
    found = case_of_mine(case_id)
    talk = talk_of(find_conversation(session(), case_id))
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    asked = HelpAsked.read(request.args, talk)
    results = find_help_for(found.client, talk, asked)
    ids = [UUID(hit.card.id) for hit in results.hits]
    return render_template(
        "prescribing/find_help.html",
        found=found,
        talk=talk,
        asked=asked,
        results=results,
        replies={str(each): days for each, days in reply_days(session(), ids).items()},
        known={
            str(each): known
            for each, known in eligibility_for(wishes_of(found.client, talk), ids).items()
        },
        routes=ROUTES,
        why_not=why_not_write(found),
    )


@dataclass(frozen=True)
class _Target:
    """Where somebody is sent: a service, or a statutory route."""

    service: Service | None = None
    route: Route | None = None

    @property
    def name(self) -> str:
        return self.service.name if self.service else WITHIN[self.route or Route.GP]

    @property
    def is_full(self) -> bool:
        closed = (Capacity.FULL, Capacity.CLOSED)
        return self.service is not None and self.service.capacity in closed


@pages.route("/cases/<uuid:case_id>/help/<string:slug>", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def choose_help(case_id: UUID, slug: str) -> ResponseReturnValue:
    """How they get there and what is told, word by word; then send."""
    return _choose(case_id, _Target(service=get_service(session(), slug)))


@pages.route("/cases/<uuid:case_id>/pass-on/<string:route>", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def choose_route(case_id: UUID, route: str) -> ResponseReturnValue:
    """Pass somebody on to the council or the surgery; what is told, word by word."""
    if route not in list(Route):
        raise NotFound(NO_ROUTE)
    return _choose(case_id, _Target(route=Route(route)))


def _choose(case_id: UUID, target: _Target) -> ResponseReturnValue:
    keep_private()
    found = case_of_mine(case_id)
    talk = talk_of(find_conversation(session(), case_id))
    told = pieces_of(found.client, talk, "x")
    form = PrescribeForm(
        key=str(uuid4()),
        kind=OnwardKind.REFERRED,
        reason=_reason(talk),
        goal=request.args.get("goal", ""),
        pieces=[each for each in told if each in USUAL],
    )
    form.offer(told, talk)
    if target.route:
        del form.kind
    if form.accepted():
        try:
            made = _prescribe(found, talk, target, form)
        except Invalid as error:
            session().rollback()
            form.refuse(Invalid("agrees" if error.field == "agreed" else error.field, str(error)))
        else:
            form.finish_draft(session())
            session().commit()
            is_sent = made.state is not OnwardState.DRAFTED
            entering.say("Sent." if is_sent else "Kept for later. Nothing was sent.")
            return redirect(url_for("onward.show_onward", case_id=case_id, onward_id=made.id), 303)
    return _choose_page(case_id, target, form)


def _reason(talk: Talk) -> str:
    """Return the words of the goal that was asked for, else of the first."""
    asked = request.args.get("goal", "")
    goals = [goal.words for goal in talk.goals if str(goal.id) == asked or not asked]
    return goals[0] if goals else ""


def _choose_page(case_id: UUID, target: _Target, form: PrescribeForm) -> ResponseReturnValue:
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    held = [each for each, _, _ in queries.list_consents(session(), found.case.client_id)]
    service = target.service
    recipient_id = service.id if service else None
    purpose, recipient = purpose_of(recipient_id, target.route)
    talk = talk_of(find_conversation(session(), case_id))
    known = eligibility_for(wishes_of(found.client, talk), [service.id] if service else [])
    page = render_template(
        "prescribing/choose_help.html",
        found=found,
        known=known.get(service.id) if service else None,
        reply=reply_days(session(), [service.id]).get(service.id) if service else None,
        target=target,
        form=form,
        is_agreed=bool(find_valid(held, purpose, clock.today(), recipient)),
        by_inbox=bool(service and has_inbox(session(), service.organisation_id)),
        phone=find_phone(session(), service) if service else "",
        why_not=why_not_write(found),
        before=[
            each
            for each in list_onward(session(), case_id)
            if (each.onward.service_id, each.onward.route) == (recipient_id, target.route)
        ],
        states=STATES,
    )
    session().commit()
    return page, 400 if form.mistakes else 200


def _prescribe(
    found: queries.ListedCase, talk: Talk, target: _Target, form: PrescribeForm
) -> OnwardReferral:
    """Draft it, write the agreement down where it is given now, and send it. Raises Invalid."""
    by, service = signed_in_account().actor, target.service
    kind = OnwardKind(form.kind.data) if "kind" in form else OnwardKind.STATUTORY
    told = pieces_of(found.client, talk, form.reason.data or "")
    wanted = Prescribed(
        kind=kind,
        reason=form.reason.data or "",
        service_id=service.id if service else None,
        route=target.route,
        goal_id=UUID(form.goal.data) if form.goal.data else None,
        pieces=_pieces(kind, form),
    )
    if target.is_full and kind is OnwardKind.REFERRED and not form.knows_full.data:
        raise Invalid("knows_full", "It is full. Ring them first, and tick this if they say yes.")
    made = draft_onward(
        session(), found.case, wanted, told, by=by, key=_key(form.key.data), known=form.known.data
    )
    if request.form.get("press") == KEEP or made.state is not OnwardState.DRAFTED:
        return made
    if made.shared and form.agrees.data:
        purpose, recipient = purpose_of(wanted.service_id, wanted.route)
        agreed = Agreed(purpose, ConsentHow.SPOKEN, recipient)
        consents.record_consent(session(), found.client, agreed, by=by)
    held = [each for each, _, _ in queries.list_consents(session(), found.case.client_id)]
    onward.send_onward(session(), made, found.case, service, consents=held, by=by)
    return made


def _pieces(kind: OnwardKind, form: PrescribeForm) -> set[Piece]:
    """Return what is told: the reason goes with a name."""
    chosen = {Piece(each) for each in form.pieces.data}
    if kind is OnwardKind.SIGNPOSTED or Piece.NAME not in chosen:
        return chosen if kind is not OnwardKind.SIGNPOSTED else set()
    return chosen | {Piece.REASON}


def _key(typed: str | None) -> UUID | None:
    try:
        return UUID(typed or "")
    except ValueError:
        return None
