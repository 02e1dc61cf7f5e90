"""Due work, done by `lily tick` or by a served LILY itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import Session

from lily import clock, search
from lily.accounts.choices import Role
from lily.accounts.drafts import UNCHANGED, OpenPage, Place, find_draft, keep_draft
from lily.cli import main
from lily.cli.tick import do_what_is_due
from lily.config import Config
from tests.factories.accounts import make_account
from tests.factories.directory import make_schedule, make_service


def test_coming_dates_are_worked_out_anew_before_they_run_short(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.today()
    with Session(engine) as session:
        make_schedule(session, service=make_service(session))
        session.commit()
    monkeypatch.setattr(clock, "today", lambda: today - timedelta(days=40))
    search.rebuild(engine)
    monkeypatch.undo()
    assert do_what_is_due(engine).renewed == 1
    assert do_what_is_due(engine).renewed == 0


def test_the_command_says_what_it_did(
    engine: sa.Engine, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LILY_DATA_DIR", config.data_dir)
    said = CliRunner().invoke(main, ["tick"])
    assert said.exit_code == 0, said.output
    assert said.output == "Done. The coming dates of 0 listings were worked out anew.\n"


def test_drafts_that_nobody_went_on_with_are_forgotten(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    with Session(engine) as session:
        at = Place(make_account(session, Role.EDITOR).id, "/somewhere", "words")
        keep_draft(session, at, [("note", "She sings.")], OpenPage("a page"))
        session.commit()
    do_what_is_due(engine)
    with Session(engine) as session:
        assert find_draft(session, at)
    monkeypatch.setattr(clock, "now", lambda: now + UNCHANGED + timedelta(minutes=1))
    do_what_is_due(engine)
    with Session(engine) as session:
        assert find_draft(session, at) is None
