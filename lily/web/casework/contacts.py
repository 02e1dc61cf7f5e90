"""A contact that is wrong is withdrawn; to put it right, it is written down again."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases
from lily.casework.choices import ContactWrong, RecordKind
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, pages
from lily.web.forms.casework import CONTACT_WRONG, OUTCOMES, WAYS, WithdrawContactForm


@pages.route("/cases/<uuid:case_id>/contacts/<uuid:contact_id>/withdraw", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def withdraw_contact(case_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    """Say that a contact is wrong, and why."""
    keep_private()
    found, form = case_of_mine(case_id), WithdrawContactForm()
    contact = queries.get_contact(session(), contact_id, case_id=case_id)
    by = signed_in_account().actor
    if form.accepted():
        cases.withdraw_contact(session(), found.case, contact, ContactWrong(form.why.data), by=by)
        session().commit()
        entering.say("Withdrawn. It is not counted any more.")
        return redirect(url_for(".show_case", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    page = render_template(
        "casework/withdraw_contact.html",
        found=found,
        form=form,
        contact=contact,
        outcomes=OUTCOMES,
        ways=WAYS,
        wrong=CONTACT_WRONG,
    )
    return page, 400 if form.mistakes else 200
