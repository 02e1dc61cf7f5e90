"""Where those who help people work: today, the caseload, a referral, a case."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members, teams_of
from lily.audit.actions import record
from lily.casework import queries
from lily.casework.actions import cases, clients, referrals
from lily.casework.choices import CaseState, ContactOutcome, DeclineReason, RecordKind
from lily.casework.details import ContactSafety, PersonDetails
from lily.casework.models import Case, Client, Referral
from lily.casework.policies import why_not_decide, why_not_work
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.desk.blueprint import page_asked, paging
from lily.web.forms.base import PressForm
from lily.web.forms.casework import (
    CLOSED,
    DECLINED,
    MAY,
    OUTCOMES,
    TOLD_HOW,
    AcceptForm,
    ContactForm,
    DeclineForm,
    PersonForm,
    WorkerForm,
)
from lily.web.labels import REFERRERS, SAME_BY

pages = Blueprint("casework", __name__)

NEW_PERSON, NOBODY = "new", ""
_KNOWN = (*PersonDetails.model_fields, *ContactSafety.model_fields, "version")


def my_teams() -> set[UUID]:
    """Return the teams of whoever asks: what is another team's is not found."""
    return {team.id for team in teams_of(session(), signed_in_account().account.id)}


def case_of_mine(case_id: UUID) -> queries.ListedCase:
    """Return a case of my teams. Raises NotFound; a try at another team's is in the audit."""
    try:
        return queries.get_case(session(), case_id, teams=my_teams())
    except NotFound:
        _note_refusal(Case, RecordKind.CASE, case_id)
        raise


def _referral(referral_id: UUID) -> Referral:
    """Return a referral to my teams. Raises NotFound; a try at another team's is in the audit."""
    try:
        return queries.get_referral(session(), referral_id, teams=my_teams())
    except NotFound:
        _note_refusal(Referral, RecordKind.REFERRAL, referral_id)
        raise


def _note_refusal(table: type[Case | Referral], kind: RecordKind, record_id: UUID) -> None:
    if session().get(table, record_id):
        by = signed_in_account().actor
        record(session(), "refuse_look", by=by, kind=kind, subject_id=record_id)
        session().commit()


@pages.get("/today")
@needs(Permission.WORK_CASES)
def show_today() -> ResponseReturnValue:
    """What is to be done: new referrals, calls that are overdue, calls of today."""
    keep_private()
    teams, today = my_teams(), clock.today()
    me = signed_in_account().account.id
    calls = queries.list_cases(session(), teams=teams, worker_id=me, call_by=today)
    return render_template(
        "casework/show_today.html",
        referrals=[
            (each, queries.person_of(each))
            for each in queries.list_new_referrals(session(), teams=teams)
        ],
        calls={
            "Calls that are overdue": [
                each for each in calls if (each.case.next_call_on or today) < today
            ],
            "Calls of today": [each for each in calls if each.case.next_call_on == today],
            "Nothing is planned": [each for each in calls if each.case.next_call_on is None],
        },
        kinds=REFERRERS,
        has_team=bool(teams),
    )


@pages.get("/cases")
@needs(Permission.WORK_CASES)
def list_cases() -> ResponseReturnValue:
    """My caseload, or the whole team's."""
    keep_private()
    is_team = request.args.get("of") == "team"
    state = CaseState.CLOSED if request.args.get("show") == "closed" else CaseState.OPEN
    mine, teams = None if is_team else signed_in_account().account.id, my_teams()
    total = queries.count_cases(session(), teams=teams, worker_id=mine, state=state)
    page = page_asked()
    return render_template(
        "casework/list_cases.html",
        rows=queries.list_cases(session(), teams=teams, worker_id=mine, state=state, page=page),
        is_closed=state is CaseState.CLOSED,
        total=total,
        paging=paging(total, queries.PAGE),
        is_team=is_team,
    )


def _workers(team_id: UUID) -> list[SelectChoice]:
    people = list_members(session(), team_id)
    return [SelectChoice(NOBODY, "Nobody yet")] + [
        SelectChoice(str(each.id), each.name) for each in people if not each.is_disabled
    ]


def _accept_form(referral: Referral, likely: list[queries.Likely]) -> AcceptForm:
    form = AcceptForm(person=None if likely else NEW_PERSON)
    known = [SelectChoice(str(each.client.id), _said(each)) for each in likely]
    form.person.choices = [*known, SelectChoice(NEW_PERSON, "No: a new person")]
    form.worker.choices = _workers(referral.team_id)
    if not form.is_submitted():
        form.worker.data = str(signed_in_account().account.id)
    return form


def _said(likely: queries.Likely) -> str:
    client = likely.client
    born = f", born {date.fromisoformat(client.birth_on).year}" if client.birth_on else ""
    same = " and ".join(SAME_BY[kind] for kind in likely.by)
    return f"{client.first_name} {client.last_name}{born}: the same {same}"


@pages.get("/cases/referrals/<uuid:referral_id>")
@needs(Permission.WORK_CASES)
def show_referral(referral_id: UUID) -> ResponseReturnValue:
    """One referral, people who may be the same, and the two ways to answer it."""
    return _referral_page(referral_id)


def _referral_page(
    referral_id: UUID, accept: AcceptForm | None = None, decline: DeclineForm | None = None
) -> ResponseReturnValue:
    keep_private()
    referral = _referral(referral_id)
    likely = queries.list_likely(session(), referral)
    by = signed_in_account().actor
    cases.note_view(session(), RecordKind.REFERRAL, referral.id, by=by)
    mistakes = {**(accept.mistakes if accept else {}), **(decline.mistakes if decline else {})}
    page = render_template(
        "casework/show_referral.html",
        referral=referral,
        person=queries.person_of(referral),
        referrer=queries.referrer_of(referral),
        likely=likely,
        accept=accept or _accept_form(referral, likely),
        decline=decline or DeclineForm(formdata=None),
        mistakes=mistakes,
        why_not=why_not_decide(referral),
        why=DECLINED.get(referral.decline_reason) if referral.decline_reason else "",
        kinds=REFERRERS,
    )
    session().commit()
    return page, 400 if mistakes else 200


@pages.post("/cases/referrals/<uuid:referral_id>/accept")
@needs(Permission.WORK_CASES)
def accept_referral(referral_id: UUID) -> ResponseReturnValue:
    """Take it: a case is opened, and the first call is planned."""
    referral = _referral(referral_id)
    form = _accept_form(referral, queries.list_likely(session(), referral))
    if not form.accepted():
        return _referral_page(referral_id, accept=form)
    worker = UUID(form.worker.data) if form.worker.data else None
    case = referrals.accept_referral(
        session(),
        referral,
        by=signed_in_account().actor,
        worker_id=worker,
        client=_client(form.person.data),
    )
    address = url_for(".show_case", case_id=case.id)
    session().commit()
    entering.say("Accepted. The first call is planned.")
    return redirect(address, 303)


def _client(chosen: str) -> Client | None:
    if chosen == NEW_PERSON:
        return None
    return queries.get_client(session(), UUID(chosen), teams=my_teams())


@pages.post("/cases/referrals/<uuid:referral_id>/decline")
@needs(Permission.WORK_CASES)
def decline_referral(referral_id: UUID) -> ResponseReturnValue:
    """Say no, with a reason that the referrer reads."""
    referral, form = _referral(referral_id), DeclineForm()
    if not form.accepted():
        return _referral_page(referral_id, decline=form)
    reason = DeclineReason(form.reason.data)
    by = signed_in_account().actor
    referrals.decline_referral(session(), referral, reason, form.words.data or "", by=by)
    session().commit()
    entering.say("Declined. The referrer can read why.")
    return redirect(url_for(".show_today"), 303)


@pages.get("/cases/<uuid:case_id>")
@needs(Permission.WORK_CASES)
def show_case(case_id: UUID) -> ResponseReturnValue:
    """A case: the person, what they were referred for, and what was said since."""
    return _case_page(case_id)


def _case_page(case_id: UUID, contact: ContactForm | None = None) -> ResponseReturnValue:
    keep_private()
    found = case_of_mine(case_id)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    worker = WorkerForm(formdata=None, worker=str(found.case.worker_id or NOBODY))
    worker.worker.choices = _workers(found.case.team_id)
    page = render_template(
        "casework/show_case.html",
        found=found,
        referrals=queries.list_referrals_of(session(), found.case),
        contacts=queries.list_contacts(session(), found.case),
        form=contact or ContactForm(formdata=None),
        worker=worker,
        why_not=why_not_work(found.case),
        closed=CLOSED,
        told=TOLD_HOW,
        press_form=PressForm(formdata=None),
        outcomes=OUTCOMES,
        may=MAY,
        kinds=REFERRERS,
        referrer_of=queries.referrer_of,
    )
    session().commit()
    return page, 400 if contact and contact.mistakes else 200


@pages.post("/cases/<uuid:case_id>/contacts")
@needs(Permission.WORK_CASES)
def log_contact(case_id: UUID) -> ResponseReturnValue:
    """Write down what came of it; without a day, the next call is planned by what came of it."""
    found, form = case_of_mine(case_id), ContactForm()
    if form.accepted():
        outcome = ContactOutcome(form.outcome.data)
        try:
            cases.log_contact(
                session(),
                found.case,
                outcome,
                by=signed_in_account().actor,
                note=form.note.data or "",
                next_call_on=form.next_call_on.data or cases.next_call_after(outcome),
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            entering.say("Written down.")
            return redirect(url_for(".show_case", case_id=case_id), 303)
    return _case_page(case_id, form)


@pages.post("/cases/<uuid:case_id>/worker")
@needs(Permission.WORK_CASES)
def assign_case(case_id: UUID) -> ResponseReturnValue:
    """Give a case to a colleague, or take it."""
    found, form = case_of_mine(case_id), WorkerForm()
    form.worker.choices = _workers(found.case.team_id)
    if form.accepted():
        worker = UUID(form.worker.data) if form.worker.data else None
        cases.assign_case(session(), found.case, worker, by=signed_in_account().actor)
        session().commit()
        entering.say("It has a new helper." if worker else "Nobody helps with it yet.")
    return redirect(url_for(".show_case", case_id=case_id), 303)


@pages.route("/cases/<uuid:case_id>/person", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def change_person(case_id: UUID) -> ResponseReturnValue:
    """What is known of a person, and how it is safe to reach them."""
    keep_private()
    found = case_of_mine(case_id)
    form = PersonForm(data=_told(found.client))
    if form.accepted():
        try:
            clients.change_person(
                session(),
                found.client,
                form.person(),
                form.safety(),
                version=form.version.data or 0,
                by=signed_in_account().actor,
            )
        except Invalid as error:
            session().rollback()
            form.refuse(Invalid("first_name" if error.field == "name" else error.field, str(error)))
        except clients.ChangedMeanwhile:
            session().rollback()
            return _both(case_id, form)
        else:
            session().commit()
            entering.say("Kept.")
            return redirect(url_for(".show_case", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=signed_in_account().actor)
    session().commit()
    page = render_template("casework/change_person.html", found=found, form=form, now=None)
    return page, 400 if form.mistakes else 200


def _both(case_id: UUID, form: PersonForm) -> ResponseReturnValue:
    """Show what was typed beside what a colleague wrote meanwhile."""
    found = case_of_mine(case_id)
    told = _told(found.client)
    form.version.process_data(told["version"])
    form.version.raw_data = None
    now = [
        (field.label.text, MAY.get(told[name], told[name]))
        for name, field in form._fields.items()
        if name in told and name != "version" and str(told[name]) != str(field.data or "")
    ]
    page = render_template("casework/change_person.html", found=found, form=form, now=now)
    return page, 409


def _told(client: Client) -> dict[str, Any]:
    told = {name: getattr(client, name) for name in _KNOWN}
    if client.birth_on:
        born = date.fromisoformat(client.birth_on)
        told["birth_on"] = f"{born.day} {born:%B} {born.year}"
    return told


@pages.get("/cases/<uuid:case_id>/views")
@needs(Permission.LOOK_AFTER_CASES)
def list_views(case_id: UUID) -> ResponseReturnValue:
    """Who looked at a case, for whoever leads the team."""
    keep_private()
    found = case_of_mine(case_id)
    return render_template(
        "casework/list_views.html",
        found=found,
        views=queries.list_views(session(), RecordKind.CASE, case_id),
    )
