"""Where those who help people begin: today, and the caseload."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.models import Team
from lily.accounts.permissions import Permission
from lily.accounts.teams import teams_of
from lily.casework import queries
from lily.casework.choices import CaseState
from lily.casework.queries.follow_ups import list_due
from lily.casework.queries.onward import list_answers, list_unanswered
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.casework.blueprint import my_teams, pages
from lily.web.casework.own_drafts import list_own_drafts
from lily.web.desk.blueprint import page_asked, paging
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
    calls = queries.list_cases(session(), teams=teams, worker_id=me, call_by=today)
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
        checks=list_due(session(), teams=teams, by=today, worker_id=me),
        check_names=CHECKS,
        sent_on={
            "What services answered": list_answers(session(), teams=teams, worker_id=me),
            "Nobody answered, or it is time to ask": list_unanswered(
                session(), teams=teams, today=today, worker_id=me
            ),
        },
        routes=ROUTES,
        states=STATES,
        signs=SIGNS,
        drafts=list_own_drafts(teams),
        kinds=REFERRERS,
        has_team=bool(teams),
        press_form=PressForm(formdata=None),
    )


@pages.get("/cases")
@needs(Permission.WORK_CASES)
def list_cases() -> ResponseReturnValue:
    """My caseload, or the whole team's."""
    keep_private()
    is_team = request.args.get("of") == "team"
    state = CaseState.CLOSED if request.args.get("show") == "closed" else CaseState.OPEN
    mine, teams = None if is_team else signed_in_account().account.id, my_teams()
    total = queries.count_cases(session(), teams=teams, worker_id=mine, state=state)
    page = page_asked()
    return render_template(
        "casework/list_cases.html",
        rows=queries.list_cases(session(), teams=teams, worker_id=mine, state=state, page=page),
        is_closed=state is CaseState.CLOSED,
        total=total,
        paging=paging(total, queries.cases.PAGE),
        is_team=is_team,
        led=_led(),
    )


def _led() -> Sequence[Team]:
    """Return the teams that I look after, by name."""
    who = signed_in_account()
    may = Permission.LOOK_AFTER_CASES in who.permissions
    return teams_of(session(), who.account.id) if may else ()
