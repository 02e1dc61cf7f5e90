"""Looking for a person among those of my teams; nothing that is typed stands in an address."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework.actions.searching import search_people
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.casework.blueprint import my_teams
from lily.web.forms.caseload import SearchForm

pages = Blueprint("finding", __name__)


@pages.route("/cases/search", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def search_cases() -> ResponseReturnValue:
    """One box, and the people whom it may mean."""
    keep_private()
    form, found = SearchForm(), None
    if form.accepted():
        by = signed_in_account().actor
        try:
            found = search_people(session(), form.term.data, teams=my_teams(), by=by)
        except Invalid as error:
            form.refuse(error)
    page = render_template("finding/search_cases.html", form=form, found=found)
    session().commit()
    return page, 400 if form.mistakes else 200
