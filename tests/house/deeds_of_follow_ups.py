"""How each page of a check after three or six weeks is used."""

from datetime import timedelta

from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.queries.follow_ups import list_follow_ups
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.house.deeds import deed
from tests.pages import submit


def _check(client: HouseClient, session: Session) -> str:
    worker = make.sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Coast", worker))
    plan_follow_ups(session, case, None, clock.today() - timedelta(weeks=3), by=SYSTEM)
    address = f"/cases/{case.id}/follow-ups/{list_follow_ups(session, case.id)[0].id}"
    session.commit()
    client.get(address)
    return address


@deed("follow_ups.do_follow_up")
def _(client: HouseClient, session: Session) -> None:
    submit(client, _check(client, session), got_there="yes")


@deed("follow_ups.try_follow_up")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_check(client, session)}/try")


@deed("follow_ups.move_follow_up")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_check(client, session)}/move", due_on=str(clock.today()))


@deed("follow_ups.leave_follow_up")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_check(client, session)}/leave", reason="not_reached")
