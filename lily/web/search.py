"""The front door: two boxes, and what they find. Also as JSON, for other software."""

from dataclasses import replace

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lily.directory.queries import needs, terms
from lily.errors import Invalid
from lily.geo import places
from lily.http.access import open_to_all
from lily.http.sessions import session
from lily.search import SearchResults, search, suggest
from lily.search.request import PAGE_SIZE
from lily.web import search_json, today, visit
from lily.web.asking import LARGEST_PAGE_SIZE, Asked, Checked, check, whole
from lily.web.forms.visit import ForgetForm
from lily.web.found import Found, found_page
from lily.web.sensitive import topic_of
from lily.web.unfound import count_if_nothing
from lily.web.where import Where, find_place, home_area

pages = Blueprint("search", __name__)

LEAST_TO_SUGGEST = 2


@pages.get("/")
@open_to_all
def home() -> ResponseReturnValue:
    """Two boxes, the needs, and what is on today."""
    return render_template(
        "search/home.html",
        remembered=visit.remembered(),
        needs=needs.list_needs(session()),
        today=today.what_is_on(session(), home_area()),
    )


@pages.get("/search")
@open_to_all
def find() -> ResponseReturnValue:
    """What is found, or what to change so that something is."""
    asked = Asked.read(request.args)
    checked, where = check(asked), find_place(asked.one("near"))
    if where.error:
        checked.errors["near"] = where.error
    if where.choices and not checked.errors:
        return render_template("search/which_place.html", asked=asked, where=where)
    if checked.errors:
        return _mistaken(asked, checked.errors, where)
    try:
        found = _find(asked, checked, where)
    except Invalid as error:
        if now := _with_terms_of_now(asked):
            return redirect(now.address(), 301)
        return _mistaken(asked, {error.field: error.message}, where)
    visit.remember(asked)
    return render_template(
        "search/find.html",
        asked=asked,
        found=found,
        forget_form=ForgetForm() if visit.remembered_place() else None,
        topic=topic_of(asked.many("need"), asked.one("q")),
    )


def _find(asked: Asked, checked: Checked, where: Where) -> Found:
    """Search, and gather what the page shows. Raises Invalid for what is not in the directory."""
    named = _named(asked)
    results = search(session(), checked.request(where.place, PAGE_SIZE))
    _check_page(results)
    count_if_nothing(asked, results, where.place)
    return found_page(asked, results, where.place, named, needs.list_needs(session()))


def _named(asked: Asked) -> dict[tuple[str, str], str]:
    """Return the names of the needs and audiences chosen. Raises Invalid where there is none."""
    chosen = (*asked.many("need"), *asked.many("audience"))
    found = needs.names_of_terms(session(), chosen)
    named = {}
    for name, taxonomy in (("need", needs.NEEDS), ("audience", needs.AUDIENCES)):
        for slug in asked.many(name):
            if (taxonomy, slug) not in found:
                raise Invalid(name, f"We do not know “{slug[:40]}”. Choose from the list.")
            named[name, slug] = found[taxonomy, slug]
    return named


def _with_terms_of_now(asked: Asked) -> Asked | None:
    """Return what was asked with the slugs that needs and audiences have now; None if the same."""
    changed = {}
    for name, taxonomy in (("need", needs.NEEDS), ("audience", needs.AUDIENCES)):
        slugs = asked.many(name)
        now = tuple(terms.find_slug_now(session(), taxonomy, slug) or slug for slug in slugs)
        if now != slugs:
            changed[name] = tuple(dict.fromkeys(now))
    return Asked({**asked.values, **changed}) if changed else None


def _check_page(results: SearchResults) -> None:
    last = max(1, -(-results.total // results.size))
    if results.page > last:
        said = "only 1 page" if last == 1 else f"only {last} pages"
        raise Invalid("page", f"There is no page {results.page}: there is {said} of results.")


def _mistaken(asked: Asked, errors: dict[str, str], where: Where) -> ResponseReturnValue:
    return (
        render_template("search/mistaken.html", asked=asked, errors=errors, where=where),
        400,
    )


@pages.get("/search.json")
@open_to_all
def find_json() -> ResponseReturnValue:
    """The same search as JSON; 400 where a parameter cannot be read. Nothing is remembered."""
    asked = Asked.read(request.args)
    message = f"Give the size as a whole number from 1 to {LARGEST_PAGE_SIZE}."
    asked_size = request.args.get("size", "").strip() or str(PAGE_SIZE)
    size = whole("size", asked_size, 1, LARGEST_PAGE_SIZE, message)
    checked, where = check(asked), find_place(asked.one("near"))
    if where.error or where.choices:
        checked.errors.setdefault("near", where.error or where.asks())
    for field, wrong in checked.errors.items():
        raise Invalid(field, wrong)
    try:
        _named(asked)
    except Invalid:
        now = _with_terms_of_now(asked)
        if now is None:
            raise
        asked, checked = now, check(now)
    asking = replace(checked.request(where.place, size), explain=True)
    results = search(session(), asking)
    count_if_nothing(asked, results, where.place)
    return jsonify(search_json.answer(asked, results, where.place))


@pages.get("/suggest.json")
@open_to_all
def suggest_json() -> ResponseReturnValue:
    """What somebody may be typing: `q` for what, `near` for where."""
    asked = Asked.read(request.args)
    if len(asked.one("near")) >= LEAST_TO_SUGGEST:
        found = places.suggest(asked.one("near"), home=home_area())
    elif len(asked.one("q")) >= LEAST_TO_SUGGEST:
        found = suggest(session(), asked.one("q"))
    else:
        found = []
    answer = jsonify(suggestions=found)
    answer.cache_control.max_age = 300
    return answer


@pages.post("/forget-place")
@open_to_all
def forget_place() -> ResponseReturnValue:
    """Forget the place of this visit."""
    visit.forget()
    return redirect("/", 303)
