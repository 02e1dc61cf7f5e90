"""The demonstration, loaded and indexed once a session: for tests that read and never write."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session

from lily import clock, search
from lily.app import create_app
from lily.config import Config
from lily.database import make_engine
from lily.imports.seed import load_seed
from lily.resources import SEED
from tests.client import HouseClient, check_committed


@pytest.fixture(scope="session")
def demonstration(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Return the settings of a site that holds the demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copyfile(migrated, folder / "lily.db")
    config = Config(data_dir=str(folder), secret_key="only for tests")
    engine = make_engine(config.database)
    with Session(engine) as session:
        load_seed(session, SEED, clock.today())
        session.commit()
    search.rebuild(engine)
    engine.dispose()
    return config


@pytest.fixture(scope="session")
def demonstration_app(demonstration: Config) -> Iterator[Flask]:
    """Return the application on the demonstration."""
    engine = make_engine(demonstration.database)
    app = create_app(demonstration, engine)
    app.testing = True
    app.test_client_class = HouseClient
    app.after_request(check_committed)
    yield app
    engine.dispose()


@pytest.fixture
def visitor(demonstration_app: Flask) -> Iterator[HouseClient]:
    """Return a careful client on the demonstration: one visit, with cookies of its own."""
    with demonstration_app.test_client() as client:
        assert isinstance(client, HouseClient)
        yield client
