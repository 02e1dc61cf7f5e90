"""Who sees a record: hidden from most of a team for a reason, and shown again for one."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.accounts.queries import get_account
from lily.casework.actions import cases
from lily.casework.actions.restrictions import lift_restriction, restrict
from lily.casework.choices import RecordKind
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine
from lily.web.forms.restrictions import RestrictionForm

pages = Blueprint("restrictions", __name__)


@pages.route("/cases/<uuid:case_id>/restriction", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def set_restriction(case_id: UUID) -> ResponseReturnValue:
    """Hide a record, or show it again, with a reason. The button says which of both."""
    keep_private()
    found, form = case_of_mine(case_id), RestrictionForm()
    by, client = signed_in_account().actor, found.client
    if form.accepted():
        change = restrict if form.wants_hidden else lift_restriction
        try:
            change(session(), client, form.reason.data or "", by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Hidden." if form.wants_hidden else "Shown to your whole team again.")
            return redirect(url_for("casework.show_case", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    changed_by = client.restricted_by and get_account(session(), client.restricted_by).name
    page = render_template(
        "restrictions/set_restriction.html", found=found, form=form, changed_by=changed_by
    )
    return page, 400 if form.mistakes else 200
