"""By which address a site says that it is reached."""

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from lily import search
from lily.cli import main
from lily.cli.serve import Server
from lily.config import Config, reached_at
from lily.errors import Refused

HERE = "http://127.0.0.1:8123"


def test_a_demonstration_is_reached_where_it_is_served() -> None:
    assert reached_at(Config(), HERE, {}).base_url == HERE


def test_an_address_that_was_set_stays() -> None:
    set_ = Config(base_url="https://lily.example")
    environ = {"LILY_BASE_URL": "https://lily.example"}
    assert reached_at(set_, HERE, environ) == set_
    assert reached_at(Config(env="production"), HERE, {}) == Config(env="production")


def test_a_busy_index_does_not_keep_the_site_from_starting(
    config: Config, engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_engine: sa.Engine) -> int:
        raise Refused("Another process is writing the search index.")

    started: list[bool] = []
    monkeypatch.setenv("LILY_DATA_DIR", config.data_dir)
    monkeypatch.setattr(search, "catch_up", busy)
    monkeypatch.setattr(Server, "run", lambda _server: started.append(True))
    said = CliRunner().invoke(main, ["serve"])
    assert said.exit_code == 0, said.output
    assert "LILY starts all the same" in said.stderr
    assert started == [True]
