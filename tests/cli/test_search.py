"""`lily search` and `lily understand` as an operator meets them."""

import json

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import Session

from lily.cli import main
from lily.config import Config
from lily.resources import SEED
from lily.search import load_words
from lily.search.registry import folder_of
from tests.factories import directory as make


@pytest.fixture
def runner(config: Config, engine: sa.Engine) -> CliRunner:
    """Return a runner whose commands use this test's database, with two listings in it."""
    with Session(engine) as session:
        make.make_service(session, name="Yoga")
        make.make_service(session, name="Memory caf\u00e9", summary="For people with dementia")
        load_words(session, SEED)
        session.commit()
    return CliRunner(env={"LILY_DATA_DIR": config.data_dir, "LILY_DATABASE_URL": ""})


def test_an_index_is_made_anew(runner: CliRunner, engine: sa.Engine) -> None:
    result = runner.invoke(main, ["search", "rebuild"])
    assert result.exit_code == 0, result.output
    assert "2 listings are in the search index" in result.stdout
    assert list(folder_of(engine).rglob("*.columns"))


def test_a_sound_index_is_said_to_be_equal(runner: CliRunner) -> None:
    result = runner.invoke(main, ["search", "check"])
    assert result.exit_code == 0, result.output
    assert "equal to the database: 2 listings" in result.stdout


def spoil(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE service SET name = 'Tai chi' WHERE name = 'Yoga'"))


def test_a_difference_is_repaired_and_said(runner: CliRunner, engine: sa.Engine) -> None:
    runner.invoke(main, ["search", "rebuild"])
    spoil(engine)
    result = runner.invoke(main, ["search", "check", "--repair"])
    assert result.exit_code == 0, result.output
    assert "1 listing is otherwise in the database" in result.stdout
    assert "Repaired" in result.stdout
    assert "equal" in runner.invoke(main, ["search", "check"]).stdout


def test_a_difference_may_only_be_looked_at(runner: CliRunner, engine: sa.Engine) -> None:
    runner.invoke(main, ["search", "rebuild"])
    spoil(engine)
    result = runner.invoke(main, ["search", "check", "--no-repair"])
    assert result.exit_code == 1
    assert "lily search check --repair" in result.stderr
    assert runner.invoke(main, ["search", "check", "--no-repair"]).exit_code == 1


def test_what_is_understood_is_json(runner: CliRunner) -> None:
    result = runner.invoke(main, ["understand", "my husbnad has dementai"])
    assert result.exit_code == 0, result.output
    understood = json.loads(result.stdout)
    assert understood["corrected"] == {"husbnad": "husband", "dementai": "dementia"}
    assert "dementia" in understood["text"]


def test_many_texts_are_understood_line_by_line(runner: CliRunner) -> None:
    result = runner.invoke(main, ["understand", "-"], input="yoga\n\ndementai\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["text"] for line in lines] == ["yoga", "", "dementia"]


def test_without_tables_the_next_step_is_said(config: Config) -> None:
    runner = CliRunner(env={"LILY_DATA_DIR": f"{config.data_dir}/new"})
    for words in (["search", "rebuild"], ["search", "check"], ["understand", "yoga"]):
        result = runner.invoke(main, words)
        assert result.exit_code == 1
        assert "lily db upgrade" in result.stderr
