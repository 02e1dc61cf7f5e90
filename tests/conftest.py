"""Fixtures for every room: a real database a test, the application, and a careful client.

One SQLite file is migrated a session and copied for each test, so that commits are real ones. A
test that asks for `demonstration` gets the seed and its index instead of an empty directory.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session

from lily import schema, sealing
from lily.bench.cluster import TEMPLATE, Cluster, running_cluster
from lily.config import Config
from lily.database import make_engine
from lily.errors import Refused
from tests.client import HouseClient, check_committed
from tests.compiled import keep_compiled_addresses, use_compiled

keep_compiled_addresses()

IN_CI = os.environ.get("CI") == "true"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """Under CI=true nothing is skipped: a missing browser, server or folder is a failure."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real directories and standards, which is not part of the project."""
    default = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("LILY_SHARED", default))
    if not folder.is_dir():
        pytest.skip(f"LILY_SHARED: there is no {folder}")
    return folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated, empty SQLite file, to be copied and never written to."""
    path = tmp_path_factory.mktemp("migrated") / "lily.db"
    engine = make_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Return settings that write to this test's own folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    made = Config(data_dir=str(folder), secret_key="only for tests", base_url="http://localhost")
    sealing.use_keys(made)
    return made


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """Return a folder with the demonstration and its index, to be copied and never written to."""
    from lily import clock
    from lily.imports.seed import load_seed
    from lily.resources import SEED
    from lily.search import load_words, rebuild

    folder = tmp_path_factory.mktemp("seeded")
    shutil.copyfile(migrated, folder / "lily.db")
    engine = make_engine(f"sqlite:///{folder / 'lily.db'}")
    with Session(engine) as session:
        load_seed(session, SEED, clock.today())
        load_words(session, SEED)
        session.commit()
    rebuild(engine)
    engine.dispose()
    return folder


@pytest.fixture
def engine(config: Config, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """Return an engine on a migrated SQLite file of this test's own: empty, or `demonstration`."""
    if "demonstration" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("seeded"), config.data, dirs_exist_ok=True)
    else:
        shutil.copyfile(request.getfixturevalue("migrated"), config.data / "lily.db")
    engine = make_engine(config.database)
    yield engine
    engine.dispose()


@pytest.fixture
def demonstration(engine: sa.Engine) -> sa.Engine:
    """Return this test's engine, with the demonstration on it and in its search index."""
    return engine


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """Return a session on this test's database."""
    with Session(engine) as session:
        yield session


@pytest.fixture
def app(config: Config, engine: sa.Engine) -> Flask:
    """Return the whole application on this test's database."""
    from lily.app import create_app  # here, so that a room is tested without the pages

    app = create_app(config, engine)
    use_compiled(app)
    app.testing = True
    app.test_client_class = HouseClient
    app.after_request(check_committed)
    return app


@pytest.fixture
def client(app: Flask) -> Iterator[HouseClient]:
    """Return a client that refuses careless pages: see tests/client.py."""
    with app.test_client() as client:
        assert isinstance(client, HouseClient)
        yield client


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Return a running PostgreSQL server with a migrated template database."""
    with ExitStack() as running:
        try:
            cluster = running.enter_context(running_cluster())
        except Refused as error:
            pytest.skip(str(error))
        cluster.run(f"CREATE DATABASE {TEMPLATE}")
        engine = make_engine(cluster.address(TEMPLATE))
        schema.upgrade(engine)
        engine.dispose()
        yield cluster


@pytest.fixture
def postgresql(cluster: Cluster, config: Config) -> Iterator[sa.Engine]:
    """Return an engine on a migrated, empty PostgreSQL database of this test's own."""
    from lily.search import use_folder

    with cluster.make() as address:
        engine = make_engine(address)
        use_folder(engine, config.data / "index")
        yield engine
        engine.dispose()


@pytest.fixture(params=["engine", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_engine(request: pytest.FixtureRequest) -> sa.Engine:
    """Return an engine on SQLite, then on PostgreSQL: for what must hold on both."""
    found: sa.Engine = request.getfixturevalue(request.param)
    return found
