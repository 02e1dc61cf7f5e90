"""`lily times` as an operator and a program meet it."""

import json
from datetime import date

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import Session

from lily.cli import main
from lily.config import Config
from lily.directory.models import SchoolTerm


@pytest.fixture
def runner(config: Config, engine: sa.Engine) -> CliRunner:
    """Return a runner whose commands use this test's database."""
    return CliRunner(env={"LILY_DATA_DIR": config.data_dir, "LILY_DATABASE_URL": ""})


def read(runner: CliRunner, *words: str) -> dict:
    result = runner.invoke(main, ["times", *words])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_reading_is_said_back_with_its_sessions(runner: CliRunner) -> None:
    text = "Every 3rd Thursday 12-1.30, not August"
    found = read(runner, text, "--from", "2027-07-01", "--days", "80")
    assert found["sure"] is True
    assert found["words"].startswith("The third Thursday of the month, 12 noon to 1.30pm")
    assert found["sessions"] == [
        ["2027-07-15T12:00", "2027-07-15T13:30"],
        ["2027-09-16T12:00", "2027-09-16T13:30"],
    ]
    (schedule,) = found["schedules"]
    assert (schedule["freq"], schedule["byday"]) == ("monthly", ["3TH"])
    assert (schedule["opens_at"], schedule["closes_at"]) == ("12:00", "13:30")
    assert schedule["closures"][0] == {"starts_on": "2027-08-01", "ends_on": "2027-08-31"}
    assert found["doubts"] == found["notes"] == []


def test_what_is_not_sure_keeps_its_words(runner: CliRunner) -> None:
    found = read(runner, "Wednesday 7-9")
    assert (found["sure"], found["words"]) == (False, "Wednesday 7-9")
    assert found["schedules"] == found["sessions"] == []
    assert len(found["doubts"]) == 1


def test_sessions_without_times_are_days(runner: CliRunner) -> None:
    assert read(runner, "Tuesdays", "--from", "2026-12-01", "--days", "1")["sessions"] == [
        ["2026-12-01", None]
    ]
    assert read(runner, "Tuesdays 2pm", "--from", "2026-12-01", "--days", "1")["sessions"] == [
        ["2026-12-01T14:00", None]
    ]


def test_dates_without_a_year_are_near_the_first_day(runner: CliRunner) -> None:
    found = read(runner, "Sat 12 Dec 2-4pm", "--from", "2026-12-01")
    assert found["sessions"] == [["2026-12-12T14:00", "2026-12-12T16:00"]]


def test_school_terms_come_from_the_database(runner: CliRunner, engine: sa.Engine) -> None:
    words = ("Tues 7-8:30pm term time", "--from", "2026-12-08", "--days", "21")
    found = read(runner, *words)
    assert (found["sure"], found["sessions"]) == (True, [])
    assert "no school terms" in found["notes"][0]
    with Session(engine) as session:
        first, last = date(2026, 11, 2), date(2026, 12, 18)
        session.add(SchoolTerm(name="Autumn", starts_on=first, ends_on=last))
        session.commit()
    found = read(runner, *words)
    assert [start for start, _ in found["sessions"]] == ["2026-12-08T19:00", "2026-12-15T19:00"]
    assert found["notes"] == []


def test_without_a_database_it_reads_and_makes_none(tmp_path) -> None:
    folder = tmp_path / "nothing"
    runner = CliRunner(env={"LILY_DATA_DIR": str(folder), "LILY_DATABASE_URL": ""})
    assert read(runner, "Mon-Fri 9.30am-4pm")["sure"]
    assert not folder.exists()


def test_a_dash_reads_a_text_a_line(runner: CliRunner) -> None:
    result = runner.invoke(main, ["times", "-"], input="Tuesdays 2pm\n\nBy appointment\n")
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["sure"] for line in result.stdout.splitlines()] == [True, False, False]
