"""Teams: for administrators who make them, and for those who lead one."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily.accounts import teams
from lily.accounts.permissions import Permission
from lily.accounts.queries import list_accounts
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.forms.accounts import MemberForm, TeamForm
from lily.web.forms.base import PressForm

pages = Blueprint("teams", __name__)


@pages.get("/team")
@needs(Permission.CONFIRM_IDENTITY)
def my_teams() -> ResponseReturnValue:
    """Who is in your teams, for whoever leads one."""
    who = signed_in_account()
    return render_template(
        "teams/my_teams.html",
        teams=[
            (team, teams.list_members(session(), team.id))
            for team in teams.teams_of(session(), who.account.id)
        ],
        me=who.account.id,
    )


@pages.route("/teams", methods=["GET", "POST"])
@needs(Permission.MANAGE_ACCOUNTS)
def list_teams() -> ResponseReturnValue:
    """All teams, and a box to make another."""
    form = TeamForm()
    if form.accepted():
        try:
            team = teams.make_team(session(), form.name.data, by=signed_in_account().actor)
        except Invalid as error:
            form.refuse(error)
        else:
            address = url_for("teams.show_team", team_id=team.id)
            session().commit()
            return redirect(address)
    return render_template(
        "teams/list_teams.html", form=form, teams=teams.list_teams(session())
    ), 400 if form.mistakes else 200


@pages.get("/teams/<uuid:team_id>")
@needs(Permission.MANAGE_ACCOUNTS)
def show_team(team_id: UUID) -> ResponseReturnValue:
    """One team: its name and who belongs to it."""
    return _team_page(team_id, _member_form(team_id), TeamForm(formdata=None))


def _member_form(team_id: UUID) -> MemberForm:
    """Return the form that adds somebody who is not in the team yet."""
    inside = {each.id for each in teams.list_members(session(), team_id)}
    form = MemberForm()
    form.account.choices = [SelectChoice("", "Choose somebody")] + [
        SelectChoice(str(each.id), f"{each.name}, {each.email}")
        for each in list_accounts(session())
        if each.id not in inside and not each.is_disabled
    ]
    return form


def _team_page(team_id: UUID, member: MemberForm, name: TeamForm) -> ResponseReturnValue:
    team = teams.get_team(session(), team_id)
    if not name.mistakes:
        name.name.data = team.name
    return render_template(
        "teams/show_team.html",
        team=team,
        members=teams.list_members(session(), team_id),
        member=member,
        rename=name,
        press_form=PressForm(formdata=None),
    ), 400 if member.mistakes or name.mistakes else 200


@pages.post("/teams/<uuid:team_id>/name")
@needs(Permission.MANAGE_ACCOUNTS)
def rename_team(team_id: UUID) -> ResponseReturnValue:
    """Give a team another name."""
    team, form = teams.get_team(session(), team_id), TeamForm()
    if form.accepted():
        try:
            teams.rename_team(session(), team, form.name.data, by=signed_in_account().actor)
        except Invalid as error:
            form.refuse(error)
        else:
            session().commit()
            entering.say("The team has its new name.")
            return redirect(url_for(".show_team", team_id=team_id))
    return _team_page(team_id, _member_form(team_id), form)


@pages.post("/teams/<uuid:team_id>/referrals")
@needs(Permission.MANAGE_ACCOUNTS)
def set_takes_referrals(team_id: UUID) -> ResponseReturnValue:
    """Let people be referred to a team, or not any more."""
    team = teams.get_team(session(), team_id)
    if PressForm().accepted():
        takes = request.args.get("takes") == "yes"
        teams.set_takes_referrals(session(), team, takes=takes, by=signed_in_account().actor)
        session().commit()
    return redirect(url_for(".show_team", team_id=team_id))


@pages.post("/teams/<uuid:team_id>/members")
@needs(Permission.MANAGE_ACCOUNTS)
def add_member(team_id: UUID) -> ResponseReturnValue:
    """Put somebody into a team."""
    team, form = teams.get_team(session(), team_id), _member_form(team_id)
    if not form.accepted():
        return _team_page(team_id, form, TeamForm(formdata=None))
    teams.add_member(session(), team, UUID(form.account.data), by=signed_in_account().actor)
    session().commit()
    return redirect(url_for(".show_team", team_id=team_id))


@pages.post("/teams/<uuid:team_id>/members/<uuid:account_id>/remove")
@needs(Permission.MANAGE_ACCOUNTS)
def remove_member(team_id: UUID, account_id: UUID) -> ResponseReturnValue:
    """Take somebody out of a team; their account stays."""
    team = teams.get_team(session(), team_id)
    if PressForm().accepted():
        teams.remove_member(session(), team, account_id, by=signed_in_account().actor)
        session().commit()
    return redirect(url_for(".show_team", team_id=team_id))
