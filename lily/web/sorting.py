"""How soon a case is and which labels it has; the labels of a team."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.actions import caseload as actions
from lily.casework.actions import cases
from lily.casework.choices import Priority, RecordKind
from lily.casework.queries import caseload
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, my_teams
from lily.web.casework.own_teams import offer_teams
from lily.web.forms.base import PressForm
from lily.web.forms.caseload import NameForm, SortForm

pages = Blueprint("sorting", __name__)


@pages.route("/cases/<uuid:case_id>/sorting", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def sort_case(case_id: UUID) -> ResponseReturnValue:
    """How soon somebody needs help, and the labels of their case."""
    keep_private()
    found, by = case_of_mine(case_id), signed_in_account().actor
    offered = {
        str(tag.id): tag for tag in caseload.list_tags(session(), teams={found.case.team_id})
    }
    has = [str(tag.id) for tag in caseload.tags_of(session(), [case_id]).get(case_id, [])]
    form = SortForm(priority=found.case.priority, tags=has)
    form.tags.choices = [SelectChoice(key, tag.name) for key, tag in offered.items()]
    if form.accepted():
        tags = [offered[key] for key in form.tags.data]
        actions.sort_case(session(), found.case, Priority(form.priority.data), tags, by=by)
        session().commit()
        entering.say("Kept.")
        return redirect(url_for("casework.show_case", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    page = render_template("sorting/sort_case.html", found=found, form=form)
    return page, 400 if form.mistakes else 200


@pages.route("/cases/labels", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def list_tags() -> ResponseReturnValue:
    """The labels of my teams with how many cases have each, and a box to make another."""
    form = NameForm()
    offer_teams(form)
    if form.accepted():
        by = signed_in_account().actor
        try:
            actions.make_tag(session(), form.team_id, form.name.data, by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            entering.say("Made. It can be put on cases now.")
            return redirect(url_for(".list_tags"), 303)
    teams = my_teams()
    counts = caseload.count_open(session(), teams=teams, today=clock.today())
    page = render_template(
        "sorting/list_tags.html",
        form=form,
        tags=caseload.list_tags(session(), teams=teams),
        counts=counts.tags,
        press_form=PressForm(formdata=None),
    )
    return page, 400 if form.mistakes else 200


@pages.post("/cases/labels/<uuid:tag_id>/retire")
@needs(Permission.LOOK_AFTER_CASES)
def retire_tag(tag_id: UUID) -> ResponseReturnValue:
    """Offer a label no more; the cases that have it keep it."""
    tag = caseload.get_tag(session(), tag_id, teams=my_teams())
    if PressForm().accepted():
        actions.retire_tag(session(), tag, by=signed_in_account().actor)
        session().commit()
        entering.say("Retired. The cases that have it keep it.")
    return redirect(url_for(".list_tags"), 303)
