"""How each page of a guided conversation that writes is used."""

from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.house.deeds import deed
from tests.pages import submit


@deed("conversations.hold_conversation")
def _(client: HouseClient, session: Session) -> None:
    worker = make.sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Coast", worker))
    session.commit()
    address = f"/cases/{case.id}/conversation"
    client.get(address)
    submit(client, address, matters="Song.", way="home", held_on=str(clock.today()))


@deed("practices.set_how")
def _(client: HouseClient, session: Session) -> None:
    leader = make.sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", leader)
    session.commit()
    address = f"/teams/{team.id}/practice"
    client.get(address)
    submit(client, address, nation="SCT", counted_from="conversation")
