"""All that is sealed in a database: whether it opens, and sealing it anew for another key."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import SQLModel

from lily.errors import Refused
from lily.sealing import SealedText, reseal, unseal

AT_ONCE = 500
TRIED = 20
OTHER_KEYS = (
    "What is sealed in this database does not open with LILY_FIELD_KEYS. Put in the keys that "
    "belong to it, such as those that were kept for this backup."
)


def _sealed_tables() -> Iterator[sa.TableClause]:
    """Yield each table that has sealed columns, with these as the text that the database holds."""
    for table in SQLModel.metadata.sorted_tables:
        sealed = [column.name for column in table.c if isinstance(column.type, SealedText)]
        if sealed:
            columns = (sa.column(name, sa.Text()) for name in sealed)
            yield sa.table(table.name, sa.column("id", sa.Uuid()), *columns)


def _names_in(table: sa.TableClause) -> list[str]:
    return [column.name for column in table.c if column.name != "id"]


def check_keys(engine: sa.Engine) -> None:
    """Try the keys on some rows of each table. Raises Refused where one does not open.

    What is sealed with other keys from then on could not be told from the rest.
    """
    with engine.connect() as connection:
        for table in _sealed_tables():
            rows = connection.execute(sa.select(table).limit(TRIED)).mappings().all()
            for sealed in (row[name] for row in rows for name in _names_in(table) if row[name]):
                _try(sealed)


def _try(sealed: str) -> None:
    try:
        unseal(sealed)
    except Refused:
        raise Refused(OTHER_KEYS) from None


def reseal_all(engine: sa.Engine) -> int:
    """Seal every sealed field with the first of the keys; return how many.

    In batches that commit. Safe to run beside a served LILY and again: a field that changed
    meanwhile is left, since whoever changed it sealed it with the first key. Raises Refused where
    a field opens with none of the keys.
    """
    return sum(_reseal(engine, table) for table in _sealed_tables())


def _reseal(engine: sa.Engine, table: sa.TableClause) -> int:
    names = _names_in(table)
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
