"""How each page of notes, flags and escalations that writes is used."""

from datetime import timedelta

from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.casework.models import CaseFlag, CaseNote, Escalation
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.house.deeds import deed
from tests.pages import submit

SOON = (clock.today() + timedelta(days=30)).isoformat()


def _case(client: HouseClient, session: Session) -> str:
    """Sign a team leader in; return the address of a case."""
    account = make.sign_in_as(client, session, Role.TEAM_LEADER)
    case = make_case(session, make_team(session, "Coast", account))
    session.commit()
    return f"/cases/{case.id}"


def _write(client: HouseClient, case: str, layer: str = "record") -> None:
    client.get(f"{case}/notes")
    submit(client, f"{case}/notes", words="She sings in the choir.", layer=layer)


@deed("notes.list_notes")
def _(client: HouseClient, session: Session) -> None:
    _write(client, _case(client, session))


@deed("notes.correct_note")
def _(client: HouseClient, session: Session) -> None:
    case = _case(client, session)
    _write(client, case)
    address = f"{case}/notes/{session.exec(select(CaseNote)).one().id}/correct"
    client.get(address)
    submit(client, address, words="She sings in two choirs.")


def _raise(client: HouseClient, session: Session) -> str:
    case = _case(client, session)
    client.get(f"{case}/flags")
    submit(client, f"{case}/flags", kind="health", words="She faints.", review_on=SOON)
    return case


def _flag(client: HouseClient, session: Session) -> str:
    case = _raise(client, session)
    address = f"{case}/flags/{session.exec(select(CaseFlag)).one().id}"
    client.get(address)
    return address


@deed("flags.list_flags")
def _(client: HouseClient, session: Session) -> None:
    _raise(client, session)


@deed("flags.review_flag")
def _(client: HouseClient, session: Session) -> None:
    submit(client, _flag(client, session), review_on=clock.today().isoformat())


@deed("flags.end_flag")
def _(client: HouseClient, session: Session) -> None:
    submit(client, f"{_flag(client, session)}/end", ended_words="She is well.")


def _tell(client: HouseClient, session: Session) -> str:
    case = _case(client, session)
    client.get(f"{case}/escalations")
    submit(
        client, f"{case}/escalations", told="gp", how="phone", words="She faints.",
        whom="", told_on="", told_time="",
    )  # fmt: skip
    return case


@deed("escalations.list_escalations")
def _(client: HouseClient, session: Session) -> None:
    _tell(client, session)


@deed("escalations.add_outcome")
def _(client: HouseClient, session: Session) -> None:
    case = _tell(client, session)
    address = f"{case}/escalations/{session.exec(select(Escalation)).one().id}"
    client.get(address)
    submit(client, address, outcome="They see her on Friday.")


@deed("safeguarding.show_concern")
def _(client: HouseClient, session: Session) -> None:
    case = _case(client, session)
    _write(client, case, "named")
    address = case.replace("/cases/", "/safeguarding/")
    client.get(address)
    submit(client, address, words="I rang the council.")
