"""All that belongs to a person, found by the links between tables and not by their names.

A table whose link leads to a person, a referral or a case belongs to a person, and so does one
that links to that. Three kinds of rows have no link: see LOOSE and PATH.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

ROOTS = frozenset({"client", "referral"})
LOOSE = {"record_view": "record_id", "message": "about_id"}
"""Columns that hold an identifier of a person's row without a link, by table."""

PATH = "path"
"""The column of a table of drafts that holds the address of a page, with a person's row in it."""

HOLDS = "holds_erasure"
"""The key, in the info of a table, of what forbids erasing while a row is open: a Holds."""

AT_ONCE = 500
Held = Mapping[str, Collection[UUID]]


@dataclass(frozen=True)
class Holds:
    """A row holds while this column is empty; the words say what to do first."""

    until: str
    words: str


def some_of(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """Yield identifiers in lots that one statement can take."""
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        yield some


def tables_of_people() -> tuple[sa.Table, ...]:
    """Return the tables that belong to a person by their links, those that are linked to first."""
    found = set(ROOTS)
    while True:
        more = {table.name for table in _all() if _links(table, found)} - found
        if not more:
            return tuple(table for table in _all() if table.name in found)
        found |= more


def _all() -> Sequence[sa.Table]:
    return SQLModel.metadata.sorted_tables


def _links(table: sa.Table, to: Collection[str]) -> list[tuple[sa.Column[Any], str]]:
    """Return the columns that lead to one of these tables, each with which."""
    return [
        (column, key.column.table.name)
        for column in table.c
        for key in column.foreign_keys
        if key.column.table.name in to
    ]


def tables_with_paths() -> list[sa.Table]:
    """Return the tables of drafts, which say by an address whom they are about."""
    return [table for table in _all() if PATH in table.c]


def collect(session: Session, start: Held) -> dict[str, set[UUID]]:
    """Return the identifiers of all that belongs to these rows, by table; themselves among it."""
    held: dict[str, set[UUID]] = {}
    fresh = {name: set(ids) for name, ids in start.items()}
    while any(fresh.values()):
        for name, ids in fresh.items():
            held.setdefault(name, set()).update(ids)
        found = _linked_to(session, fresh)
        fresh = {name: ids - held.get(name, set()) for name, ids in found.items()}
    for name, ids in _unlinked(session, held):
        held.setdefault(name, set()).update(ids)
    return {name: ids for name, ids in held.items() if ids}


def _linked_to(session: Session, fresh: Held) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {}
    for table in tables_of_people():
        for column, name in _links(table, fresh):
            found.setdefault(table.name, set()).update(_ids(session, table, column, fresh[name]))
    return found


def _unlinked(session: Session, held: Held) -> Iterator[tuple[str, set[UUID]]]:
    every = [each for ids in held.values() for each in ids]
    tables = SQLModel.metadata.tables
    for name, column in LOOSE.items():
        yield name, set(_ids(session, tables[name], tables[name].c[column], every))
    for table in tables_with_paths():
        yield table.name, set(_ids_by_path(session, table, every))


def _ids(
    session: Session, table: sa.Table, column: sa.Column[Any], among: Iterable[UUID]
) -> Iterator[UUID]:
    for some in some_of(among):
        yield from session.scalars(sa.select(table.c.id).where(column.in_(some)))


def _ids_by_path(session: Session, table: sa.Table, among: Iterable[UUID]) -> Iterator[UUID]:
    for some in some_of(among):
        names = sa.or_(*(table.c[PATH].contains(str(each)) for each in some))
        yield from session.scalars(sa.select(table.c.id).where(names))


def rows_of(session: Session, held: Held) -> Iterator[tuple[sa.Table, sa.RowMapping]]:
    """Yield each row, opened, by table, the oldest first where the table says so."""
    for table in _all():
        order = [table.c[name] for name in ("made_at", "seen_at") if name in table.c]
        rows = [
            row
            for some in some_of(held.get(table.name, ()))
            for row in session.execute(sa.select(table).where(table.c.id.in_(some))).mappings()
        ]
        for row in sorted(rows, key=lambda each: [each[column.name] for column in order]):
            yield table, row


def why_held(session: Session, held: Held) -> list[str]:
    """Return what must be done first, once each, where a row forbids that these are erased."""
    found = []
    for table in tables_of_people():
        holds: Holds | None = table.info.get(HOLDS)
        ids = held.get(table.name, ())
        if holds and ids:
            is_open = table.c[holds.until].is_(None)
            if any(_ids_open(session, table, is_open, ids)):
                found.append(holds.words)
    return found


def _ids_open(
    session: Session, table: sa.Table, is_open: sa.ColumnElement[bool], among: Iterable[UUID]
) -> Iterator[UUID]:
    for some in some_of(among):
        wanted = sa.select(table.c.id).where(table.c.id.in_(some), is_open)
        yield from session.scalars(wanted)
