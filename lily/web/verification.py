"""The verification desk: the next listing to ring, what to say, and what came of it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.directory.choices import EvidenceHow, FieldGroup
from lily.directory.models import Service
from lily.directory.queries import services
from lily.errors import NotFound
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.freshness import calls
from lily.listings.freshness.choices import CallOutcome, CallReason
from lily.web import entering
from lily.web.forms.base import PressForm
from lily.web.forms.verification import CHANGED, RIGHT, CallForm
from lily.web.listing import Listing, listing_page
from lily.web.said import parts_of
from lily.web.saying import change_form, sayings_now, take_changes

pages = Blueprint("verification", __name__)

_RIGHT = "said_right"
REASONS = {
    CallReason.REPORTED: "Somebody told us that something is wrong here.",
    CallReason.WRONG_PERSON: "We wrote to the wrong person. Find out whom to ask.",
    CallReason.ASKED: "An editor asks you to ring and go through this listing.",
    CallReason.LETTER_RETURNED: "Our letter did not arrive. Ask where we can write to them.",
    CallReason.NO_REPLY: "They did not answer our letters.",
    CallReason.NO_ADDRESS: "We have no e-mail address to ask at.",
}


@pages.get("/verification")
@needs(Permission.VERIFY_LISTINGS)
def show_desk() -> ResponseReturnValue:
    """How many listings wait, and the one that you have in hand."""
    held = calls.find_call(session(), signed_in_account().actor)
    return render_template(
        "verification/show_desk.html",
        count=calls.count_free(session()),
        held=session().get(Service, held.service_id) if held else None,
        form=PressForm(formdata=None),
    )


@pages.post("/verification/next")
@needs(Permission.VERIFY_LISTINGS)
def take_next() -> ResponseReturnValue:
    """Take the next listing to ring; nobody else gets it for half an hour."""
    if not PressForm().accepted():
        return redirect(url_for(".show_desk"))
    review = calls.take_call(session(), by=signed_in_account().actor)
    service_id = review.service_id if review else None
    session().commit()
    if service_id is None:
        entering.say("Nobody needs a call now. Thank you.")
        return redirect(url_for(".show_desk"))
    return redirect(url_for(".ring", service_id=service_id))


@pages.route("/verification/<uuid:service_id>", methods=["GET", "POST"])
@needs(Permission.VERIFY_LISTINGS)
def ring(service_id: UUID) -> ResponseReturnValue:
    """The listing that you have in hand: the number, what to say, and what came of it."""
    who, form = signed_in_account(), CallForm()
    review = calls.get_call(session(), service_id, by=who.actor)
    service = _service(service_id)
    if form.accepted():
        outcome = CallOutcome(form.outcome.data)
        is_spoken = outcome is CallOutcome.SPOKE
        right = form.groups(RIGHT) if is_spoken else []
        changed = form.groups(CHANGED) if is_spoken else []
        if is_spoken and not (right or changed):
            form.outcome.errors = ["Say below what is right, or choose another answer."]
        elif changed:
            held = [service_id.hex, [group.value for group in right]]
            cookie[_RIGHT] = held
            return redirect(url_for(".change", service_id=service_id))
        else:
            calls.record_call(session(), service, outcome, right=right, by=who.actor)
            session().commit()
            entering.say("Written down. Thank you for ringing.")
            return redirect(url_for(".show_desk"))
    listing = _listing(service_id)
    return render_template(
        "verification/ring.html",
        form=form,
        listing=listing,
        parts=parts_of(listing),
        reason=REASONS[review.call_reason] if review.call_reason else "",
        calls=review.calls,
        press_form=PressForm(formdata=None),
    ), 400 if form.mistakes else 200


@pages.route("/verification/<uuid:service_id>/change", methods=["GET", "POST"])
@needs(Permission.VERIFY_LISTINGS)
def change(service_id: UUID) -> ResponseReturnValue:
    """What they said is different, after what they said is right."""
    who = signed_in_account()
    calls.get_call(session(), service_id, by=who.actor)
    listing = _listing(service_id)
    before = sayings_now(listing)
    form = change_form(before)
    if form.accepted():
        outcome = take_changes(form, listing, before, by=who.actor, how=EvidenceHow.PHONE)
        if outcome:
            right = {*_said_right(service_id), *outcome.live}
            calls.record_call(
                session(), _service(service_id), CallOutcome.SPOKE, right=right, by=who.actor
            )
            session().commit()
            cookie.pop(_RIGHT, None)
            entering.say("Written down. Thank you for ringing.")
            return redirect(url_for(".show_desk"))
        listing = _listing(service_id)
    return render_template(
        "verification/change.html", form=form, listing=listing
    ), 400 if form.mistakes else 200


@pages.post("/verification/<uuid:service_id>/give-back")
@needs(Permission.VERIFY_LISTINGS)
def give_back(service_id: UUID) -> ResponseReturnValue:
    """Put the listing back for the next person."""
    by = signed_in_account().actor
    review = calls.get_call(session(), service_id, by=by)
    if PressForm().accepted():
        calls.give_back(session(), review, by=by)
        session().commit()
    return redirect(url_for(".show_desk"))


def _said_right(service_id: UUID) -> list[FieldGroup]:
    """Return what was said to be right on the page before, of this listing."""
    held_id, groups = cookie.get(_RIGHT) or ("", [])
    return [FieldGroup(group) for group in groups] if held_id == service_id.hex else []


def _listing(service_id: UUID) -> Listing:
    slug = _service(service_id).slug
    return listing_page(session(), services.get_service(session(), slug), clock.local_now())


def _service(service_id: UUID) -> Service:
    service = session().get(Service, service_id)
    if service is None:
        raise NotFound(services.MISSING)
    return service
