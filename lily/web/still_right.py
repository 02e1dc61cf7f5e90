"""“Is this still right?”: what the link in a reminder opens, without an account.

The link's token stands in the address for one moment: it goes into the cookie, and the browser to
an address without it. Opening a page writes nothing, however often; a press does, once.
"""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from lily import clock
from lily.audit.actors import LINK
from lily.directory.choices import EvidenceHow, FieldGroup
from lily.directory.evidence import EVERY_GROUP
from lily.directory.models import Service
from lily.directory.queries import services
from lily.errors import Invalid, NotFound
from lily.http.access import open_to_all
from lily.http.headers import keep_private
from lily.http.sessions import session
from lily.listings.freshness import answers, links, rounds
from lily.listings.freshness.queries import RUNNING, get_review
from lily.web.forms.base import PressForm
from lily.web.forms.still_right import StoppedForm, WrongPersonForm
from lily.web.listing import Listing, listing_page
from lily.web.said import parts_of
from lily.web.saying import change_form, sayings_now, take_changes

pages = Blueprint("still_right", __name__)

_HELD, _DONE = "still_right", "still_right_done"
GROUP_ITSELF = "the group itself"
SHOWN = (
    *(FieldGroup.TIMES, FieldGroup.PLACES, FieldGroup.COST),
    *(FieldGroup.CONTACT, FieldGroup.CAPACITY, FieldGroup.WHO),
)
"""What changes, and is shown in large words; all else is one press away."""


@pages.before_request
def _private() -> None:
    keep_private(without_address=True)


@pages.errorhandler(NotFound)
def useless(_error: NotFound) -> ResponseReturnValue:
    """Say one and the same thing of a link that is guessed, old, used, or another's."""
    return render_template("still_right/useless.html"), 404


@pages.get("/still-right/<string:token>")
@open_to_all
def follow_link(token: str) -> ResponseReturnValue:
    """Take the token out of the address; nothing is asked of the database."""
    cookie[_HELD] = token[:100]
    return redirect(url_for(".still_right"))


@pages.get("/still-right")
@open_to_all
def still_right() -> ResponseReturnValue:
    """The listing in large words, and one big button."""
    service = links.service_of(session(), links.get_link(session(), _held()))
    listing = _listing(service)
    return render_template(
        "still_right/still_right.html",
        listing=listing,
        parts=parts_of(listing),
        shown=SHOWN,
        form=PressForm(formdata=None),
    )


@pages.post("/still-right/yes")
@open_to_all
def say_yes() -> ResponseReturnValue:
    """All of it is right: written down, and the link is used up."""
    if not PressForm().accepted():
        return redirect(url_for(".still_right"))
    service = _used()
    rounds.confirm_listing(
        session(), service, EVERY_GROUP, how=EvidenceHow.LINK, by=LINK, words=GROUP_ITSELF
    )
    service_id = str(service.id)
    session().commit()
    return _thanked(service_id, "yes")


@pages.route("/still-right/change", methods=["GET", "POST"])
@open_to_all
def change() -> ResponseReturnValue:
    """The few things that change; what may pass is on the page at once, the rest waits."""
    service = links.service_of(session(), links.get_link(session(), _held()))
    listing = _listing(service)
    before = sayings_now(listing)
    form = change_form(before)
    if form.accepted():
        outcome = take_changes(form, listing, before, by=LINK, how=EvidenceHow.LINK)
        if outcome:
            service = _used()
            answers.confirm_the_rest(session(), service, outcome, by=LINK, words=GROUP_ITSELF)
            service_id = str(service.id)
            session().commit()
            return _thanked(service_id, "waiting" if outcome.waits else "changed")
        listing = _listing(links.service_of(session(), links.get_link(session(), _held())))
    return render_template(
        "still_right/change.html", form=form, listing=listing
    ), 400 if form.mistakes else 200


@pages.route("/still-right/stopped", methods=["GET", "POST"])
@open_to_all
def say_stopped() -> ResponseReturnValue:
    """They have stopped: a moderator checks it before the page goes."""
    service, form = links.service_of(session(), links.get_link(session(), _held())), StoppedForm()
    if form.accepted():
        service = _used()
        answers.say_stopped(session(), service, note=form.note.data, by=LINK)
        service_id = str(service.id)
        session().commit()
        return _thanked(service_id, "stopped")
    return render_template(
        "still_right/say_stopped.html", form=form, service=service
    ), 400 if form.mistakes else 200


@pages.route("/still-right/wrong-person", methods=["GET", "POST"])
@open_to_all
def say_wrong_person() -> ResponseReturnValue:
    """They are the wrong person; perhaps they know whom to ask."""
    service = links.service_of(session(), links.get_link(session(), _held()))
    form = WrongPersonForm()
    if form.accepted():
        try:
            service = _used()
            answers.say_wrong_person(session(), service, email=form.email.data, by=LINK)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
            service = links.service_of(session(), links.get_link(session(), _held()))
        else:
            service_id = str(service.id)
            session().commit()
            return _thanked(service_id, "wrong-person")
    return render_template(
        "still_right/say_wrong_person.html", form=form, service=service
    ), 400 if form.mistakes else 200


@pages.get("/still-right/thanks")
@open_to_all
def thanks() -> ResponseReturnValue:
    """Say thank you, what happens now, and when we ask again."""
    service_id, done = cookie.get(_DONE) or ("", "")
    service = session().get(Service, UUID(service_id)) if service_id else None
    if service is None:
        raise NotFound(links.USELESS)
    review = get_review(session(), service.id)
    return render_template(
        "still_right/thanks.html",
        service=service,
        done=done,
        is_running=service.status in RUNNING,
        again_on=review.due_on if review else None,
        today=clock.today(),
    )


def _held() -> str:
    token: str = cookie.get(_HELD, "")
    return token


def _used() -> Service:
    """Use the link up and return its listing. Raises NotFound where it is useless."""
    return links.service_of(session(), links.use_link(session(), _held()))


def _thanked(service_id: str, done: str) -> ResponseReturnValue:
    """Lead on to the thanks; the cookie keeps the listing and not the token."""
    cookie.pop(_HELD, None)
    cookie[_DONE] = [service_id, done]
    return redirect(url_for(".thanks"))


def _listing(service: Service) -> Listing:
    return listing_page(session(), services.get_service(session(), service.slug), clock.local_now())
