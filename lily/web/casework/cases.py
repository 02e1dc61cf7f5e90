"""A case: the person, who helps, what was said since."""

from datetime import date
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cases, notes
from lily.casework.choices import ContactOutcome, NoteLayer, RecordKind, Way
from lily.casework.models import CaseContact
from lily.casework.policies import may_text, why_not_work
from lily.casework.practice import practice_of
from lily.casework.queries.cases import MOST_LOOKS
from lily.casework.queries.follow_ups import count_visits, list_follow_ups
from lily.casework.queries.letters import find_latest_letter
from lily.casework.queries.onward import list_onward
from lily.casework.reaching import propose_step
from lily.casework.timeline import list_events
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import (
    NOBODY,
    case_of_mine,
    my_teams,
    pages,
    reader,
    referral_of_mine,
    worker_choices,
)
from lily.web.casework.own_teams import leads
from lily.web.forms.base import PressForm
from lily.web.forms.casework import MAY, ContactForm, VisitsForm, WorkerForm
from lily.web.forms.closing import CLOSED, TOLD_SAID
from lily.web.forms.concerns import key_of
from lily.web.forms.follow_ups import CHECKS, NOT_DONE_SAID
from lily.web.forms.onward import ROUTES, SIGNS, STATES
from lily.web.labels import REFERRERS

LATEST = 10


@pages.get("/cases/<uuid:case_id>")
@needs(Permission.WORK_CASES)
def show_case(case_id: UUID) -> ResponseReturnValue:
    """A case: the person, what they were referred for, and what was said since."""
    return _case_page(case_id)


def _case_page(
    case_id: UUID, contact: ContactForm | None = None, visits: VisitsForm | None = None
) -> ResponseReturnValue:
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    held = [each for each, _, _ in queries.list_consents(session(), found.case.client_id)]
    worker = WorkerForm(formdata=None, worker=str(found.case.worker_id or NOBODY))
    worker.worker.choices = worker_choices(found.case.team_id)
    mistakes = {**(contact.mistakes if contact else {}), **(visits.mistakes if visits else {})}
    agreed, usual = found.case.visits_agreed, practice_of(session(), found.case.team_id).visits
    page = render_template(
        "casework/show_case.html",
        found=found,
        referrals=queries.list_referrals_of(session(), found.case),
        events=list_events(session(), found.case, reader())[:LATEST],
        flags=queries.list_flags(session(), case_id, reader(), open_alone=True),
        form=contact or _contact_form(case_id),
        worker=worker,
        why_not=why_not_work(found.case),
        sent_on=list_onward(session(), case_id),
        checks=list_follow_ups(session(), case_id),
        check_names=CHECKS,
        not_done=NOT_DONE_SAID,
        mistakes=mistakes,
        next_step=propose_step(found.case, _contacts(found)),
        visits=count_visits(session(), found.case),
        visits_agreed=agreed or usual,
        visits_usual=usual,
        visits_form=visits or VisitsForm(formdata=None, visits=agreed),
        routes=ROUTES,
        states=STATES,
        signs=SIGNS,
        closed=CLOSED,
        letter=find_latest_letter(session(), case_id),
        told=TOLD_SAID,
        press_form=PressForm(formdata=None),
        may=MAY,
        may_text=may_text(found.client.may_text, held, clock.today()),
        kinds=REFERRERS,
        referrer_of=queries.referrer_of,
    )
    session().commit()
    return page, 400 if mistakes else 200


def _contacts(found: queries.ListedCase) -> list[CaseContact]:
    return [each for each, _ in queries.list_contacts(session(), found.case)]


def _contact_form(case_id: UUID) -> ContactForm:
    return ContactForm(draft_at=url_for(".show_case", case_id=case_id))


@pages.post("/cases/<uuid:case_id>/contacts")
@needs(Permission.WORK_CASES)
def log_contact(case_id: UUID) -> ResponseReturnValue:
    """Write down what came of it; without a day, the next call is planned by what came of it.

    A note that may tell of harm is asked about once, and goes where whoever wrote it says.
    """
    found, form = case_of_mine(case_id), _contact_form(case_id)
    if form.accepted() and not form.asks_about(form.note.data):
        try:
            _keep_contact(found, form)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Written down.")
            return redirect(url_for(".show_case", case_id=case_id), 303)
    return _case_page(case_id, form)


def _call_that_stays(found: queries.ListedCase, outcome: ContactOutcome) -> date | None:
    """Return the call that is planned for a later day: who rang sooner still rings then.

    To a wrong number nobody rings again, unless whoever writes it down says when.
    """
    planned = cases.planned_call(found.case)
    is_later = planned and planned > clock.today()
    return planned if is_later and outcome is not ContactOutcome.WRONG_NUMBER else None


def _keep_contact(found: queries.ListedCase, form: ContactForm) -> None:
    outcome, note = ContactOutcome(form.outcome.data), form.note.data or ""
    by, nation = signed_in_account().actor, practice_of(session(), found.case.team_id).nation
    proposed = cases.next_call_after(outcome, nation)
    cases.log_contact(
        session(),
        found.case,
        outcome,
        by=by,
        note="" if form.is_kept_apart else note,
        way=Way(form.way.data),
        next_call_on=form.next_call_on.data or proposed or _call_that_stays(found, outcome),
        key=key_of(form.key),
    )
    if form.is_kept_apart and note:
        layer = NoteLayer.NAMED
        notes.write_note(session(), found.case, layer, note, by=by, key=key_of(form.key))


@pages.post("/cases/<uuid:case_id>/visits")
@needs(Permission.WORK_CASES)
def agree_visits(case_id: UUID) -> ResponseReturnValue:
    """Set how many visits are agreed with one person."""
    found, form = case_of_mine(case_id), VisitsForm()
    if form.accepted():
        try:
            by = signed_in_account().actor
            cases.agree_visits(session(), found.case, form.visits.data, by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            entering.say("Kept.")
            return redirect(url_for(".show_case", case_id=case_id), 303)
    return _case_page(case_id, visits=form)


@pages.post("/cases/<uuid:case_id>/worker")
@needs(Permission.WORK_CASES)
def assign_case(case_id: UUID) -> ResponseReturnValue:
    """Give a case to a colleague, or take it."""
    found, form = case_of_mine(case_id), WorkerForm()
    form.worker.choices = worker_choices(found.case.team_id)
    if form.accepted():
        worker = UUID(form.worker.data) if form.worker.data else None
        by = signed_in_account().actor
        cases.assign_case(session(), found.case, worker, by=by, may_give=leads())
        session().commit()
        entering.say("It has a new helper." if worker else "Nobody helps with it yet.")
        if not my_teams().sees(found.case, found.client):
            return redirect(url_for(".list_cases"), 303)
    return redirect(url_for(".show_case", case_id=case_id), 303)


@pages.get("/cases/<uuid:case_id>/views")
@needs(Permission.LOOK_AFTER_CASES)
def list_views(case_id: UUID) -> ResponseReturnValue:
    """Who looked at a case, for whoever leads the team."""
    keep_private()
    found = case_of_mine(case_id)
    referrals = [each.id for each in queries.list_referrals_of(session(), found.case)]
    return render_template(
        "casework/list_views.html",
        found=found,
        back=("The case", url_for(".show_case", case_id=case_id)),
        views=queries.list_views(session(), [case_id, *referrals]),
        most=MOST_LOOKS,
    )


@pages.get("/cases/referrals/<uuid:referral_id>/views")
@needs(Permission.LOOK_AFTER_CASES)
def list_referral_views(referral_id: UUID) -> ResponseReturnValue:
    """Who looked at a referral, for whoever leads the team."""
    keep_private()
    referral = referral_of_mine(referral_id)
    return render_template(
        "casework/list_views.html",
        found=None,
        back=("The referral", url_for(".show_referral", referral_id=referral_id)),
        views=queries.list_views(session(), [referral.id]),
        most=MOST_LOOKS,
    )
