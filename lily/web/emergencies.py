"""Opening a record in an emergency, for an hour; and the list on which that is signed off."""

from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.actions import cases, emergencies
from lily.casework.choices import RecordKind
from lily.casework.emergency_policies import HOLDS_FOR, is_overdue, why_not_sign_off
from lily.casework.queries.emergencies import get_look, latest_cases, list_looks
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.limits import FOR_SECRETS, limit
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import my_teams
from lily.web.forms.emergencies import EmergencyForm, SignOffForm

pages = Blueprint("emergencies", __name__)


@pages.app_context_processor
def _banner() -> dict[str, Any]:
    """Give every page of a case what says that it was opened in an emergency."""
    return {"emergency": g.get("emergency")}


@pages.route("/cases/emergency", methods=["GET", "POST"])
@needs(Permission.WORK_CASES, fresh=True)
def open_in_emergency() -> ResponseReturnValue:
    """Find one person by what is known exactly, and open what another team holds of them."""
    keep_private()
    form, sight, who = EmergencyForm(), my_teams(), signed_in_account()
    if form.is_submitted():
        limit("emergency", str(who.account.id), rates=FOR_SECRETS)
    if form.accepted():
        try:
            looks = emergencies.open_in_emergency(
                session(), form.known(), form.reason.data or "", sight=sight, by=who.actor
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            opened = {look.client_id for look in looks}
            address = _way_on(opened)
            session().commit()
            if opened:
                return redirect(address, 303)
            form.refuse(Invalid("name", emergencies.NOBODY))
    opened_cases = latest_cases(session(), sight.opened)
    page = render_template(
        "emergencies/open_in_emergency.html",
        form=form,
        opened=[
            (look, opened_cases[client_id])
            for client_id, look in sight.opened.items()
            if client_id in opened_cases
        ],
        minutes=int(HOLDS_FOR.total_seconds() // 60),
    )
    return page, 400 if form.mistakes else 200


def _way_on(opened: set[UUID]) -> str:
    """Return the page of the person's case; where several teams have one, the list of them."""
    found = latest_cases(session(), opened)
    if len(found) == 1:
        return url_for("casework.show_case", case_id=found.popitem()[1])
    return url_for(".open_in_emergency")


@pages.get("/cases/emergency-looks")
@needs(Permission.LOOK_AFTER_CASES)
def list_emergency_looks() -> ResponseReturnValue:
    """Who opened a record of my teams in an emergency: what waits, then what was signed off."""
    keep_private()
    teams, now = my_teams(), clock.now()
    return render_template(
        "emergencies/list_emergency_looks.html",
        waiting=[(each, is_overdue(each.look, now)) for each in list_looks(session(), teams=teams)],
        done=list_looks(session(), teams=teams, is_reviewed=True),
    )


@pages.route("/cases/emergency-looks/<uuid:look_id>", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def sign_off(look_id: UUID) -> ResponseReturnValue:
    """One look in an emergency: at whom, by whom, why; and the signing off."""
    keep_private()
    found, form = get_look(session(), look_id, teams=my_teams()), SignOffForm()
    by = signed_in_account().actor
    if form.accepted():
        try:
            emergencies.sign_off(session(), found.look, form.words.data or "", by=by)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Signed off.")
            return redirect(url_for(".list_emergency_looks"), 303)
    case_id = latest_cases(session(), {found.client.id}).get(found.client.id)
    if case_id:
        cases.note_view(session(), RecordKind.CASE, case_id, by=by)
        session().commit()
    page = render_template(
        "emergencies/sign_off.html",
        found=found,
        form=form,
        case_id=case_id,
        why_not=why_not_sign_off(found.look, by.account_id),
    )
    return page, 400 if form.mistakes else 200
