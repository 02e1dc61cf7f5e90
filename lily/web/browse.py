"""Ways in without typing: by need, and by town or village."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.directory.queries import advice, needs, places, terms
from lily.errors import NotFound
from lily.http.access import open_to_all
from lily.http.sessions import session
from lily.search import SearchRequest, search
from lily.web import visit
from lily.web.asking import Asked
from lily.web.found import found_page
from lily.web.sensitive import topic_of
from lily.web.where import find_place

pages = Blueprint("browse", __name__)

VILLAGE_MILES = 3.0
COUNTS_ALONE = 1


@pages.get("/needs")
@open_to_all
def list_needs() -> ResponseReturnValue:
    """Every kind of help, broad and narrow, with how many are listed."""
    found = search(session(), SearchRequest(size=COUNTS_ALONE))
    return render_template(
        "browse/list_needs.html",
        needs=needs.list_needs(session()),
        counts={each.value: each.count for each in found.facets.get("need", [])},
    )


@pages.get("/needs/<string:slug>")
@open_to_all
def show_need(slug: str) -> ResponseReturnValue:
    """What is listed for one need, nearest first where a place is remembered."""
    tree = needs.list_needs(session())
    is_listed = needs.find_need(tree, slug) is not None
    if not is_listed and (now := terms.find_slug_now(session(), needs.NEEDS, slug)):
        return redirect(url_for(".show_need", slug=now), 301)
    need = needs.get_need(tree, slug)
    place = find_place(visit.remembered_place()).place
    results = search(session(), SearchRequest(place=place, needs=(slug,)))
    asked = Asked({"need": (slug,)} | {name: (text,) for name, text in visit.remembered().items()})
    return render_template(
        "browse/show_need.html",
        need=need,
        parent=needs.find_need(tree, need.parent) if need.parent else None,
        found=found_page(asked, results, place, {}, tree),
        counts={each.value: each.count for each in results.facets.get("need", [])},
        narrow=asked.address(),
        advice=advice.list_advice_about(session(), (slug,)),
        topic=topic_of((slug,)),
    )


@pages.get("/places")
@open_to_all
def list_places() -> ResponseReturnValue:
    """Every town and village where something is listed."""
    return render_template("browse/list_places.html", towns=places.list_towns(session()))


@pages.get("/places/<string:slug>")
@open_to_all
def show_place(slug: str) -> ResponseReturnValue:
    """What is listed in and close to one town or village."""
    town = next((each for each in places.list_towns(session()) if each.slug == slug), None)
    if town is None:
        raise NotFound("We have nothing listed there yet. Choose a place from the list.")
    where = find_place(town.name)
    place = where.place or (where.choices[0] if where.choices else None)
    found = search(session(), SearchRequest(place=place, within=VILLAGE_MILES, sort="distance"))
    return render_template(
        "browse/show_place.html",
        town=town,
        near=place.value if place else town.name,
        needs=needs.list_needs(session()),
        counts={each.value: each.count for each in found.facets.get("need", [])},
        found=found,
        today=clock.today(),
    )
