"""Cover for leave: who is away, until when, and who sees their cases meanwhile."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.actions import covers
from lily.casework.actions.covers import Away
from lily.casework.models import Cover
from lily.casework.queries import caseload
from lily.errors import Invalid, Refused
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import my_teams
from lily.web.casework.own_teams import colleagues, leads, offer_teams
from lily.web.forms.base import PressForm
from lily.web.forms.caseload import CoverForm, people_choices

pages = Blueprint("covers", __name__)
ONLY_OWN = "You can end a cover of your own leave. Ask your team leader about the others."


@pages.route("/cover", methods=["GET", "POST"])
@needs(Permission.WORK_CASES)
def list_covers() -> ResponseReturnValue:
    """Who covers for whom now and later, and a form to set it."""
    form = _form()
    if form.accepted():
        away = Away(
            UUID(form.away.data),
            UUID(form.covering.data),
            form.from_on.data,
            form.until_on.data,
        )
        try:
            covers.set_cover(session(), form.team_id, away, by=signed_in_account().actor)
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            session().commit()
            entering.say("Kept. Your colleague sees the cases from the first day on.")
            return redirect(url_for(".list_covers"), 303)
    page = render_template(
        "covers/list_covers.html",
        form=form,
        rows=caseload.list_covers(session(), teams=my_teams(), today=clock.today()),
        may_end=_may_end,
        press_form=PressForm(formdata=None),
    )
    return page, 400 if form.mistakes else 200


def _form() -> CoverForm:
    """Return the form: who leads may choose who is away, others are it themselves."""
    form, people = CoverForm(), colleagues()
    offer_teams(form)
    me = signed_in_account().account
    away = people if leads() else [(me.id, me.name)]
    form.away.choices = (
        people_choices(away, "Choose somebody") if leads() else [(str(me.id), me.name)]
    )
    others = people if leads() else [each for each in people if each[0] != me.id]
    form.covering.choices = people_choices(others, "Choose somebody")
    return form


def _may_end(cover: Cover) -> bool:
    return leads() or cover.away_id == signed_in_account().account.id


@pages.post("/cover/<uuid:cover_id>/end")
@needs(Permission.WORK_CASES)
def end_cover(cover_id: UUID) -> ResponseReturnValue:
    """End a cover now: one's own, or anybody's for who leads."""
    cover = caseload.get_cover(session(), cover_id, teams=my_teams())
    if not _may_end(cover):
        raise Refused(ONLY_OWN)
    if PressForm().accepted():
        covers.end_cover(session(), cover, by=signed_in_account().actor)
        session().commit()
        entering.say("Ended.")
    return redirect(url_for(".list_covers"), 303)
