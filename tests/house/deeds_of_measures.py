"""How each page of outcome measures and their readings that writes is used."""

from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.casework.models import OutcomeReading, OwnMeasure
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.house.deeds import deed
from tests.pages import submit


def _readings(client: HouseClient, session: Session) -> str:
    worker = make.sign_in_as(client, session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Coast", worker))
    session.commit()
    return f"/cases/{case.id}/readings"


def _take(client: HouseClient, session: Session) -> str:
    address = _readings(client, session)
    here = f"{address}/ucla3/take"
    client.get(here)
    scores = dict.fromkeys(("companionship", "left-out", "isolated"), "2")
    typed = {f"scale-{key}": value for key, value in scores.items()}
    submit(client, here, how="phone", read_on=str(clock.today()), **typed)
    return address


@deed("readings.take_reading")
def _(client: HouseClient, session: Session) -> None:
    _take(client, session)


@deed("readings.note_not_taken")
def _(client: HouseClient, session: Session) -> None:
    address = _readings(client, session)
    client.get(f"{address}/ons4/take")
    submit(client, f"{address}/ons4/not-taken", reason="no_time")


@deed("readings.withdraw_reading")
def _(client: HouseClient, session: Session) -> None:
    address = _take(client, session)
    here = f"{address}/{session.exec(select(OutcomeReading)).one().id}/withdraw"
    client.get(here)
    submit(client, here, why="mistyped")


def _measures(client: HouseClient, session: Session) -> str:
    leader = make.sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", leader)
    session.commit()
    return f"/teams/{team.id}/measures"


def _add_total(client: HouseClient, session: Session) -> str:
    address = _measures(client, session)
    here = f"{address}/new-total"
    client.get(here)
    submit(client, here, name="PAM", licence="A/1", lowest="0", highest="100", decimals="1")
    return address


@deed("measures.add_total")
def _(client: HouseClient, session: Session) -> None:
    _add_total(client, session)


@deed("measures.add_measure")
def _(client: HouseClient, session: Session) -> None:
    here = f"{_measures(client, session)}/new"
    client.get(here)
    asked = {"name": "Garden", "question": "How is it?", "low_words": "wild", "high_words": "fine"}
    typed = {f"scales-0-{name}": words for name, words in asked.items()}
    submit(client, here, name="The garden", terms="Ours.", **typed, **{"scales-0-better": "yes"})


@deed("measures.retire_measure")
def _(client: HouseClient, session: Session) -> None:
    address = _add_total(client, session)
    client.get(address)
    submit(client, f"{address}/{session.exec(select(OwnMeasure)).one().id}/retire")
