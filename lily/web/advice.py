"""Advice and guidance in our own words, beside the listings."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lily.directory.queries import advice
from lily.http.access import open_to_all
from lily.http.sessions import session
from lily.web.sensitive import topic_of

pages = Blueprint("advice", __name__)


@pages.get("/advice")
@open_to_all
def list_advice() -> ResponseReturnValue:
    """All advice and guidance."""
    return render_template("advice/list_advice.html", pages=advice.list_advice(session()))


@pages.get("/advice/<string:slug>")
@open_to_all
def show_advice(slug: str) -> ResponseReturnValue:
    """One page of advice, and where to look for help with the same needs."""
    page = advice.get_advice(session(), slug)
    needs = sorted((link.term for link in page.term_links), key=lambda term: term.name)
    return render_template(
        "advice/show_advice.html",
        page=page,
        needs=needs,
        topic=topic_of(term.slug for term in needs),
    )
