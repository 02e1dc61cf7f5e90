"""Rows that belong to one record, given to another and given back.

What belongs to a person is found by the links of the tables and not by their names, so that a
table that comes later is moved too. Nothing here knows what the rows mean.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

Plain = dict[str, Any]
"""A row as JSON can hold it, by column."""
Moved = dict[str, list[str]]
"""Identifiers of rows by the column that was changed: `consent.client_id`."""
Aside = list[tuple[str, Plain]]
"""Rows that could not stand beside others, whole, each with its table."""


def links_to(name: str) -> Iterator[sa.Column[Any]]:
    """Yield every column that links to a table."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.c:
            if any(key.column.table.name == name for key in column.foreign_keys):
                yield column


def read_row(session: Session, table: sa.Table, row_id: UUID) -> Plain:
    """Return a row, opened, as JSON can hold it. Raises NoResultFound."""
    row = session.execute(sa.select(table).where(table.c.id == row_id)).mappings().one()
    plain: Plain = json.loads(to_json(dict(row)))
    return plain


def values_of(table: sa.Table, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row that read_row gave as the database takes it; without columns that are gone."""
    return {name: _value(table.c[name], value) for name, value in plain.items() if name in table.c}


def _value(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    kind = getattr(column.type, "impl_instance", column.type).python_type
    return TypeAdapter(kind).validate_python(value)


def move_rows(session: Session, table: str, source: UUID, target: UUID) -> tuple[Moved, Aside]:
    """Give all that links to one row of a table to another row.

    Returns what was moved, and the rows that had to be taken out, since the other row has its like
    and there may be but one.
    """
    moved: Moved = {}
    aside: Aside = []
    for column in links_to(table):
        name = f"{column.table.name}.{column.name}"
        for row_id in session.scalars(sa.select(column.table.c.id).where(column == source)).all():
            if _give(session, column, row_id, target):
                moved.setdefault(name, []).append(str(row_id))
            else:
                aside.append((column.table.name, _take_out(session, column.table, row_id)))
    return moved, aside


def _give(session: Session, column: sa.Column[Any], row_id: UUID, target: UUID) -> bool:
    given = sa.update(column.table).where(column.table.c.id == row_id).values({column: target})
    try:
        with session.begin_nested():
            session.execute(given)
    except IntegrityError:
        return False
    return True


def _take_out(session: Session, table: sa.Table, row_id: UUID) -> Plain:
    plain = read_row(session, table, row_id)
    session.execute(sa.delete(table).where(table.c.id == row_id))
    return plain


def move_back(session: Session, moved: Moved, aside: Aside, source: UUID, target: UUID) -> None:
    """Give back what was moved from `target` to `source`, as far as it is there still."""
    tables = SQLModel.metadata.tables
    for name, ids in moved.items():
        table_name, _, column_name = name.partition(".")
        table = tables[table_name]
        column = table.c[column_name]
        for row_id in ids:
            session.execute(
                sa.update(table)
                .where(table.c.id == UUID(row_id), column == source)
                .values({column: target})
            )
    for table_name, plain in aside:
        session.execute(sa.insert(tables[table_name]).values(values_of(tables[table_name], plain)))
