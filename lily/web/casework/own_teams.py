"""The teams of whoever asks: which of them a form is about, and who is in them."""

from uuid import UUID

from wtforms.fields.choices import SelectChoice

from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members_who_may, teams_of
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.forms.caseload import OfTeamForm


def leads() -> bool:
    """Say whether whoever asks looks after the cases of a team."""
    return Permission.LOOK_AFTER_CASES in signed_in_account().permissions


def offer_teams(form: OfTeamForm) -> None:
    """Let a form be about one of the teams of whoever asks."""
    mine = teams_of(session(), signed_in_account().account.id)
    form.team.choices = [SelectChoice(str(team.id), team.name) for team in mine]


def colleagues() -> list[tuple[UUID, str]]:
    """Return who can look after cases of the teams of whoever asks, by name, each once."""
    mine = teams_of(session(), signed_in_account().account.id)
    people = {
        each.id: each.name
        for team in mine
        for each in list_members_who_may(session(), team.id, Permission.WORK_CASES)
    }
    return sorted(people.items(), key=lambda each: each[1])
