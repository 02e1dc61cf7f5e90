"""Searches that found nothing: what was asked for, and what to do about it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.errors import Invalid
from lily.geo import areas
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.desk import empty_searches
from lily.search import SearchRequest, search
from lily.web.desk.blueprint import page_asked, pages, paging
from lily.web.forms.desk import SearchWordsForm

NOT_SENT = "That did not arrive whole. Go back, reload the page, and try again."


@pages.get("/desk/searches")
@needs(Permission.EDIT_WORDS)
def list_searches() -> ResponseReturnValue:
    """What people asked for and did not get, the most asked for first."""
    found, total = empty_searches.list_empty_searches(session(), page=page_asked())
    finds_now = {
        each.words: search(session(), SearchRequest(text=each.words, size=1)).total
        for each in found
    }
    return render_template(
        "desk/list_searches.html",
        found=found,
        total=total,
        finds_now=finds_now,
        ward_name=lambda code: areas.name_of(code) or code,
        ignored=empty_searches.list_ignored(session()),
        kept_weeks=empty_searches.KEPT_WEEKS,
        least=empty_searches.LEAST_TO_PLACE,
        paging=paging(total, empty_searches.PAGE),
    )


def _words() -> str:
    form = SearchWordsForm()
    if not form.accepted():
        raise Invalid("words", NOT_SENT)
    words: str = form.words.data
    return words


@pages.post("/desk/searches/ignore")
@needs(Permission.EDIT_WORDS)
def ignore_search() -> ResponseReturnValue:
    """Say that some words are not for this directory."""
    words = _words()
    empty_searches.ignore_search(session(), words, by=signed_in_account().actor)
    session().commit()
    return redirect(url_for(".list_searches"), 303)


@pages.post("/desk/searches/count-again")
@needs(Permission.EDIT_WORDS)
def count_search_again() -> ResponseReturnValue:
    """Count words again that were not for this directory."""
    words = _words()
    empty_searches.count_again(session(), words, by=signed_in_account().actor)
    session().commit()
    return redirect(url_for(".list_searches"), 303)
