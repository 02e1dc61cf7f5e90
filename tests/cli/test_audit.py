"""The operator checks the audit and copies it away."""

import hashlib
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlmodel import Session

from lily.audit.actions import record
from lily.audit.actors import SYSTEM
from lily.audit.models import FIRST_HASH
from lily.audit.queries import read_head
from lily.cli import main
from lily.config import Config


@pytest.fixture
def environ(any_engine: sa.Engine, config: Config, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    url = any_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LILY_DATA_DIR", config.data_dir)
    monkeypatch.setenv("LILY_DATABASE_URL", url)
    with Session(any_engine) as session:
        for number in range(5):
            record(session, "deed", by=SYSTEM, kind="plum", changes={"é": (None, number)})
        session.commit()
    return any_engine


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, ["audit", *words])


def test_a_whole_audit_says_its_last_number_and_hash(environ: sa.Engine) -> None:
    with Session(environ) as session:
        head = read_head(session)
    said = _run("check")
    assert said.exit_code == 0, said.output
    assert said.output == f"The audit is whole. Last number: 5. Hash: {head.hash}\n"


def test_a_broken_audit_says_where_and_exits_with_1(environ: sa.Engine) -> None:
    with environ.begin() as connection:
        if environ.dialect.name == "postgresql":
            connection.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
        else:
            connection.execute(sa.text("DROP TRIGGER audit_event_no_update"))
        connection.execute(sa.text("UPDATE audit_event SET changes = '{}' WHERE number = 3"))
    said = _run("check")
    assert said.exit_code == 1
    assert "The first row that differs: 3." in said.stderr


def test_an_export_holds_its_chain_without_lily(environ: sa.Engine, tmp_path: Path) -> None:
    file = tmp_path / "audit.ndjson"
    said = _run("export", str(file))
    assert said.exit_code == 0, said.output
    assert said.output == f"5 rows of the audit are in {file}.\n"
    last = FIRST_HASH
    for line in file.read_text().splitlines():
        row = json.loads(line)
        claimed = row.pop("hash")
        content = json.dumps(row, sort_keys=True, ensure_ascii=False)
        last = hashlib.sha256(f"{last}\n{content}".encode()).hexdigest()
        assert last == claimed
    with Session(environ) as session:
        assert last == read_head(session).hash


def test_an_export_never_writes_over_a_file(environ: sa.Engine, tmp_path: Path) -> None:
    file = tmp_path / "audit.ndjson"
    file.write_text("mine")
    said = _run("export", str(file))
    assert said.exit_code == 1
    assert "Choose another" in said.stderr
    assert file.read_text() == "mine"
    assert _run("export", "-").output.count("\n") == 5
