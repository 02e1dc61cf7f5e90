"""The measures that a team uses, for whoever leads it: its own are added and retired here."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.accounts.teams import get_team
from lily.casework.actions import own_measures
from lily.casework.queries.measures import (
    get_own_measure,
    list_own_measures,
    measure_of,
    shipped_measures,
)
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import my_teams
from lily.web.forms.base import PressForm
from lily.web.forms.measures import MeasureForm, TotalForm

pages = Blueprint("measures", __name__)

NOT_YOURS = "You do not lead that team. Choose one of your own."


def _check_led(team_id: UUID) -> None:
    if team_id not in my_teams():
        raise NotFound(NOT_YOURS)


@pages.get("/teams/<uuid:team_id>/measures")
@needs(Permission.LOOK_AFTER_CASES)
def list_measures(team_id: UUID) -> ResponseReturnValue:
    """What a team measures with: what comes with LILY, and its own."""
    _check_led(team_id)
    return render_template(
        "measures/list_measures.html",
        team=get_team(session(), team_id),
        shipped=shipped_measures().values(),
        own=[(each, measure_of(each)) for each in list_own_measures(session(), team_id)],
        press_form=PressForm(formdata=None),
    )


@pages.route("/teams/<uuid:team_id>/measures/new", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def add_measure(team_id: UUID) -> ResponseReturnValue:
    """A measure of a team's own, with its questions."""
    _check_led(team_id)
    form = MeasureForm()
    if form.accepted() and _is_added(team_id, form):
        return redirect(url_for(".list_measures", team_id=team_id), 303)
    page = render_template(
        "measures/add_measure.html", form=form, team=get_team(session(), team_id)
    )
    return page, 400 if form.mistakes else 200


@pages.route("/teams/<uuid:team_id>/measures/new-total", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def add_total(team_id: UUID) -> ResponseReturnValue:
    """Only the total of a licensed measure."""
    _check_led(team_id)
    form = TotalForm()
    if form.accepted() and _is_added(team_id, form):
        return redirect(url_for(".list_measures", team_id=team_id), 303)
    page = render_template("measures/add_total.html", form=form, team=get_team(session(), team_id))
    return page, 400 if form.mistakes else 200


def _is_added(team_id: UUID, form: MeasureForm | TotalForm) -> bool:
    """Add what was typed, or say beside its field what is wrong."""
    try:
        own_measures.add_measure(session(), team_id, form.measure(), by=signed_in_account().actor)
    except Invalid as error:
        session().rollback()
        form.refuse(error)
        return False
    form.finish_draft(session())
    session().commit()
    entering.say("Added. Your team can use it now.")
    return True


@pages.post("/teams/<uuid:team_id>/measures/<uuid:own_id>/retire")
@needs(Permission.LOOK_AFTER_CASES)
def retire_measure(team_id: UUID, own_id: UUID) -> ResponseReturnValue:
    """Offer a measure no more; what was read stays."""
    _check_led(team_id)
    own = get_own_measure(session(), own_id, team_id=team_id)
    if PressForm().accepted():
        own_measures.retire_measure(session(), own, by=signed_in_account().actor)
        session().commit()
        entering.say("Retired. What was read with it stays.")
    return redirect(url_for(".list_measures", team_id=team_id), 303)
