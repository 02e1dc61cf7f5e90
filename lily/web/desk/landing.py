"""The desk itself: everything that waits, in one place."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.desk.waiting import count_waiting
from lily.web.desk.blueprint import pages


@pages.get("/desk")
@needs(Permission.VERIFY_LISTINGS)
def show_desk() -> ResponseReturnValue:
    """A card for each kind of thing that waits for this person."""
    counts = count_waiting(session(), signed_in_account().permissions)
    waiting = [each for each in counts if each.count]
    waiting.sort(key=lambda each: each.since is None)
    clear = [each for each in counts if not each.count]
    return render_template("desk/show_desk.html", waiting=waiting, clear=clear)
