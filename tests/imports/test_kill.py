"""An import that is killed midway leaves nothing half-loaded."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from lily.config import Config
from lily.database import Row
from lily.directory.models import Location, Organisation, Phone, Schedule, Service, Source

LISTINGS = 1500


@pytest.fixture
def big_feed(tmp_path: Path) -> Path:
    services = [
        {
            "id": f"s{number}",
            "name": f"Lunch club {number}",
            "description": "<p>A hot lunch.</p>",
            "status": "active",
            "organization": {"id": f"o{number % 50}", "name": f"Circle {number % 50}"},
            "contacts": [{"title": "Office", "phones": [{"number": "01632 960123"}]}],
            "service_at_locations": [
                {
                    "location": {
                        "id": f"l{number % 90}",
                        "name": f"Hall {number % 90}",
                        "physical_addresses": [{"city": "Heacham", "postal_code": "PE31 7EX"}],
                    },
                    "regular_schedule": [{"freq": "WEEKLY", "byday": "TU", "opens_at": "12:00"}],
                }
            ],
        }
        for number in range(LISTINGS)
    ]
    path = tmp_path / "big.json"
    path.write_text(json.dumps(services))
    return path


def importing(feed: Path, config: Config) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "lily", "import", "oruk", str(feed)]
    environ = os.environ | {"LILY_DATA_DIR": config.data_dir}
    return subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)


def count(engine: sa.Engine, table: type[Row]) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count(col(table.id)))).one()


def wait_for_writing(process: subprocess.Popen[bytes], log: Path, size: int) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if log.exists() and log.stat().st_size > size:
            return
        time.sleep(0.001)
    raise AssertionError("the import never wrote so much")


@pytest.mark.slow
def test_a_killed_import_leaves_nothing_and_runs_again(
    engine: sa.Engine, config: Config, big_feed: Path
) -> None:
    log = config.data / "lily.db-wal"
    for size in (40_000, 400_000):
        process = importing(big_feed, config)
        wait_for_writing(process, log, size)
        process.send_signal(signal.SIGKILL)
        assert process.wait(timeout=30) == -signal.SIGKILL
        for table in (Source, Organisation, Location, Service, Schedule, Phone):
            assert count(engine, table) == 0
    assert importing(big_feed, config).wait(timeout=120) == 0
    assert count(engine, Service) == count(engine, Schedule) == count(engine, Phone) == LISTINGS


@pytest.mark.slow
def test_a_killed_second_import_leaves_the_first_as_it_was(
    engine: sa.Engine, config: Config, big_feed: Path
) -> None:
    assert importing(big_feed, config).wait(timeout=120) == 0
    big_feed.write_text(big_feed.read_text().replace("Lunch club", "Supper club"))
    with Session(engine) as session:
        before = set(session.exec(select(Service.name)))
    log = config.data / "lily.db-wal"
    process = importing(big_feed, config)
    wait_for_writing(process, log, 100_000)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    with Session(engine) as session:
        assert set(session.exec(select(Service.name))) == before
