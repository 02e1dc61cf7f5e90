"""Where those who help people begin: what is to be done today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework import queries
from lily.casework.details import PersonDetails, ReferrerDetails
from lily.casework.models import Referral
from lily.casework.policies import look_by
from lily.casework.practice import nations_of
from lily.casework.queries import caseload
from lily.casework.queries.caseload import Covering, Planned
from lily.casework.queries.cases import count_calls
from lily.casework.queries.emergencies import count_overdue_looks
from lily.casework.queries.follow_ups import list_due
from lily.casework.queries.letters import list_unsent
from lily.casework.queries.onward_due import (
    list_answers,
    list_came_to_nothing,
    list_kept,
    list_unanswered,
)
from lily.casework.queries.unowned import count_late, list_unowned
from lily.casework.sight import Sight
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.identity import signed_in_account
from lily.http.sessions import session
from lily.web.casework.blueprint import my_teams, pages
from lily.web.casework.caseload import say_more
from lily.web.casework.own_drafts import list_own_drafts
from lily.web.casework.own_teams import leads
from lily.web.forms.base import PressForm
from lily.web.forms.closing import LETTERS_BY, LETTERS_TO
from lily.web.forms.follow_ups import CHECKS
from lily.web.forms.onward import ROUTES, SIGNS, STATES
from lily.web.labels import REFERRERS

MOST_UNOWNED = 20
HEADINGS = {
    Planned.OVERDUE: "Calls that are overdue",
    Planned.TODAY: "Calls of today",
    Planned.NOTHING: "Nothing is planned",
}


@dataclass(frozen=True)
class Calls:
    """Whom to ring, of one kind: as many as there is room for, and how many more there are."""

    heading: str
    planned: Planned
    rows: list[queries.ListedCase]
    more: int


@pages.get("/today")
@needs(Permission.WORK_CASES)
def show_today() -> ResponseReturnValue:
    """What is to be done: new referrals, whom nobody looks after, calls, checks, letters."""
    keep_private()
    teams, today = my_teams(), clock.today()
    me = signed_in_account().account.id
    covers = caseload.list_covers(session(), teams=teams, today=today, covering_id=me)
    rows = queries.list_cases(session(), teams=teams, worker_id=me, call_by=today, covers=covers)
    unowned, unowned_total = list_unowned(session(), teams=teams, today=today, most=MOST_UNOWNED)
    to_do: dict[str, Any] = {
        "referrals": _new_referrals(teams, today),
        "unowned": unowned,
        "unreached": _unreached(teams),
        "checks": list_due(session(), teams=teams, by=today, worker_id=me, covers=covers),
        "letters": list_unsent(session(), teams=teams, worker_id=me, covers=covers),
        "drafts": list_own_drafts(teams),
        **_sent_on(teams, me, covers, today),
        **_for_leaders(teams, today),
    }
    return render_template(
        "casework/show_today.html",
        **to_do,
        unowned_total=unowned_total,
        calls=_calls(rows, teams, covers, today),
        is_all_done=not (rows or any(to_do.values())),
        more=say_more([*rows, *(each.listed for each in unowned)], covers),
        has_team=bool(teams),
        check_names=CHECKS,
        routes=ROUTES,
        states=STATES,
        signs=SIGNS,
        kinds=REFERRERS,
        whom=LETTERS_TO,
        hows=LETTERS_BY,
        press_form=PressForm(formdata=None),
    )


def _new_referrals(teams: Sight, today: date) -> list[tuple[Referral, PersonDetails, bool]]:
    """Return the new referrals, of whom, and whether somebody should have answered by now."""
    nations = nations_of(session(), teams)
    return [
        (each, queries.person_of(each), look_by(each, nations[each.team_id]) < today)
        for each in queries.list_new_referrals(session(), teams=teams)
    ]


def late_referrals(teams: Sight, today: date) -> list[tuple[Referral, PersonDetails, bool]]:
    """Return the new referrals that somebody should have answered by now."""
    return [each for each in _new_referrals(teams, today) if each[2]]


def _unreached(teams: Sight) -> list[tuple[Referral, PersonDetails, ReferrerDetails]]:
    return [
        (each, queries.person_of(each), queries.referrer_of(each))
        for each in queries.list_unreached(session(), teams=teams)
    ]


def _calls(
    rows: list[queries.ListedCase], teams: Sight, covers: Sequence[Covering], today: date
) -> dict[Planned, Calls]:
    me = signed_in_account().account.id
    counts = count_calls(session(), teams=teams, worker_id=me, covers=covers, today=today)
    shown: dict[Planned, list[queries.ListedCase]] = {each: [] for each in Planned}
    for row in rows:
        shown[_planned(row.case.next_call_on, today)].append(row)
    return {
        each: Calls(HEADINGS[each], each, shown[each], counts[each] - len(shown[each]))
        for each in Planned
    }


def _planned(call_on: date | None, today: date) -> Planned:
    if call_on is None:
        return Planned.NOTHING
    return Planned.OVERDUE if call_on < today else Planned.TODAY


def _sent_on(
    teams: Sight, me: UUID, covers: Sequence[Covering], today: date
) -> dict[str, list[Any]]:
    """Return where people were sent, by what is to be done about it."""
    mine: dict[str, Any] = {"teams": teams, "worker_id": me, "covers": covers}
    return {
        "answers": list_answers(session(), **mine),
        "unanswered": list_unanswered(session(), today=today, **mine),
        "came_to_nothing": list_came_to_nothing(session(), **mine),
        "kept": list_kept(session(), **mine),
    }


def _for_leaders(teams: Sight, today: date) -> dict[str, Any]:
    """Return what those who look after a team's cases see beside the rest, else nothing."""
    if not leads():
        return {"flags": [], "overdue_looks": 0, "late": {}}
    return {
        "flags": queries.list_flags_to_review(session(), teams=teams, by=today),
        "overdue_looks": count_overdue_looks(session(), clock.now(), teams=teams),
        "late": count_late(session(), teams=teams, today=today),
    }
