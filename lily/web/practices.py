"""How a team works: its country, its prompts, and when it asks again. For whoever leads it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lily.accounts.permissions import Permission
from lily.accounts.teams import get_team
from lily.casework.choices import CountedFrom, Nation
from lily.casework.practice import practice_of, prompts_of, set_practice
from lily.errors import Invalid, NotFound
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import my_teams
from lily.web.forms.conversations import PracticeForm

pages = Blueprint("practices", __name__)

NOT_YOURS = "You do not lead that team. Choose one of your own."


@pages.route("/teams/<uuid:team_id>/practice", methods=["GET", "POST"])
@needs(Permission.LOOK_AFTER_CASES)
def set_how(team_id: UUID) -> ResponseReturnValue:
    """How a team works."""
    if team_id not in my_teams():
        raise NotFound(NOT_YOURS)
    practice = practice_of(session(), team_id)
    lines = {part: "\n".join(said) for part, said in prompts_of(practice).items()}
    form = PracticeForm(obj=practice, data=lines)
    if form.accepted():
        try:
            set_practice(
                session(),
                team_id,
                nation=Nation(form.nation.data),
                counted_from=CountedFrom(form.counted_from.data),
                visits=form.visits.data or 0,
                chase_after=form.chase_after.data or 0,
                give_up_after=form.give_up_after.data or 0,
                prompts=form.prompts(),
                phones=form.phones(),
                by=signed_in_account().actor,
            )
        except Invalid as error:
            session().rollback()
            form.refuse(error)
        else:
            form.finish_draft(session())
            session().commit()
            entering.say("Kept.")
            return redirect(url_for(".set_how", team_id=team_id), 303)
    page = render_template("practices/set_how.html", form=form, team=get_team(session(), team_id))
    return page, 400 if form.mistakes else 200
