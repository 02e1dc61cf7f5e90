"""The blueprint that the pages of cases share, and what is whose: a page names no team but mine."""

from uuid import UUID

from flask import Blueprint, current_app, g, request
from wtforms.fields.choices import SelectChoice

from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members_who_may
from lily.audit.actions import record
from lily.casework import queries
from lily.casework.choices import RecordKind
from lily.casework.feedback import times_of
from lily.casework.layers import Reader
from lily.casework.lists import is_full
from lily.casework.models import Case, Referral
from lily.casework.policies import why_not_work
from lily.casework.sight import Sight, sight_of
from lily.errors import NotFound, Refused
from lily.http.access import declared_access
from lily.http.identity import signed_in_account
from lily.http.sessions import session

pages = Blueprint("casework", __name__)
pages.add_app_template_test(is_full, "full")
pages.add_app_template_filter(times_of, "times")

NOBODY = ""
DONE_IN_EMERGENCY = frozenset({"casework.log_contact"})
"""What may be done, beside reading, with a record that was opened in an emergency."""
READ_ALONE = "You opened this in an emergency: read it, and write down a contact. Nothing more."


def my_teams() -> Sight:
    """Return the teams of whoever asks, and whom of theirs they see: all others are not found."""
    who = signed_in_account()
    return sight_of(session(), who.account.id, who.roles)


def case_of_mine(case_id: UUID) -> queries.ListedCase:
    """Return a case that I see. Raises NotFound; a try at another's is in the audit.

    Raises Refused for what may not be done with one that was opened in an emergency.
    """
    sight = my_teams()
    try:
        found = queries.get_case(session(), case_id, teams=sight)
        _check_emergency(sight, found)
    except NotFound:
        _note_refusal(Case, RecordKind.CASE, case_id)
        raise
    return found


def _check_emergency(sight: Sight, found: queries.ListedCase) -> None:
    """Let somebody who is here in an emergency read, with a banner that says until when."""
    if sight.sees(found.case, found.client):
        return
    access = declared_access(current_app.view_functions[str(request.endpoint)])
    if access is None or access.permission is not Permission.WORK_CASES:
        raise NotFound(queries.clients.MISSING)
    if request.method not in {"GET", "HEAD"} and request.endpoint not in DONE_IN_EMERGENCY:
        raise Refused(READ_ALONE)
    g.emergency = sight.opened[found.client.id]


def why_not_write(found: queries.ListedCase) -> str | None:
    """Return why nothing more is written on a case by whoever asks, or None where it is."""
    return READ_ALONE if "emergency" in g else why_not_work(found.case)


def concern_of_mine(case_id: UUID) -> queries.ListedCase:
    """Return a case of my teams on which somebody was at risk. Raises NotFound, as above.

    What was opened in an emergency is not among them: its safety is with its own team.
    """
    sight = my_teams()
    try:
        found = queries.get_concern(session(), case_id, teams=sight)
        if not sight.sees(found.case, found.client):
            raise NotFound(queries.clients.MISSING)
    except NotFound:
        _note_refusal(Case, RecordKind.CASE, case_id)
        raise
    return found


def referral_of_mine(referral_id: UUID) -> Referral:
    """Return a referral that I see. Raises NotFound; a try at another's is in the audit."""
    sight = my_teams()
    try:
        found = queries.get_referral(session(), referral_id, teams=sight)
    except NotFound:
        _note_refusal(Referral, RecordKind.REFERRAL, referral_id)
        raise
    if found.case_id and sight.opened:
        case_of_mine(found.case_id)
    return found


def _note_refusal(table: type[Case | Referral], kind: RecordKind, record_id: UUID) -> None:
    if session().get(table, record_id):
        by = signed_in_account().actor
        record(session(), "refuse_look", by=by, kind=kind, subject_id=record_id)
        session().commit()


def worker_choices(team_id: UUID) -> list[SelectChoice]:
    people = list_members_who_may(session(), team_id, Permission.WORK_CASES)
    return [
        SelectChoice(NOBODY, "Nobody yet"),
        *(SelectChoice(str(each.id), each.name) for each in people),
    ]


def reader() -> Reader:
    """Return who asks, for what is kept apart on a case: that is not opened in an emergency."""
    who = signed_in_account()
    apart = {Permission.READ_SAFEGUARDING} if "emergency" in g else set()
    return Reader(who.account.id, who.permissions - apart)
