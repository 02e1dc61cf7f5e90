"""Sealing every sealed field anew, so that an old key can be put away."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import SQLModel

from lily.sealing import SealedText, reseal

AT_ONCE = 500


def _sealed_tables() -> Iterator[sa.TableClause]:
    """Yield each table that has sealed columns, with these as the text that the database holds."""
    for table in SQLModel.metadata.sorted_tables:
        sealed = [column.name for column in table.c if isinstance(column.type, SealedText)]
        if sealed:
            columns = (sa.column(name, sa.Text()) for name in sealed)
            yield sa.table(table.name, sa.column("id", sa.Uuid()), *columns)


def reseal_all(engine: sa.Engine) -> int:
    """Seal every sealed field with the first of the keys; return how many.

    In batches that commit. Safe to run beside a served LILY and again: a field that changed
    meanwhile is left, since whoever changed it sealed it with the first key. Raises Refused where
    a field opens with none of the keys.
    """
    return sum(_reseal(engine, table) for table in _sealed_tables())


def _reseal(engine: sa.Engine, table: sa.TableClause) -> int:
    names = [column.name for column in table.c if column.name != "id"]
    count, after = 0, None
    while True:
        with engine.begin() as connection:
            wanted = sa.select(table).order_by(table.c.id).limit(AT_ONCE)
            if after is not None:
                wanted = wanted.where(table.c.id > after)
            rows = connection.execute(wanted).mappings().all()
            if not rows:
                return count
            after = rows[-1]["id"]
            for row in rows:
                for name in filter(row.get, names):
                    connection.execute(
                        sa.update(table)
                        .where(table.c.id == row["id"], table.c[name] == row[name])
                        .values({name: reseal(row[name])})
                    )
                    count += 1
