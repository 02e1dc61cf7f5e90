"""How a team's list is narrowed: by worker, how soon, label and plan, each with its count."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from flask import request

from lily import clock
from lily.casework.choices import Priority
from lily.casework.queries import caseload
from lily.casework.queries.caseload import Chosen, Planned
from lily.http.sessions import session
from lily.web.casework.own_teams import colleagues
from lily.web.forms.caseload import PRIORITIES

NOBODY = "nobody"
PLANNED = {Planned.OVERDUE: "Overdue", Planned.TODAY: "Today", Planned.NOTHING: "Nothing planned"}


@dataclass(frozen=True)
class Helper:
    """Somebody who helps, and with how many open cases."""

    value: str
    name: str
    count: int


def read_chosen() -> Chosen:
    """Return what the address asks for; what is not in our lists is left out."""
    args = request.args
    priority, planned = args.get("priority", ""), args.get("planned", "")
    return Chosen(
        worker_id=args.get("worker", type=UUID),
        has_nobody=args.get("worker") == NOBODY,
        priority=Priority(priority) if priority in set(Priority) else None,
        tag_id=args.get("tag", type=UUID),
        planned=Planned(planned) if planned in set(Planned) else None,
    )


@dataclass(frozen=True)
class Narrowing:
    """The choices of the filter, and which are made."""

    teams: Collection[UUID]
    chosen: Chosen

    @property
    def is_narrowed(self) -> bool:
        """Whether less than all is shown."""
        return self.chosen != Chosen()

    def selects(self) -> tuple[list[tuple[str, str, dict[str, str], str]], list[Helper]]:
        """Return each list to choose from (name, label, choices, what is chosen), and who helps."""
        counts = caseload.count_open(session(), teams=self.teams, today=clock.today())
        names = dict(colleagues())
        helpers = [Helper(NOBODY, "Nobody", counts.workers.get(None, 0))]
        helpers += [
            Helper(str(each), name, counts.workers.get(each, 0)) for each, name in names.items()
        ]
        tags = caseload.list_tags(session(), teams=self.teams)
        chosen = self.chosen
        worker = NOBODY if chosen.has_nobody else str(chosen.worker_id or "")
        return [
            (
                "worker",
                "Who helps",
                _all({e.value: _said(e.name, e.count) for e in helpers}),
                worker,
            ),
            (
                "priority",
                "How soon",
                _all({p: _said(w, counts.priorities.get(p, 0)) for p, w in PRIORITIES.items()}),
                chosen.priority or "",
            ),
            (
                "tag",
                "Label",
                _all({str(t.id): _said(t.name, counts.tags.get(t.id, 0)) for t in tags}),
                str(chosen.tag_id or ""),
            ),
            (
                "planned",
                "Next call",
                _all({p: _said(w, counts.planned[p]) for p, w in PLANNED.items()}),
                chosen.planned or "",
            ),
        ], helpers


def _all(choices: dict[str, str]) -> dict[str, str]:
    return {"": "All", **choices}


def _said(name: str, count: int) -> str:
    return f"{name} ({count})"
