"""The caseload, narrowed and shared out."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from lily import clock
from lily.accounts.models import Team
from lily.accounts.permissions import Permission
from lily.accounts.teams import teams_of
from lily.casework import queries
from lily.casework.actions.caseload import NONE_TICKED, assign_cases
from lily.casework.choices import CaseState
from lily.casework.models import Case
from lily.casework.queries import caseload
from lily.casework.queries.caseload import Chosen
from lily.errors import Invalid
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web import entering
from lily.web.casework.blueprint import case_of_mine, my_teams, pages
from lily.web.casework.narrowing import NOBODY, PLANNED, Narrowing, read_chosen
from lily.web.casework.own_teams import colleagues, leads
from lily.web.desk.blueprint import page_asked, paging
from lily.web.filters import plural
from lily.web.forms.caseload import ManyForm, people_choices


def say_more(
    rows: list[queries.ListedCase], covers: list[caseload.Covering]
) -> dict[str, dict[Any, Any]]:
    """Return what a row of a list says beside the case: its labels, and for whom one stands in."""
    return {
        "tags": caseload.tags_of(session(), [row.case.id for row in rows]),
        "covers": {(each.cover.team_id, each.cover.away_id): each for each in covers},
    }


@pages.get("/cases")
@needs(Permission.WORK_CASES)
def list_cases() -> ResponseReturnValue:
    """My caseload, or the whole team's."""
    return _list_page()


def _list_page(form: ManyForm | None = None) -> ResponseReturnValue:
    keep_private()
    is_team = request.args.get("of") == "team"
    is_open, teams = request.args.get("show") != "closed", my_teams()
    asked = _asked(teams, is_team=is_team, is_open=is_open)
    total = queries.count_cases(session(), **asked)
    rows = queries.list_cases(session(), page=page_asked(), **asked)
    narrowing = Narrowing(teams, asked["chosen"]) if is_team and is_open else None
    return render_template(
        "casework/list_cases.html",
        rows=rows,
        more=say_more(rows, asked["covers"]),
        is_closed=not is_open,
        total=total,
        paging=paging(total, queries.cases.PAGE),
        is_team=is_team,
        led=_led(),
        narrowing=narrowing,
        planned=asked["chosen"].planned if is_open and not is_team else None,
        plans=PLANNED,
        form=_many_form(form) if narrowing else None,
        cohorts=_open_cohorts(teams) if narrowing and leads() else [],
        query=request.query_string.decode(),
    ), 400 if form else 200


def _asked(teams: Collection[UUID], *, is_team: bool, is_open: bool) -> dict[str, Any]:
    """Return what is asked of the queries: a worker's own and covered, or the team's, narrowed."""
    me, today = signed_in_account().account.id, clock.today()
    has_covers = is_open and not is_team
    return {
        "teams": teams,
        "worker_id": None if is_team else me,
        "state": CaseState.OPEN if is_open else CaseState.CLOSED,
        "covers": caseload.list_covers(session(), teams=teams, today=today, covering_id=me)
        if has_covers
        else [],
        "chosen": _chosen(is_team=is_team) if is_open else None,
    }


def _chosen(*, is_team: bool) -> Chosen:
    """Return how the list is narrowed: one's own by the next call alone."""
    chosen = read_chosen()
    return chosen if is_team else Chosen(planned=chosen.planned)


def _many_form(form: ManyForm | None) -> ManyForm:
    form = form or ManyForm(formdata=None)
    nobody = SelectChoice(NOBODY, "Nobody yet")
    form.worker.choices = [*people_choices(colleagues(), "Choose who"), nobody] if leads() else []
    return form


def _open_cohorts(teams: Collection[UUID]) -> list[tuple[UUID, str]]:
    rows = caseload.list_cohorts(session(), teams=teams)
    return [(each.id, each.name) for each, _ in rows if each.closed_at is None]


def cases_of_mine(case_ids: list[UUID]) -> list[Case]:
    """Return cases of my teams. Raises NotFound where one is not, as `case_of_mine` does."""
    found = queries.list_cases_by_id(session(), case_ids, teams=my_teams())
    for missing in set(case_ids) - {row.case.id for row in found}:
        case_of_mine(missing)
    return [row.case for row in found]


@pages.post("/cases/assign")
@needs(Permission.WORK_CASES)
def assign_many() -> ResponseReturnValue:
    """Give the cases that are ticked to a colleague; who does not lead takes them."""
    form, who = ManyForm(), signed_in_account()
    if not form.accepted() or not form.case_ids:
        form.refuse(Invalid("case", NONE_TICKED))
        return _list_page(form)
    if leads() and form.worker.data != NOBODY and form.worker_id is None:
        form.refuse(Invalid("worker", "Choose who helps with them."))
        return _list_page(form)
    worker = form.worker_id if leads() else who.account.id
    cases = cases_of_mine(form.case_ids)
    count = assign_cases(session(), cases, worker, may_give=leads(), by=who.actor)
    session().commit()
    entering.say(f"{plural(count, 'case')} changed hands." if count else "They were there already.")
    return redirect(back_to_list(), 303)


def back_to_list() -> str:
    """Return the address of the list as it was narrowed."""
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page"}
    return url_for("casework.list_cases", **{"of": "team", **asked})


def _led() -> Sequence[Team]:
    """Return the teams that I look after, by name."""
    who = signed_in_account()
    may = Permission.LOOK_AFTER_CASES in who.permissions
    return teams_of(session(), who.account.id) if may else ()
