"""A listing and the organisation that runs it, each at a lasting address."""

from uuid import UUID

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.directory.queries import advice, organisations, services
from lily.directory.queries.services import ServicePage
from lily.errors import NotFound
from lily.http.access import open_to_all
from lily.http.sessions import config, session
from lily.listings.owners.queries import is_claimed
from lily.web import calendar_file, json_ld
from lily.web.evidence import evidence_of
from lily.web.listing import Listing, listing_page
from lily.web.sensitive import topic_of

pages = Blueprint("directory", __name__)

GONE = 410


@pages.get("/services/<uuid:service_id>")
@open_to_all
def show_service_by_id(service_id: UUID) -> ResponseReturnValue:
    """The listing's own address, from its identifier."""
    slug = services.find_slug(session(), service_id)
    if slug is None:
        raise NotFound(services.MISSING)
    return redirect(url_for(".show_service", slug=slug), 301)


@pages.get("/services/<string:slug>")
@open_to_all
def show_service(slug: str) -> ResponseReturnValue:
    """A listing: what, for whom, when, where, what it costs and whom to ring."""
    if moved := _moved(slug, ".show_service"):
        return moved
    listing = _listing(slug)
    if not listing.page.is_running:
        return render_template("directory/gone.html", listing=listing), GONE
    needs = tuple(term.slug for term in listing.page.needs)
    return render_template(
        "directory/show_service.html",
        listing=listing,
        advice=advice.list_advice_about(session(), needs),
        json_ld=json_ld.service(listing.page, config().base_url),
        is_large=request.args.get("print") == "large",
        topic=topic_of(needs),
        is_claimed=is_claimed(session(), listing.service.organisation_id),
        evidence=evidence_of(session(), listing.service, listing.today),
    )


@pages.get("/services/<string:slug>.json")
@open_to_all
def show_service_json(slug: str) -> ResponseReturnValue:
    """The listing as JSON-LD, in the words of schema.org."""
    if moved := _moved(slug, ".show_service_json"):
        return moved
    answer = jsonify(json_ld.service(_running(slug), config().base_url))
    answer.mimetype = "application/ld+json"
    return answer


@pages.get("/services/<string:slug>.ics")
@open_to_all
def show_service_calendar(slug: str) -> ResponseReturnValue:
    """The listing's coming sessions, to add to a calendar."""
    if moved := _moved(slug, ".show_service_calendar"):
        return moved
    made = calendar_file.calendar(_running(slug), config().base_url, clock.now())
    return Response(
        made,
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{slug}.ics"'},
    )


@pages.get("/organisations/<string:slug>")
@open_to_all
def show_organisation(slug: str) -> ResponseReturnValue:
    """An organisation, how to reach it, and what it runs."""
    now = organisations.find_slug_now(session(), slug)
    if now:
        return redirect(url_for(".show_organisation", slug=now), 301)
    page = organisations.get_organisation(session(), slug)
    return render_template(
        "directory/show_organisation.html",
        page=page,
        is_claimed=is_claimed(session(), page.organisation.id),
    )


def _listing(slug: str) -> Listing:
    return listing_page(session(), services.get_service(session(), slug), clock.local_now())


def _running(slug: str) -> ServicePage:
    page = services.get_service(session(), slug)
    if not page.is_running:
        raise NotFound("This has stopped running.")
    return page


def _moved(slug: str, view: str) -> ResponseReturnValue | None:
    """Return the way to a listing's address of now, where this is one it once had."""
    now = services.find_slug_now(session(), slug)
    return redirect(url_for(view, slug=now), 301) if now else None
