"""The people of the demonstration: they load, and nobody could be rung or looked up."""

import tomllib

from sqlmodel import Session, select

from lily.accounts.demonstration import load_accounts
from lily.accounts.models import Team
from lily.casework import queries
from lily.casework.demonstration import load_people
from lily.casework.models import Case, Client
from lily.resources import SEED


def test_the_team_has_people_to_show(session: Session) -> None:
    load_accounts(session)
    load_people(session)
    team = session.exec(select(Team)).one()
    assert len(queries.list_new_referrals(session, teams={team.id})) == 3
    assert len(session.exec(select(Case)).all()) == len(session.exec(select(Client)).all()) == 4


def test_no_number_could_ring_anybody_and_no_nhs_number_is_anybodys() -> None:
    plan = tomllib.loads((SEED / "people.toml").read_text())
    for row in (*plan["referrals"], *plan["cases"]):
        assert row["phone"].startswith("01632 960")
        assert row.get("nhs_number", "999").startswith("999")
        assert row.get("email", "x@example.org").endswith("@example.org")
