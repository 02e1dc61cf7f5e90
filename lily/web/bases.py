"""The lawful basis of a record, said by whoever leads the team."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.accounts.teams import get_team
from lily.casework.actions import bases, cases
from lily.casework.actions.bases import Basis
from lily.casework.choices import LawfulBasis, RecordKind, SpecialBasis
from lily.casework.models import RecordBasis, TeamBasis
from lily.casework.queries.bases import find_basis, find_team_basis
from lily.casework.queries.clients import MISSING
from lily.errors import NotFound
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, my_teams
from lily.web.filters import plural
from lily.web.forms.caseload import BasisForm

pages = Blueprint("bases", __name__)


def _form(now: RecordBasis | TeamBasis | None) -> BasisForm:
    if now is None:
        return BasisForm()
    return BasisForm(lawful=now.lawful_basis, special=now.special_basis)


def _basis(form: BasisForm) -> Basis:
    return Basis(LawfulBasis(form.lawful.data), SpecialBasis(form.special.data))


@pages.route("/cases/<uuid:case_id>/basis", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def set_basis(case_id: UUID) -> ResponseReturnValue:
    """Why we may hold the record of one person."""
    keep_private()
    found, by = case_of_mine(case_id), signed_in_account().actor
    form = _form(find_basis(session(), found.client.id))
    if form.accepted():
        bases.set_basis(session(), found.client, _basis(form), by=by)
        session().commit()
        entering.say("Kept.")
        return redirect(url_for("consents.list_consents", case_id=case_id), 303)
    cases.note_view(session(), RecordKind.CASE, case_id, by=by)
    session().commit()
    page = render_template("bases/set_basis.html", form=form, found=found)
    return page, 400 if form.mistakes else 200


@pages.route("/team/<uuid:team_id>/basis", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def set_team_basis(team_id: UUID) -> ResponseReturnValue:
    """Why a team may hold the records of those whom it takes on."""
    if team_id not in my_teams():
        raise NotFound(MISSING)
    form = _form(find_team_basis(session(), team_id))
    if form.accepted():
        by = signed_in_account().actor
        count = bases.set_team_basis(session(), team_id, _basis(form), by=by)
        session().commit()
        entering.say(f"Kept. It now stands for {plural(count, 'more person', 'more people')}.")
        return redirect(url_for(".set_team_basis", team_id=team_id), 303)
    team = get_team(session(), team_id)
    page = render_template("bases/set_team_basis.html", form=form, team=team)
    return page, 400 if form.mistakes else 200
