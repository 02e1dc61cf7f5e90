"""What has waited in a team since before today, by who helps: for those who look after it."""

from datetime import timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from lily import clock
from lily.accounts.permissions import Permission
from lily.casework.owning import find_without
from lily.casework.queries import list_cases, list_flags_to_review
from lily.casework.queries.caseload import Chosen, Planned
from lily.casework.queries.follow_ups import list_due
from lily.casework.queries.letters import list_unsent
from lily.casework.queries.onward_due import list_answers, list_unanswered
from lily.casework.queries.unowned import Waits, begin_of, count_late
from lily.http.access import needs
from lily.http.headers import keep_private
from lily.http.sessions import session
from lily.web.casework.blueprint import my_teams, pages
from lily.web.casework.own_teams import colleagues
from lily.web.casework.today import late_referrals
from lily.web.forms.closing import LETTERS_TO
from lily.web.forms.follow_ups import CHECKS
from lily.web.forms.onward import ROUTES
from lily.web.labels import REFERRERS

NOBODY = "Nobody"
_Helper = tuple[str, str]
"""A name, and whose it is: two colleagues may have one."""


@pages.get("/cases/overdue")
@needs(Permission.LOOK_AFTER_CASES)
def list_overdue() -> ResponseReturnValue:
    """What is late, under whoever helps; referrals that nobody answered and flags come first."""
    keep_private()
    teams, today = my_teams(), clock.today()
    before, yesterday = begin_of(today), today - timedelta(days=1)
    late: dict[Waits, list[Any]] = {
        Waits.CHECK: list_due(session(), teams=teams, by=yesterday),
        Waits.ANSWER: list_answers(session(), teams=teams, before=before),
        Waits.SILENCE: list_unanswered(session(), teams=teams, today=today, before=before),
        Waits.CALL: list_cases(session(), teams=teams, chosen=Chosen(planned=Planned.OVERDUE)),
        Waits.LETTER: list_unsent(session(), teams=teams, before=before),
    }
    counts = count_late(session(), teams=teams, today=today)
    return render_template(
        "casework/list_overdue.html",
        helpers=_by_helper(late),
        referrals=late_referrals(teams, today),
        flags=list_flags_to_review(session(), teams=teams, by=yesterday),
        kinds=REFERRERS,
        hidden=sum(counts.values()) - sum(map(len, late.values())),
        check_names=CHECKS,
        routes=ROUTES,
        whom=LETTERS_TO,
    )


def _by_helper(late: dict[Waits, list[Any]]) -> dict[_Helper, list[tuple[Waits, Any]]]:
    """Return what is late under whoever helps: under nobody first, then by name."""
    names = dict(colleagues())
    nobodys = find_without(session(), [each.case for rows in late.values() for each in rows])
    found: dict[_Helper, list[tuple[Waits, Any]]] = {}
    for kind, rows in late.items():
        for each in rows:
            worker_id = None if each.case.id in nobodys else each.case.worker_id
            helper = (names[worker_id], str(worker_id)) if worker_id in names else (NOBODY, "")
            found.setdefault(helper, []).append((kind, each))
    return dict(sorted(found.items(), key=lambda one: (one[0][0] != NOBODY, one[0])))
