"""Settings come from the environment, and the signing key is kept, and kept to itself."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lily.config import Config, read_config
from lily.errors import Refused


def test_nothing_needs_to_be_set() -> None:
    config = read_config({})
    assert config == Config()
    assert config.database.startswith("sqlite:///")
    assert not config.is_production


def test_settings_are_read_from_the_environment() -> None:
    config = read_config({"LILY_SITE_NAME": "Ask Heacham", "LILY_ENV": "production", "OTHER": "1"})
    assert config.site_name == "Ask Heacham"
    assert config.is_production


def test_an_empty_setting_is_one_that_is_not_set() -> None:
    assert read_config({"LILY_SITE_NAME": ""}).site_name == Config().site_name


def test_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path))
    assert config.database == f"sqlite:///{tmp_path / 'lily.db'}"
    assert Config(database_url="postgresql+psycopg:///lily").database.startswith("postgresql")


def test_a_demonstration_makes_its_key_once_and_keeps_it_private(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path / "data"))
    key = config.signing_key()
    assert len(key) >= 40
    assert config.signing_key() == key
    kept = tmp_path / "data" / "secret-key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path / "data"))
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: config.signing_key(), range(8)))
    assert len(keys) == 1


def test_a_real_service_does_not_start_without_a_key(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path), env="production")
    with pytest.raises(Refused, match="LILY_SECRET_KEY"):
        config.signing_key()
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_is_set_is_used(tmp_path: Path) -> None:
    config = Config(data_dir=str(tmp_path), env="production", secret_key="long and random")
    assert config.signing_key() == "long and random"
