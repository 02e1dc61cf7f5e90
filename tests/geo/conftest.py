"""The gazetteer that LILY ships, and folders of a test's own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lily.geo import files, gazetteer, places, settlements
from lily.geo.making.importing import import_file
from lily.geo.place import Place
from tests.geo.releases import NORFOLK, NORWICH, OLD_NORFOLK, write_release


def _look_again() -> None:
    gazetteer.forget()
    settlements.forget()


@pytest.fixture(scope="session", autouse=True)
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let these tests see what LILY ships, whatever was imported on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LILY_DATA_DIR", str(tmp_path_factory.mktemp("nothing-imported")))
        _look_again()
        yield
    _look_again()


@pytest.fixture
def full_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a data folder of this test's own, for what it imports beside all that LILY ships."""
    monkeypatch.setenv("LILY_DATA_DIR", str(tmp_path))
    _look_again()
    yield tmp_path
    monkeypatch.undo()
    _look_again()


@pytest.fixture(scope="session")
def small_shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a LILY that ships no more than a few postcodes."""
    folder = tmp_path_factory.mktemp("small")
    release = write_release(folder / "old.zip", {"PE": [*NORFOLK, OLD_NORFOLK], "NR": NORWICH})
    import_file(release, into=folder, watch=lambda done, total: None)
    shutil.copy(files.EMBEDDED / files.ISLANDS, folder)
    shutil.copy(files.EMBEDDED / files.PLACES, folder)
    shutil.copy(files.EMBEDDED / files.OWN_PLACES, folder)
    return folder


@pytest.fixture
def data_folder(full_folder: Path, small_shipped: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder of this test's own beside a LILY that ships a few postcodes."""
    monkeypatch.setattr(files, "EMBEDDED", small_shipped)
    _look_again()
    return full_folder


@pytest.fixture
def home() -> Place:
    """Return the home area of the tests."""
    found = places.resolve("King's Lynn", home=None)
    assert isinstance(found, Place)
    return found
