"""Invited lists of a team: who was asked to something, and where each of them stands."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.actions import cohorts
from lily.casework.choices import CohortStatus
from lily.casework.queries import caseload
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import my_teams
from lily.web.casework.caseload import back_to_list, cases_of_mine
from lily.web.casework.own_teams import offer_teams
from lily.web.desk.blueprint import page_asked, paging
from lily.web.filters import plural
from lily.web.forms.base import PressForm
from lily.web.forms.caseload import STATUSES, InviteForm, NameForm, StatusForm

pages = Blueprint("cohorts", __name__)


@pages.route("/cohorts", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def list_cohorts() -> ResponseReturnValue:
    """The invited lists of my teams, and a box to make another."""
    form = NameForm()
    offer_teams(form)
    if form.accepted():
        by = signed_in_account().actor
        try:
            made = cohorts.make_cohort(session(), form.team_id, form.name.data, by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            address = url_for(".show_cohort", cohort_id=made.id)
            session().commit()
            return redirect(address, 303)
    rows = caseload.list_cohorts(session(), teams=my_teams())
    page = render_template("cohorts/list_cohorts.html", form=form, rows=rows)
    return page, 400 if form.mistakes else 200


@pages.get("/cohorts/<uuid:cohort_id>")
@needs(Permission.LOOK_AFTER_CASES)
def show_cohort(cohort_id: UUID) -> ResponseReturnValue:
    """Who is on an invited list, and where each stands."""
    keep_private()
    teams = my_teams()
    cohort = caseload.get_cohort(session(), cohort_id, teams=teams)
    places = caseload.list_places(session(), cohort)
    size, page = queries.cases.PAGE, page_asked()
    shown = sorted(places)[(page - 1) * size : page * size]
    return render_template(
        "cohorts/show_cohort.html",
        cohort=cohort,
        rows=queries.list_cases_by_id(session(), shown, teams=teams),
        places=places,
        counts=caseload.count_statuses(places.values()),
        paging=paging(len(places), size),
        statuses=STATUSES,
        press_form=PressForm(formdata=None),
    )


@pages.post("/cohorts/invite")
@needs(Permission.LOOK_AFTER_CASES)
def invite_cases() -> ResponseReturnValue:
    """Put the cases that are ticked on an invited list."""
    form = InviteForm()
    rows = caseload.list_cohorts(session(), teams=my_teams())
    form.cohort.choices = [SelectChoice(str(each.id), each.name) for each, _ in rows]
    if not form.accepted():
        raise NotFound("Choose one of your lists first.")
    cohort = caseload.get_cohort(session(), UUID(form.cohort.data), teams=my_teams())
    cases = cases_of_mine(form.case_ids)
    count = cohorts.invite_cases(session(), cohort, cases, by=signed_in_account().actor)
    session().commit()
    entering.say(f"{plural(count, 'case')} put on the list." if count else "All were on it.")
    return redirect(back_to_list(), 303)


@pages.post("/cohorts/<uuid:cohort_id>/members/<uuid:member_id>")
@needs(Permission.LOOK_AFTER_CASES)
def set_status(cohort_id: UUID, member_id: UUID) -> ResponseReturnValue:
    """Say where somebody on an invited list stands."""
    cohort = caseload.get_cohort(session(), cohort_id, teams=my_teams())
    member = caseload.get_member(session(), member_id, cohort_id=cohort.id)
    form = StatusForm()
    if form.accepted():
        status = CohortStatus(form.status.data)
        cohorts.set_status(session(), member, status, by=signed_in_account().actor)
        session().commit()
        entering.say("Kept.")
    return redirect(_address(cohort_id), 303)


@pages.post("/cohorts/<uuid:cohort_id>/close")
@needs(Permission.LOOK_AFTER_CASES)
def close_cohort(cohort_id: UUID) -> ResponseReturnValue:
    """Close an invited list: who is on it stays, and nobody is added."""
    cohort = caseload.get_cohort(session(), cohort_id, teams=my_teams())
    if PressForm().accepted():
        cohorts.close_cohort(session(), cohort, by=signed_in_account().actor)
        session().commit()
        entering.say("Closed.")
    return redirect(_address(cohort_id), 303)


def _address(cohort_id: UUID) -> str:
    asked: dict[str, Any] = {"page": page_asked()} if page_asked() > 1 else {}
    return url_for(".show_cohort", cohort_id=cohort_id, **asked)
