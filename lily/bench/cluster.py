"""A PostgreSQL server of our own: in a temporary folder, reached by a socket file alone.

For the tests and for the measures; it is gone when they end.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

from lily.errors import Refused

TEMPLATE = "lily_template"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB"


def _programs() -> Path:
    """Return the folder of initdb and pg_ctl: Debian's newest, or wherever the path leads."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major_version)
    found = debian[-1] if debian else shutil.which("initdb")
    if found is None:
        raise Refused("PostgreSQL is not installed. On Debian: apt-get install postgresql.")
    return Path(found).parent


def _major_version(initdb: Path) -> int:
    return int(initdb.parents[1].name)


def _run(*command: str | Path) -> None:
    """Run a program of the server, as `postgres` where we are root: it refuses to run as root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=60, cwd="/")  # noqa: S603


class Cluster:
    """A running server; `address` names a database on it, `make` makes one from the template."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def address(self, database: str) -> str:
        """Return the SQLAlchemy address of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def connection_words(self, database: str = "postgres") -> str:
        """Return how libpq reaches a database."""
        return f"host={self.folder} user=postgres dbname={database}"

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        with psycopg.connect(self.connection_words(), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def make(self, template: str = TEMPLATE) -> Iterator[str]:
        """Make a database of its own for one test, and take it away afterwards."""
        name = f"lily_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.address(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running_cluster(options: str = FAST) -> Iterator[Cluster]:
    """Start a server in a temporary folder, and stop it afterwards.

    Raises Refused where PostgreSQL is not installed.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="lily-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    server = ("-D", data, "-l", folder / "log")
    socket = f"-k {folder} -c listen_addresses='' {options}"
    try:
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        _run(programs / "pg_ctl", *server, "-o", socket, "-w", "start")
        try:
            yield Cluster(folder)
        finally:
            _run(programs / "pg_ctl", *server, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
