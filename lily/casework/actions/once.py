"""Rows that a page names before it is sent, so that a second press makes no second one."""

from typing import Any, TypeVar
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from lily.database import Row

Made = TypeVar("Made", bound=Row)


def keep_once(session: Session, row: Made, *told: str) -> tuple[Made, bool]:
    """Store a row whose identifier a form brought; return it as it is kept, and whether it is new.

    Where there is one of that identifier, which says the same in the fields `told`, it is the one.
    Where it says something else the row gets an identifier of its own: nothing typed is lost.
    """
    if _add(session, row):
        return session.get_one(type(row), row.id), True
    kept = session.get_one(type(row), row.id)
    if all(getattr(kept, name) == getattr(row, name) for name in told):
        return kept, False
    row.id = uuid4()
    _add(session, row)
    return session.get_one(type(row), row.id), True


def _add(session: Session, row: Row) -> bool:
    session.flush()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    table: Any = sa.inspect(type(row)).local_table
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(table)
    unless = insert.on_conflict_do_nothing(index_elements=["id"]).returning(table.c.id)
    return session.connection().execute(unless.values(row.model_dump())).first() is not None
