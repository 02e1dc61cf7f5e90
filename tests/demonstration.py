"""A site with the demonstration, made once a session: for tests that read and never write."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from lily.app import create_app
from lily.config import Config
from lily.database import make_engine
from tests.client import HouseClient, check_committed


@pytest.fixture(scope="session")
def demonstration_settings(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Return the settings of a site that holds the demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    return Config(data_dir=str(folder), secret_key="only for tests")


@pytest.fixture(scope="session")
def demonstration_app(demonstration_settings: Config) -> Iterator[Flask]:
    """Return the application on the demonstration."""
    engine = make_engine(demonstration_settings.database)
    app = create_app(demonstration_settings, engine)
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
