"""Link workers who are signed in, with what lies before them."""

from typing import NamedTuple

from sqlmodel import Session

from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from tests.client import HouseClient
from tests.factories.accounts import sign_in_as
from tests.factories.casework import make_case, make_team, refer


class Desk(NamedTuple):
    """A link worker, signed in, and the team."""

    worker: Account
    team: Team


class BusyDesk(NamedTuple):
    """A link worker who is signed in, and the addresses of a case and a referral of theirs."""

    worker: Account
    case: str
    referral: str


def make_desk(client: HouseClient, session: Session) -> Desk:
    """Return a link worker of a team, signed in."""
    worker = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    team = make_team(session, "Coast", worker)
    session.commit()
    return Desk(worker, team)


def make_busy(session: Session, desk: Desk) -> BusyDesk:
    """Give a link worker a case and a referral; return their addresses."""
    case = make_case(session, desk.team, desk.worker)
    referral = refer(session, desk.team, first_name="Nell")
    session.commit()
    return BusyDesk(desk.worker, f"/cases/{case.id}", f"/cases/referrals/{referral.id}")
