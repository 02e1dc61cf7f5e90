"""Records whose time is up, and those who lead a team."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.actors import SYSTEM
from lily.casework.actions.referrals import decline_referral
from lily.casework.choices import DeclineReason
from lily.casework.models import Case, Referral
from lily.casework.retention import Subject
from tests.factories.accounts import make_account
from tests.factories.casework import close as end
from tests.factories.casework import make_case, make_team, refer


def make_leaders(session: Session, team_name: str = "Coast") -> tuple[Team, Account, Account]:
    """Make a team that two people lead."""
    one = make_account(session, Role.TEAM_LEADER, name="Ruth Breck")
    other = make_account(session, Role.TEAM_LEADER, name="Owen Fenn")
    return make_team(session, team_name, one, other), one, other


def close(session: Session, case: Case, on: date | None = None) -> None:
    """Close a case without a letter, today or on a day long ago."""
    end(session, case)
    case.closed_on = on or case.closed_on
    session.flush()


def make_old_case(session: Session, team: Team, *, years: int = 9, **person: Any) -> Case:
    """Make a case that closed so many years ago."""
    case = make_case(session, team, **person)
    close(session, case, clock.today() - relativedelta(years=years))
    return case


def make_declined(session: Session, team: Team, *, months: int = 7, **person: Any) -> Referral:
    """Make a referral that was declined so many months ago."""
    referral = refer(session, team, **person)
    decline_referral(session, referral, DeclineReason.OUT_OF_AREA, "Too far.", by=SYSTEM)
    referral.decided_at = clock.now() - relativedelta(months=months)
    session.flush()
    return referral


def of_person(case: Case) -> Subject:
    """Return whose record a case is part of."""
    return Subject(case.team_id, client_id=case.client_id)


def of_referral(referral: Referral) -> Subject:
    """Return the record that a referral is."""
    return Subject(referral.team_id, referral_id=referral.id)
