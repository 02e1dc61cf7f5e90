"""`lily import` and `lily seed` as an operator meets them."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlmodel import Session, col, func, select

from lily.cli import main
from lily.config import Config
from lily.directory.models import Service, Source
from lily.listings.models import DeskItem
from lily.search.models import SearchChange, StopWord

LISTING: dict[str, Any] = {
    "id": "s1",
    "name": "Tuesday lunch",
    "status": "active",
    "url": "www.x.org",
    "organization": {"id": "o1", "name": "Lunch Circle"},
}
MAPPING = """
[source]
slug = "clubs"
name = "Our clubs"
[organisation]
name = { column = "Club" }
[service]
reference = { column = "Club" }
name = { column = "Club" }
kind = "activity"
"""


@pytest.fixture
def run(config: Config, engine: sa.Engine) -> Any:
    def run(*words: object) -> Result:
        environ = {"LILY_DATA_DIR": config.data_dir}
        return CliRunner().invoke(main, [str(word) for word in words], env=environ)

    return run


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "north.json"
    path.write_text(json.dumps([LISTING, LISTING | {"id": "s2", "name": "", "organization": {}}]))
    return path


def count(engine: sa.Engine) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count(col(Service.id)))).one()


def test_a_feed_is_brought_in_and_said_plainly(run: Any, feed: Path, engine: sa.Engine) -> None:
    done = run("import", "oruk", feed, "--name", "The north", "--licence", "OGL")
    assert done.exit_code == 0, done.output
    assert "The north: imported" in done.stdout
    assert "listings: 2 read, 1 made, 1 refused" in done.stdout
    assert "service s2, name: this is empty" in done.stdout
    assert 'https:// was put before it ("www.x.org")' in done.stdout
    again = run("import", "oruk", feed)
    assert "listings: 2 read, 1 unchanged, 1 refused" in again.stdout
    with Session(engine) as session:
        source = session.exec(select(Source)).one()
        assert (source.slug, source.licence) == ("north", "OGL")


def test_what_was_brought_in_is_written_down_for_search(
    run: Any, feed: Path, engine: sa.Engine
) -> None:
    run("import", "oruk", feed)
    with Session(engine) as session:
        service = session.exec(select(Service.id)).one()
        assert service in set(session.exec(select(SearchChange.service_id)))


def test_a_dry_run_writes_nothing(run: Any, feed: Path, engine: sa.Engine) -> None:
    planned = run("import", "oruk", feed, "--dry-run")
    assert planned.exit_code == 0
    assert "had this not been a dry run" in planned.stdout
    assert count(engine) == 0


def test_a_report_may_be_json(run: Any, feed: Path) -> None:
    done = run("import", "oruk", feed, "--json")
    told = json.loads(done.stdout)
    assert told["listings"]["made"] == 1
    assert "s2" in {refusal["where"] for refusal in told["refusals"]}


def test_a_spreadsheet_is_brought_in_by_its_mapping(
    run: Any, tmp_path: Path, engine: sa.Engine
) -> None:
    (tmp_path / "clubs.csv").write_text("Club\nBowls\nChess\n")
    (tmp_path / "clubs.toml").write_text(MAPPING)
    done = run("import", "csv", tmp_path / "clubs.csv", "--mapping", tmp_path / "clubs.toml")
    assert done.exit_code == 0, done.output
    assert "listings: 2 read, 2 made" in done.stdout
    (tmp_path / "clubs.csv").write_text("Club\nBowls\n")
    how = ("--mapping", tmp_path / "clubs.toml", "--retire-missing", "--all")
    done = run("import", "csv", tmp_path / "clubs.csv", *how)
    assert "1 vanished, 1 retired" in done.stdout
    assert "Vanished from the source: Chess." in done.stdout


def test_the_seed_is_loaded_with_its_words(run: Any, engine: sa.Engine) -> None:
    done = run("seed")
    assert done.exit_code == 0, done.output
    assert "The demonstration: imported" in done.stdout
    assert count(engine) >= 180
    with Session(engine) as session:
        assert session.exec(select(func.count(col(StopWord.id)))).one() > 0
    assert " 0 made" in run("seed").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "oruk", "none.json"), "We could not read none.json"),
        (("import", "oruk", "ftp://x.org/feed"), "neither a file nor an http or https address"),
        (("import", "oruk", "{broken}"), "is not JSON that can be read"),
        (("import", "oruk", "{empty}"), "There is not one listing in this. Nothing was changed."),
        (("import", "csv", "none.csv", "--mapping", "none.toml"), "We could not read none.toml"),
    ],
)
def test_a_failure_is_one_plain_sentence(
    run: Any, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "broken").write_text("<html>")
    (tmp_path / "empty").write_text("[]")
    done = run(
        *(word.format(broken=tmp_path / "broken", empty=tmp_path / "empty") for word in words)
    )
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 2
    assert "Traceback" not in done.output


def test_an_import_needs_the_tables_first(tmp_path: Path, feed: Path) -> None:
    environ = {"LILY_DATA_DIR": str(tmp_path / "elsewhere")}
    done = CliRunner().invoke(main, ["import", "oruk", str(feed)], env=environ)
    assert done.exit_code == 1
    assert "lily db upgrade" in done.stderr


def test_a_missing_mapping_is_a_mistake_in_the_words(run: Any) -> None:
    assert run("import", "csv", "clubs.csv").exit_code == 2


def desk_words(engine: sa.Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.exec(select(DeskItem.words)))


def test_an_import_that_fails_is_told_to_the_desk_once_a_week(
    run: Any, tmp_path: Path, engine: sa.Engine
) -> None:
    feed = tmp_path / "north.json"
    feed.write_text(json.dumps([LISTING]))
    assert run("import", "oruk", feed, "--name", "The north").exit_code == 0
    feed.write_text("not a feed")
    for _ in range(2):
        failed = run("import", "oruk", feed)
        assert failed.exit_code == 1
        [words] = desk_words(engine)
        assert words.startswith("The import from The north failed")
        assert words.endswith(failed.stderr.strip())


def test_what_fails_at_the_first_try_or_as_a_trial_is_not_told(
    run: Any, feed: Path, tmp_path: Path, engine: sa.Engine
) -> None:
    broken = tmp_path / "south.json"
    broken.write_text("not a feed")
    assert run("import", "oruk", broken).exit_code == 1
    run("import", "oruk", feed)
    earlier = desk_words(engine)
    assert run("import", "oruk", broken, "--source", "north", "--dry-run").exit_code == 1
    assert desk_words(engine) == earlier
