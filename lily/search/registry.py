"""Which search engine belongs to which database, in this process."""

import os
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from sqlmodel import Session

from lily.config import read_config
from lily.search.engine import SearchEngine

_engines: dict[Path, SearchEngine] = {}
_folders: dict[str, Path] = {}
_locks = [Lock()]


def _start_afresh() -> None:
    """In a forked child: hold nothing of the parent's, its locks least of all."""
    _locks[:] = [Lock()]
    _engines.clear()


os.register_at_fork(after_in_child=_start_afresh)


def use_folder(database: sa.Engine, folder: Path) -> None:
    """Keep the index of a database in a folder of the operator's choice."""
    _folders[str(database.url)] = folder


def folder_of(database: sa.Engine) -> Path:
    """Return where a database's index is: as chosen, beside SQLite's file, or in the data folder.

    So every process and test that opens the same file finds the same index.
    """
    if chosen := _folders.get(str(database.url)):
        return chosen
    file = database.url.database
    if database.dialect.name == "sqlite" and file and file != ":memory:":
        return Path(file).resolve().parent / "index"
    return read_config().data / "index"


def engine_for(database: sa.Engine) -> SearchEngine:
    """Return this process's search engine for a database."""
    folder = folder_of(database)
    with _locks[0]:
        if folder not in _engines:
            _engines[folder] = SearchEngine(folder)
        return _engines[folder]


def engine_of(session: Session) -> SearchEngine:
    """Return this process's search engine for the database of a session."""
    bound = session.get_bind()
    return engine_for(bound if isinstance(bound, sa.Engine) else bound.engine)
