"""Link workers who are signed in, with what lies before them."""

from typing import NamedTuple

from sqlmodel import Session

from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from tests.client import HouseClient
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.casework import make_case, make_team, refer
from tests.pages import Page


class Desk(NamedTuple):
    """A link worker, signed in, and the team."""

    worker: Account
    team: Team


class BusyDesk(NamedTuple):
    """A link worker who is signed in, and the addresses of a case and a referral of theirs."""

    worker: Account
    case: str
    referral: str


class Staff(NamedTuple):
    """A link worker, signed in, a colleague, whoever leads, and their team."""

    me: Account
    colleague: Account
    leader: Account
    team: Team


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


def make_staff(client: HouseClient, session: Session) -> Staff:
    """Return a team of three; the link worker is signed in."""
    me = sign_in_as(client, session, Role.LINK_WORKER, name="Ruth Breck")
    colleague = make_account(session, Role.LINK_WORKER, name="Sam Staithe")
    leader = make_account(session, Role.TEAM_LEADER, name="Lena Holme")
    team = make_team(session, "Coast", me, colleague, leader)
    session.commit()
    return Staff(me, colleague, leader, team)


def read_today(client: HouseClient, session: Session) -> str:
    """Return the words of Today, once all is committed."""
    session.commit()
    client.get("/today")
    return Page(client.tree).words
