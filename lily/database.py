"""The engine, the session and the column types that every table shares.

Sessions are plain `sqlmodel.Session`, passed as the first argument; the edge commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Field, SQLModel, UTCDateTime, create_engine

from lily import clock

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

LOCK_WAIT_S = 15


class Row(SQLModel):
    """What every table of the directory has: an identifier that exists before it is stored."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)


class Dated(Row):
    """A row that says when it was made and last changed (UTC)."""

    made_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)
    changed_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


def choice(kind: type[StrEnum], name: str = "") -> sa.Enum:
    """Return a column type that stores an enum's values, and refuses any other text.

    `name` is that of the check, where a table has two columns of one kind.
    """
    return sa.Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        name=name or kind.__name__.lower(),
    )


OnDelete = Literal["CASCADE", "SET NULL", "RESTRICT"]


def link(target: str, *, on_delete: OnDelete = "CASCADE", **more: Any) -> Any:
    """Return an indexed field that points to another table's row and goes when it goes."""
    field: Any = Field(foreign_key=target, ondelete=on_delete, index=True, **more)
    return field


def _set_up_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={LOCK_WAIT_S * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def make_engine(url: str) -> sa.Engine:
    """Return an engine for the address; SQLite gets foreign keys, WAL and a patient lock.

    What a statement was given is never told with an error: it may be of a person, and be logged.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_S}, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True, hide_parameters=True)


@contextmanager
def opened_engine(url: str) -> Iterator[sa.Engine]:
    """Open an engine for as long as it is needed, and close its connections afterwards."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()
