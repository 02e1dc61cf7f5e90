"""What a person agreed to: written down by purpose, shown with what to ask, and taken back."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, consents
from lily.casework.actions.consents import Agreed
from lily.casework.choices import ConsentHow, LetterTo, Purpose, RecordKind
from lily.casework.letters import ask_of_referrer, may_be_for
from lily.casework.models import Consent
from lily.casework.policies import ASK, find_valid, is_valid, own_words, said_no
from lily.casework.queries.bases import find_basis
from lily.casework.queries.letters import find_referrer
from lily.directory.queries.services import MOST_FOUND, find_by_name
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
from lily.web.forms.consents import HOW_AGREED, PURPOSES, AskedForm, ConsentForm, asked_form
from lily.web.forms.drafted import DraftedForm

pages = Blueprint("consents", __name__)

LONGEST_NAME = 100
AT = {"given_on": "asked_on"}
"""Where the form of several questions has what the domain calls otherwise."""


@pages.route("/cases/<uuid:case_id>/consents", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def list_consents(case_id: UUID) -> ResponseReturnValue:
    """What somebody agreed to, what to ask for the rest, and a form for one thing by itself."""
    found, typed = case_of_mine(case_id), request.args.get("with", "").strip()
    services = find_by_name(session(), typed[:LONGEST_NAME])
    form = ConsentForm(given_on=clock.today())
    if typed and not form.is_submitted():
        form.purpose.data = Purpose.SHARE_WITH_SERVICE
    form.offer(services)
    if form.accepted():
        write_down = consents.record_refusal if form.is_no else consents.record_consent
        try:
            write_down(session(), found.client, _said(form), by=signed_in_account().actor)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            return _written_down(case_id, form)
    return _page(case_id, form=form, typed=typed, services=services)


@pages.post("/cases/<uuid:case_id>/consents/asked")
@needs(Permission.WORK_CASES)
def record_asked(case_id: UUID) -> ResponseReturnValue:
    """Write down what they said to several questions at once."""
    found = case_of_mine(case_id)
    here = url_for(".list_consents", case_id=case_id)
    asked = asked_form(_all_words(found), draft_at=here)
    if asked.accepted():
        try:
            how, day = ConsentHow(asked.asked_how.data), asked.asked_on.data
            said = [
                (Agreed(purpose, how, given_on=day), is_yes)
                for purpose, is_yes in asked.answers().items()
            ]
            consents.record_answers(session(), found.client, said, by=signed_in_account().actor)
        except Invalid as error:
            session().rollback()
            asked.refuse(Invalid(AT.get(error.field, error.field), error.message))
        else:
            return _written_down(case_id, asked)
    return _page(case_id, asked=asked)


def _written_down(case_id: UUID, form: DraftedForm) -> ResponseReturnValue:
    form.finish_draft(session())
    session().commit()
    entering.say("Written down.")
    return redirect(url_for(".list_consents", case_id=case_id), 303)


def _page(
    case_id: UUID,
    *,
    form: ConsentForm | None = None,
    asked: AskedForm | None = None,
    typed: str = "",
    services: Sequence[tuple[str, str, str]] = (),
) -> ResponseReturnValue:
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    today, here = clock.today(), url_for(".list_consents", case_id=case_id)
    rows = queries.list_consents(session(), found.case.client_id)
    if form is None:
        form = ConsentForm(formdata=None, given_on=today, draft_at=here)
        form.offer(())
    ask = _ask(found, [consent for consent, _, _ in rows])
    asked = asked or asked_form(ask, formdata=None, asked_on=today, draft_at=here)
    mistakes = {**asked.mistakes, **form.mistakes}
    page = render_template(
        "consents/list_consents.html",
        found=found,
        form=form,
        asked=asked,
        mistakes=mistakes,
        rows=[(*row, is_valid(row[0], today)) for row in rows],
        typed=typed,
        services=services,
        most_found=MOST_FOUND,
        purposes=PURPOSES,
        how=HOW_AGREED,
        basis=find_basis(session(), found.case.client_id),
        lawful=LAWFUL,
        special=SPECIAL,
        press_form=PressForm(formdata=None),
    )
    return page, 400 if mistakes else 200


def _all_words(found: queries.ListedCase) -> dict[Purpose, str]:
    """Return what can be asked of somebody, by what it is for. Whoever referred is named."""
    kind, referrer = find_referrer(session(), found.case)
    words = ASK | ({Purpose.TELL_REFERRER: ask_of_referrer(kind, referrer.name)} if kind else {})
    leave_out = {Purpose.SHARE_WITH_SERVICE}
    if LetterTo.REFERRER not in may_be_for(found.client, kind, referrer):
        leave_out.add(Purpose.TELL_REFERRER)
    return {purpose: said for purpose, said in words.items() if purpose not in leave_out}


def _ask(found: queries.ListedCase, held: Sequence[Consent]) -> dict[Purpose, str]:
    """Return what is to be asked still: what they themselves neither agreed to nor refused."""
    return {
        purpose: said
        for purpose, said in _all_words(found).items()
        if not find_valid(own_words(held), purpose, clock.today()) and not said_no(held, purpose)
    }


def _said(form: ConsentForm) -> Agreed:
    purpose, service_id = Purpose(form.purpose.data), None
    if form.slug and purpose is Purpose.SHARE_WITH_SERVICE:
        try:
            service_id = get_service(session(), form.slug).id
        except NotFound:
            raise Invalid("service", "We know no listing at that address. Copy it again.") from None
    return Agreed(
        purpose, ConsentHow(form.how.data), service_id, form.expires_on.data, form.given_on.data
    )


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
