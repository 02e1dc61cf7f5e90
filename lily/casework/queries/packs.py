"""Reading all that is known of a person, for a copy that they may have."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from lily.accounts.models import Account
from lily.casework.belongings import collect, rows_of, tables_of_people
from lily.casework.models import Client
from lily.casework.queries.erasures import start_of
from lily.casework.retention import Subject

_NAME = "name"


@dataclass(frozen=True)
class Colleague:
    """The name of somebody who works here, where a row names one."""

    name: str


@dataclass(frozen=True)
class Entry:
    """A row about a person: what it says by column, opened.

    What it links to elsewhere is a name. What is written as JSON is a list: of pairs where its
    parts have names.
    """

    table: str
    id: UUID
    values: Mapping[str, Any]


def list_entries(session: Session, client: Client) -> list[Entry]:
    """Return every row about a person, by table, the oldest first."""
    start = start_of(session, Subject(client.team_id, client_id=client.id))
    rows = list(rows_of(session, collect(session, start)))
    names = _Names(session)
    return [Entry(table.name, row["id"], dict(_values(table, row, names))) for table, row in rows]


def _values(table: sa.Table, row: sa.RowMapping, names: "_Names") -> Iterator[tuple[str, Any]]:
    own = {each.name for each in tables_of_people()}
    for column in table.c:
        value = row[column.name]
        targets = [key.column.table for key in column.foreign_keys]
        if not targets:
            yield column.name, _opened(value)
        elif value is not None and targets[0].name not in own:
            yield column.name, names.of(targets[0], value)


def _opened(value: Any) -> Any:
    """Return what is written as JSON as a list, of pairs where it has names, else it as it is."""
    if not isinstance(value, str) or value[:1] not in {"{", "["}:
        return value
    try:
        read = json.loads(value)
    except ValueError:
        return value
    if isinstance(read, dict):
        return list(read.items())
    is_pairs = all(isinstance(each, list) and len(each) == 2 for each in read)
    return [tuple(each) for each in read] if is_pairs else read


class _Names:
    """The names of rows that belong to nobody in particular, each asked for once."""

    def __init__(self, session: Session) -> None:
        self._session, self._known = session, dict[UUID, Any]()

    def of(self, table: sa.Table, row_id: UUID) -> Any:
        """Return the name of a row; nothing where its table has no names."""
        if row_id not in self._known:
            self._known[row_id] = self._ask(table, row_id)
        return self._known[row_id]

    def _ask(self, table: sa.Table, row_id: UUID) -> Colleague | str | None:
        if _NAME not in table.c:
            return None
        wanted = sa.select(table.c[_NAME]).where(table.c.id == row_id)
        found: str | None = self._session.scalar(wanted)
        return Colleague(found) if found and table.name == Account.__tablename__ else found
