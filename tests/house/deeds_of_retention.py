"""How each page of old records that writes is used."""

from datetime import timedelta

from sqlmodel import Session, select

from lily import clock
from lily.accounts.models import Account
from lily.casework.models import LegalHold
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.retention import make_leaders, make_old_case
from tests.house.deeds import deed
from tests.pages import submit


def _record(client: HouseClient, session: Session) -> tuple[str, Account]:
    """Sign a team leader in; return the page of an old record, and the other leader."""
    team, one, other = make_leaders(session)
    case = make_old_case(session, team)
    make.sign_in(client, session, one)
    client.get(f"/cases/{case.id}/erasure")
    return f"/cases/{case.id}/erasure", other


@deed("retention.keep_longer")
def _(client: HouseClient, session: Session) -> None:
    address, _ = _record(client, session)
    until = (clock.today() + timedelta(days=100)).isoformat()
    submit(client, f"{address}/keep", until_on=until, reason="A complaint.")


@deed("retention.place_hold")
def _(client: HouseClient, session: Session) -> None:
    address, _ = _record(client, session)
    submit(client, f"{address}/hold", why_held="A claim.")


@deed("retention.lift_hold")
def _(client: HouseClient, session: Session) -> None:
    address, _ = _record(client, session)
    submit(client, f"{address}/hold", why_held="A claim.")
    client.get(address)
    hold = session.exec(select(LegalHold)).one()
    submit(client, f"{address}/holds/{hold.id}/lift")


def _ask(client: HouseClient, session: Session) -> tuple[str, Account]:
    address, other = _record(client, session)
    submit(client, f"{address}/ask", why="time_up", words="")
    client.get(address)
    return address, other


@deed("retention.ask_erasure")
def _(client: HouseClient, session: Session) -> None:
    _ask(client, session)


@deed("retention.withdraw_erasure")
def _(client: HouseClient, session: Session) -> None:
    address, _ = _ask(client, session)
    submit(client, f"{address}/withdraw")


@deed("retention.confirm_erasure")
def _(client: HouseClient, session: Session) -> None:
    address, other = _ask(client, session)
    make.sign_in(client, session, other)
    client.get(address)
    submit(client, f"{address}/confirm")


@deed("packs.make_pack")
def _(client: HouseClient, session: Session) -> None:
    address, _ = _record(client, session)
    pack = address.replace("/erasure", "/pack")
    client.get(pack)
    submit(client, pack, asked="person_asked", leave_out=[])
