"""The `lily` command as an operator meets it: help with an example, plain refusals, exit codes."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from lily import schema
from lily.cli import main
from lily.config import Config
from lily.database import make_engine


def _commands(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        yield words
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        assert child is not None
        yield from _commands(child, (*words, name))


@pytest.fixture
def runner(config: Config) -> CliRunner:
    """Return a runner whose commands use this test's data folder."""
    return CliRunner(env={"LILY_DATA_DIR": config.data_dir})


@pytest.mark.parametrize("words", list(_commands(main)), ids=" ".join)
def test_help_shows_an_example_that_begins_with_the_command(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    assert "Example: lily " + " ".join(words) in shown


def test_an_unknown_command_is_a_mistake_in_the_words(runner: CliRunner) -> None:
    assert runner.invoke(main, ["no-such-thing"]).exit_code == 2


def test_a_refusal_is_a_sentence_on_stderr(runner: CliRunner) -> None:
    result = runner.invoke(main, ["db", "status"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "lily db upgrade" in result.stderr
    assert "Traceback" not in result.output


def test_the_tables_are_made_once_and_again_without_harm(runner: CliRunner, config: Config) -> None:
    for _ in range(2):
        result = runner.invoke(main, ["db", "upgrade"])
        assert result.exit_code == 0
        assert str(schema.newest_revision()) in result.stdout
    engine = make_engine(config.database)
    assert schema.is_current(engine)
    engine.dispose()
    assert runner.invoke(main, ["db", "status"]).exit_code == 0


def test_serving_without_tables_is_refused(runner: CliRunner) -> None:
    result = runner.invoke(main, ["serve"])
    assert result.exit_code == 1
    assert "lily db upgrade" in result.stderr


def test_a_real_service_is_not_served_without_a_key(runner: CliRunner) -> None:
    runner.invoke(main, ["db", "upgrade"])
    result = runner.invoke(main, ["serve"], env={"LILY_ENV": "production"})
    assert result.exit_code == 1
    assert "LILY_SECRET_KEY" in result.stderr
