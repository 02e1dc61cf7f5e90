"""How each page that hides, opens in an emergency, or merges is used."""

from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.casework.models import ClientMerge, EmergencyLook
from tests.client import HouseClient
from tests.factories import accounts as make
from tests.factories.casework import make_case, make_team
from tests.house.deeds import deed
from tests.pages import submit

KNOWN = {"name": "Winifred Canary", "birth_on": "27 March 1941", "phone": "", "nhs_number": ""}
WHY = "She rang and did not answer again."


def _leader(client: HouseClient, session: Session) -> tuple[str, str]:
    """Sign a team leader in; return the addresses of two cases of one person."""
    leader = make.sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", leader)
    cases = [make_case(session, team), make_case(session, team)]
    session.commit()
    return f"/cases/{cases[0].id}", f"/cases/{cases[1].id}"


@deed("restrictions.set_restriction")
def _(client: HouseClient, session: Session) -> None:
    case, _ = _leader(client, session)
    client.get(f"{case}/restriction")
    submit(client, f"{case}/restriction", reason="Her former husband works here.")


def _open(client: HouseClient, session: Session) -> EmergencyLook:
    make_case(session, make_team(session, "Fens", make.make_account(session, Role.TEAM_LEADER)))
    worker = make.sign_in_as(client, session, Role.LINK_WORKER)
    make_team(session, "Coast", worker)
    session.commit()
    client.get("/cases/emergency")
    submit(client, "/cases/emergency", reason=WHY, **KNOWN)
    return session.exec(select(EmergencyLook)).one()


@deed("emergencies.open_in_emergency")
def _(client: HouseClient, session: Session) -> None:
    _open(client, session)


@deed("emergencies.sign_off")
def _(client: HouseClient, session: Session) -> None:
    make_case(session, make_team(session, "Fens", make.make_account(session, Role.TEAM_LEADER)))
    leader = make.sign_in_as(client, session, Role.TEAM_LEADER)
    team = make_team(session, "Coast", leader)
    case = make_case(session, team, first_name="Nell")
    worker = make.make_account(session, Role.LINK_WORKER)
    look = EmergencyLook(
        client_id=case.client_id, account_id=worker.id, reason=WHY,
        opened_at=case.made_at, ends_at=case.made_at,
    )  # fmt: skip
    session.add(look)
    session.commit()
    client.get(f"/cases/emergency-looks/{look.id}")
    submit(client, f"/cases/emergency-looks/{look.id}", words="It was right.")


@deed("merges.find_same")
def _(client: HouseClient, session: Session) -> None:
    case, _ = _leader(client, session)
    client.get(f"{case}/same-person")
    submit(client, f"{case}/same-person", **KNOWN)


def _merge(client: HouseClient, session: Session) -> str:
    kept, gone = _leader(client, session)
    address = f"{kept}/same-person/{gone.rpartition('/')[2]}"
    client.get(address)
    submit(client, address, typed_name="Canary")
    return kept


@deed("merges.merge_people")
def _(client: HouseClient, session: Session) -> None:
    _merge(client, session)


@deed("merges.undo_merge")
def _(client: HouseClient, session: Session) -> None:
    kept = _merge(client, session)
    merge = session.exec(select(ClientMerge)).one()
    client.get(f"{kept}/same-person")
    submit(client, f"{kept}/merges/{merge.id}/undo")
