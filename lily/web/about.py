"""About the site: what it is, how accessible, what it knows of you, where its data come from."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lily.directory.queries import sources
from lily.geo.gazetteer import gazetteer
from lily.http.access import open_to_all
from lily.http.sessions import session

pages = Blueprint("about", __name__)


@pages.get("/about")
@open_to_all
def about() -> ResponseReturnValue:
    """What LILY is and who stands behind it."""
    return render_template("about/about.html")


@pages.get("/accessibility")
@open_to_all
def accessibility() -> ResponseReturnValue:
    """What works for whom, what does not yet, and whom to tell."""
    return render_template("about/accessibility.html")


@pages.get("/privacy")
@open_to_all
def privacy() -> ResponseReturnValue:
    """What is kept about a visit."""
    return render_template("about/privacy.html")


@pages.get("/data")
@open_to_all
def data() -> ResponseReturnValue:
    """Where the listings, the places and the map come from, with their licences."""
    release = gazetteer().release
    return render_template(
        "about/data.html",
        sources=sources.list_sources(session()),
        release=release,
        year=release.partition(".")[0],
    )
