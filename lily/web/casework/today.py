"""Where those who help people begin: what is to be done today."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.models import CaseFlag, Client
from lily.casework.queries import caseload
from lily.casework.queries.emergencies import count_overdue_looks
from lily.casework.queries.follow_ups import list_due
from lily.casework.queries.onward import list_answers, list_unanswered
from lily.casework.sight import Sight
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.casework.blueprint import my_teams, pages
from lily.web.casework.caseload import say_more
from lily.web.casework.own_drafts import list_own_drafts
from lily.web.forms.base import PressForm
from lily.web.forms.follow_ups import CHECKS
from lily.web.forms.onward import ROUTES, SIGNS, STATES
from lily.web.labels import REFERRERS


@pages.get("/today")
@needs(Permission.WORK_CASES)
def show_today() -> ResponseReturnValue:
    """What is to be done: new referrals, calls that are overdue, calls of today."""
    keep_private()
    teams, today = my_teams(), clock.today()
    me = signed_in_account().account.id
    covers = caseload.list_covers(session(), teams=teams, today=today, covering_id=me)
    calls = queries.list_cases(session(), teams=teams, worker_id=me, call_by=today, covers=covers)
    return render_template(
        "casework/show_today.html",
        referrals=[
            (each, queries.person_of(each))
            for each in queries.list_new_referrals(session(), teams=teams)
        ],
        calls={
            "Calls that are overdue": [
                each for each in calls if (each.case.next_call_on or today) < today
            ],
            "Calls of today": [each for each in calls if each.case.next_call_on == today],
            "Nothing is planned": [each for each in calls if each.case.next_call_on is None],
        },
        checks=list_due(session(), teams=teams, by=today, worker_id=me, covers=covers),
        check_names=CHECKS,
        sent_on={
            "What services answered": list_answers(
                session(), teams=teams, worker_id=me, covers=covers
            ),
            "Nobody answered, or it is time to ask": list_unanswered(
                session(), teams=teams, today=today, worker_id=me, covers=covers
            ),
        },
        routes=ROUTES,
        states=STATES,
        signs=SIGNS,
        flags=_flags_to_review(teams, today),
        drafts=list_own_drafts(teams),
        more=say_more(calls, covers),
        kinds=REFERRERS,
        has_team=bool(teams),
        overdue_looks=_overdue_looks(teams),
        press_form=PressForm(formdata=None),
    )


def _flags_to_review(teams: Collection[UUID], today: date) -> list[tuple[CaseFlag, Client]]:
    """Return the flags that whoever leads a team must look at again by today."""
    if Permission.LOOK_AFTER_CASES not in signed_in_account().permissions:
        return []
    return queries.list_flags_to_review(session(), teams=teams, by=today)


def _overdue_looks(teams: Sight) -> int:
    """Return how many looks in an emergency I should have signed off."""
    may = Permission.LOOK_AFTER_CASES in signed_in_account().permissions
    return count_overdue_looks(session(), clock.now(), teams=teams) if may else 0
