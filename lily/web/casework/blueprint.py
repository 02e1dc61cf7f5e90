"""The blueprint that the pages of cases share, and what is whose: a page names no team but mine."""

from uuid import UUID

from flask import Blueprint
from wtforms.fields.choices import SelectChoice

from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members, teams_of
from lily.audit.actions import record
from lily.casework import queries
from lily.casework.choices import RecordKind
from lily.casework.layers import Reader
from lily.casework.models import Case, Referral
from lily.errors import NotFound
from lily.http.identity import signed_in_account
from lily.http.sessions import session

pages = Blueprint("casework", __name__)

NOBODY = ""


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


def concern_of_mine(case_id: UUID) -> queries.ListedCase:
    """Return a case of my teams on which somebody was at risk. Raises NotFound, as above."""
    try:
        return queries.get_concern(session(), case_id, teams=my_teams())
    except NotFound:
        _note_refusal(Case, RecordKind.CASE, case_id)
        raise


def referral_of_mine(referral_id: UUID) -> Referral:
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


def worker_choices(team_id: UUID) -> list[SelectChoice]:
    people = list_members(session(), team_id, Permission.WORK_CASES)
    return [SelectChoice(NOBODY, "Nobody yet")] + [
        SelectChoice(str(each.id), each.name) for each in people if not each.is_disabled
    ]


def reader() -> Reader:
    """Return who asks, for what is kept apart on a case."""
    who = signed_in_account()
    return Reader(who.account.id, who.permissions)
