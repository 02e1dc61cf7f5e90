"""Changing the keys: all is sealed anew, opens with the new key alone, and is found by it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from sqlmodel import Session, select

from lily import sealing
from lily.accounts.models import Team
from lily.casework import queries
from lily.casework.models import Client, Referral
from lily.cli import main
from lily.cli.serve import Server
from lily.config import Config
from lily.database import make_engine
from tests.factories.casework import make_case, make_team, refer

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def use(config: Config) -> Callable[[str], None]:
    """Return a function that seals and opens with these keys in this process."""
    return lambda keys: sealing.use_keys(Config(data_dir=config.data_dir, field_keys=keys))


@pytest.fixture
def rotate(config: Config) -> Callable[[str], Result]:
    """Return a function that runs the command with these keys."""

    def run(keys: str) -> Result:
        environ = {"LILY_DATA_DIR": config.data_dir, "LILY_FIELD_KEYS": keys}
        return CliRunner().invoke(main, ["keys", "rotate"], env=environ)

    return run


def _sealed(engine: sa.Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(sa.text("SELECT first_name FROM client")))


def test_after_a_change_the_old_key_can_be_put_away(
    engine: sa.Engine, use: Callable[[str], None], rotate: Callable[[str], Result]
) -> None:
    use(OLD)
    with Session(engine) as session:
        team = make_team(session)
        known = make_case(session, team).client_id
        session.commit()
        team_id = team.id
    before = _sealed(engine)
    use(f"{NEW},{OLD}")
    done = rotate(f"{NEW},{OLD}")
    assert done.exit_code == 0, done.output
    assert "Found by it: 1 people." in done.output
    assert _sealed(engine) != before
    use(NEW)
    with Session(engine) as session:
        assert session.get_one(Client, known).first_name == "Winifred"
        first = session.exec(select(Referral)).first()
        assert first
        assert queries.person_of(first).last_name == "Canary"
        again = refer(session, session.get_one(Team, team_id))
        likely = queries.list_likely(session, again, teams={team_id})
        assert [each.client.id for each in likely] == [known]
    assert rotate(NEW).exit_code == 0, "It is safe to run again"


def test_a_key_that_is_missing_is_said_and_nothing_is_lost(
    engine: sa.Engine, use: Callable[[str], None], rotate: Callable[[str], Result]
) -> None:
    use(OLD)
    with Session(engine) as session:
        make_case(session, make_team(session))
        session.commit()
    before = _sealed(engine)
    use(NEW)
    refused = rotate(NEW)
    assert refused.exit_code == 1
    assert "does not open with the keys in LILY_FIELD_KEYS" in refused.stderr
    assert _sealed(engine) == before


def test_a_backup_opens_with_its_own_keys_alone(
    engine: sa.Engine,
    use: Callable[[str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(OLD)
    with Session(engine) as session:
        team = make_team(session)
        client_id, team_id = make_case(session, team).client_id, team.id
        session.commit()
    put_back = tmp_path / "put back" / "lily.db"
    put_back.parent.mkdir()
    with closing(sqlite3.connect(put_back)) as copy, engine.connect() as connection:
        connection.connection.driver_connection.backup(copy)
    assert b"Canary" not in put_back.read_bytes()
    started: list[bool] = []
    monkeypatch.setattr(Server, "run", lambda _server: started.append(True))
    environ = {"LILY_DATA_DIR": str(put_back.parent)}
    for keys, starts in ((NEW, False), (f"{NEW},{OLD}", True), (OLD, True)):
        said = CliRunner().invoke(main, ["serve"], env=environ | {"LILY_FIELD_KEYS": keys})
        assert (said.exit_code == 0) is starts, said.output
        assert ("does not open with LILY_FIELD_KEYS" in said.stderr) is not starts
    assert started == [True, True]
    use(OLD)
    again = make_engine(f"sqlite:///{put_back}")
    with Session(again) as session:
        assert session.get_one(Client, client_id).last_name == "Canary"
        referral = refer(session, session.get_one(Team, team_id))
        likely = queries.list_likely(session, referral, teams={team_id})
        assert [each.client.id for each in likely] == [client_id], "Found by the hash of a number"
    again.dispose()
