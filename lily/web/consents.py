"""What a person agreed to: written down by purpose, shown with what to ask, and taken back."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, consents
from lily.casework.actions.consents import Agreed
from lily.casework.choices import ConsentHow, Purpose, RecordKind
from lily.casework.policies import ASK, find_valid, is_valid
from lily.casework.queries.bases import find_basis
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.listings.owners.queries import get_service
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine
from lily.web.forms.base import PressForm
from lily.web.forms.caseload import LAWFUL, SPECIAL
from lily.web.forms.consents import HOW_AGREED, PURPOSES, ConsentForm

pages = Blueprint("consents", __name__)


@pages.route("/cases/<uuid:case_id>/consents", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def list_consents(case_id: UUID) -> ResponseReturnValue:
    """What somebody agreed to, what to ask for the rest, and a form to write it down."""
    keep_private()
    found, form = case_of_mine(case_id), ConsentForm()
    by = signed_in_account().actor
    if form.accepted():
        try:
            consents.record_consent(session(), found.client, _agreed(form), by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            entering.say("Written down.")
            return redirect(url_for(".list_consents", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    today = clock.today()
    rows = queries.list_consents(session(), found.case.client_id)
    held = [consent for consent, _, _ in rows]
    page = render_template(
        "consents/list_consents.html",
        found=found,
        form=form,
        rows=[(*row, is_valid(row[0], today)) for row in rows],
        ask={
            purpose: words
            for purpose, words in ASK.items()
            if purpose is not Purpose.SHARE_WITH_SERVICE and not find_valid(held, purpose, today)
        },
        purposes=PURPOSES,
        how=HOW_AGREED,
        basis=find_basis(session(), found.case.client_id),
        lawful=LAWFUL,
        special=SPECIAL,
        press_form=PressForm(formdata=None),
    )
    return page, 400 if form.mistakes else 200


def _agreed(form: ConsentForm) -> Agreed:
    purpose, service_id = Purpose(form.purpose.data), None
    slug = (form.service.data or "").rstrip("/").rpartition("/")[2].partition("?")[0]
    if slug and purpose is Purpose.SHARE_WITH_SERVICE:
        try:
            service_id = get_service(session(), slug).id
        except NotFound:
            raise Invalid("service", "We know no listing at that address. Copy it again.") from None
    return Agreed(purpose, ConsentHow(form.how.data), service_id, form.expires_on.data)


@pages.post("/cases/<uuid:case_id>/consents/<uuid:consent_id>/withdraw")
@needs(Permission.WORK_CASES)
def withdraw_consent(case_id: UUID, consent_id: UUID) -> ResponseReturnValue:
    """Write down that they changed their mind: from now on it cannot be done."""
    found = case_of_mine(case_id)
    consent = queries.get_consent(session(), consent_id, client_id=found.case.client_id)
    if PressForm().accepted():
        consents.withdraw_consent(session(), consent, by=signed_in_account().actor)
        session().commit()
        entering.say("Taken back. It is not done any more.")
    return redirect(url_for(".list_consents", case_id=case_id), 303)
