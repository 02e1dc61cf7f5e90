"""Whom to tell of a concern, who was told, and what came of it. LILY itself tells nobody."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, escalations
from lily.casework.choices import RecordKind
from lily.casework.practice import list_numbers
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, reader
from lily.web.forms.concerns import key_of
from lily.web.forms.escalations import HOW_TOLD, TOLD, EscalationForm, OutcomeForm

pages = Blueprint("escalations", __name__)


@pages.route("/cases/<uuid:case_id>/escalations", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def list_escalations(case_id: UUID) -> ResponseReturnValue:
    """Whom to tell in which case, who was told, and a form to write it down."""
    keep_private()
    found, form = case_of_mine(case_id), EscalationForm()
    by = signed_in_account().actor
    if form.accepted():
        try:
            told, key = form.as_told(), key_of(form.key)
            escalations.record_escalation(session(), found.case, told, by=by, key=key)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
            found = case_of_mine(case_id)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Written down. Write here too what comes of it.")
            return redirect(url_for(".list_escalations", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    page = render_template(
        "escalations/list_escalations.html",
        found=found,
        form=form,
        rows=queries.list_escalations(session(), case_id, reader()),
        told=TOLD,
        how=HOW_TOLD,
        numbers=list_numbers(session(), [found.case.team_id]),
    )
    return page, 400 if form.mistakes else 200


@pages.route("/cases/<uuid:case_id>/escalations/<uuid:escalation_id>", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def add_outcome(case_id: UUID, escalation_id: UUID) -> ResponseReturnValue:
    """Write down what came of telling somebody; what was written before stays."""
    keep_private()
    found, form = case_of_mine(case_id), OutcomeForm()
    made = queries.get_escalation(session(), escalation_id, case_id=case_id)
    by = signed_in_account().actor
    if form.accepted():
        words, key = form.outcome.data or "", key_of(form.key)
        escalations.add_outcome(session(), made, words, by=by, key=key)
        form.finish_draft(session())
        session().commit()
        entering.say("Written down.")
        return redirect(url_for(".list_escalations", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    rows = queries.list_escalations(session(), case_id, reader())
    page = render_template(
        "escalations/add_outcome.html",
        found=found,
        form=form,
        row=next(each for each in rows if each.escalation.id == escalation_id),
        told=TOLD,
        how=HOW_TOLD,
    )
    return page, 400 if form.mistakes else 200
