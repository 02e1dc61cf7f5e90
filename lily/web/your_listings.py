"""Everything that I look after, on one page: what is live, what waits, what wants a look."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.directory.choices import Capacity, EvidenceHow, FieldGroup
from lily.directory.evidence import EVERY_GROUP, confirm
from lily.directory.models import Service
from lily.http.access import needs, signed_in
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.actions.proposals import propose_change
from lily.listings.owners import own_listings, queries
from lily.web.forms.base import PressForm

pages = Blueprint("your_listings", __name__)

GROUP = "the group itself"
"""Who confirmed, for anybody to read: no person's name."""
PRESSED = {"open": "There is room", "short_wait": "Short wait", "full": "Full"}


@pages.get("/your-listings")
@signed_in()
def list_listings() -> ResponseReturnValue:
    """My organisations and their listings, and what I have asked for."""
    keep_private()
    account_id = signed_in_account().account.id
    mine = queries.list_own_organisations(session(), account_id)
    ids = [organisation.id for organisation, _ in mine]
    listings = own_listings.list_own_listings(session(), ids, account_id) if ids else []
    return render_template(
        "your_listings/list_listings.html",
        mine=mine,
        listings=listings,
        drafts=own_listings.list_new_drafts(session(), ids, account_id) if ids else [],
        claims=queries.list_own_claims(session(), account_id),
        whole=len(own_listings.PARTS),
        pressed=PRESSED,
        form=PressForm(),
    )


def _mine(slug: str) -> Service:
    return queries.get_own_service(session(), slug, signed_in_account().account.id)


@pages.post("/your-listings/<string:slug>/still-right")
@needs(Permission.EDIT_OWN_LISTINGS)
def say_still_right(slug: str) -> ResponseReturnValue:
    """Say in one press that all of a listing is right."""
    service = _mine(slug)
    if PressForm().accepted():
        by = signed_in_account().actor
        how = EvidenceHow.OWNER
        confirm(session(), service, EVERY_GROUP, how=how, by=by, words=GROUP)
        session().commit()
        flash(f"Thank you. {service.name} counts as checked today.")
    return redirect(url_for(".list_listings"), 303)


@pages.post("/your-listings/<string:slug>/capacity")
@needs(Permission.EDIT_OWN_LISTINGS)
def set_capacity(slug: str) -> ResponseReturnValue:
    """Say in one press whether there is room: live at once."""
    service = _mine(slug)
    wanted = request.form.get("capacity", "")
    if PressForm().accepted() and wanted in PRESSED:
        _say_capacity(service, Capacity(wanted))
        session().commit()
        flash(f"{service.name}: {PRESSED[wanted].lower()}. Everybody sees it now.")
    return redirect(url_for(".list_listings"), 303)


def _say_capacity(service: Service, wanted: Capacity) -> None:
    by, how = signed_in_account().actor, EvidenceHow.OWNER
    if service.capacity is wanted and service.closed_until is None:
        confirm(session(), service, {FieldGroup.CAPACITY}, how=how, by=by, words=GROUP)
        return
    changes = {"capacity": wanted.value, "closed_until": None}
    propose_change(session(), service.id, changes, by=by, how=how)
