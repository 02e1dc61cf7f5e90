"""The people of a demonstration, who do not exist, from seed/people.toml."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from lily import clock
from lily.accounts import teams
from lily.accounts.models import Team
from lily.accounts.queries import find_account
from lily.audit.actors import COMMAND, PUBLIC, Actor
from lily.casework.actions.cases import log_contact, next_call_after
from lily.casework.actions.referrals import Asked, accept_referral, make_referral
from lily.casework.choices import ContactOutcome, ReferrerKind
from lily.casework.details import PersonDetails, ReferrerDetails
from lily.casework.models import Referral
from lily.resources import SEED

_Row = Mapping[str, Any]


def load_people(session: Session) -> None:
    """Put in a team's people. The accounts of the demonstration were loaded before."""
    plan = tomllib.loads((SEED / "people.toml").read_text())
    team = session.exec(select(Team).where(Team.name == plan["team"])).one()
    teams.set_takes_referrals(session, team, takes=True, by=COMMAND)
    for row in plan["referrals"]:
        _refer(session, team, row)
    for row in plan["cases"]:
        _help(session, team, row)


def _refer(session: Session, team: Team, row: _Row) -> Referral:
    first, last = row["name"]
    told = {name: row[name] for name in ("phone", "postcode", "nhs_number") if name in row}
    return make_referral(
        session,
        team,
        PersonDetails(first_name=first, last_name=last, birth_on=row.get("born"), **told),
        ReferrerDetails(name=row.get("who", ""), email=row.get("email", "")),
        Asked(ReferrerKind(row["kind"]), row["reason"], row.get("is_urgent", False)),
        by=PUBLIC,
    )


def _help(session: Session, team: Team, row: _Row) -> None:
    worker = _worker(session, row)
    by = Actor(worker) if worker else COMMAND
    case = accept_referral(session, _refer(session, team, row), by=by, worker_id=worker)
    for each in row.get("contacts", ()):
        outcome = ContactOutcome(each["outcome"])
        made = log_contact(
            session,
            case,
            outcome,
            by=by,
            note=each.get("note", ""),
            next_call_on=next_call_after(outcome) or clock.today(),
        )
        made.made_at -= timedelta(days=each["days"])
        case.next_call_on = clock.today() - timedelta(days=1)


def _worker(session: Session, row: _Row) -> UUID | None:
    account = find_account(session, row.get("worker", ""))
    return account.id if account else None
