"""Writes rows that differ from what is stored, and no others."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session, col, select

from lily import clock
from lily.database import Dated, Row
from lily.imports.rows import Wanted
from lily.imports.stored import AT_ONCE

Outcome = Literal["made", "changed", "unchanged"]


class Writer:
    """Compares wanted rows with stored ones; a dry run compares alone.

    What goes is taken away before what comes is added, so that a value which is unique may move
    from one row to another.
    """

    def __init__(self, session: Session, *, dry_run: bool) -> None:
        self._session = session
        self._is_dry = dry_run
        self._coming: list[Wanted] = []
        self._going: list[Row] = []

    def write(self, wanted: Sequence[Wanted], stored: Row | None, below: Sequence[Row]) -> Outcome:
        """Plan a parent and all that is below it; return what becomes of the parent."""
        there = {(type(row), row.id): row for row in below}
        if stored is not None:
            there[type(stored), stored.id] = stored
        differs = False
        for row in wanted:
            match = there.pop((row.table, row.id), None)
            if match is None:
                self._coming.append(row)
                differs = True
            elif self._bring_up(match, row.values):
                differs = True
        self._going.extend(there.values())
        if stored is None:
            return "made"
        if not (differs or there):
            return "unchanged"
        self._touch(stored)
        return "changed"

    def _bring_up(self, row: Row, values: dict[str, Any]) -> bool:
        """Give the row the values that it has not; say whether there were any."""
        other = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not self._is_dry:
            for name, value in other.items():
                setattr(row, name, value)
        return bool(other)

    def _touch(self, row: Row) -> None:
        if isinstance(row, Dated) and not self._is_dry:
            row.changed_at = clock.now()

    def flush(self) -> None:
        """Send what was planned to the database."""
        if not self._is_dry:
            if self._going:
                for gone in self._going:
                    self._session.delete(gone)
                self._session.flush()
            self._session.add_all(row.table(id=row.id, **row.values) for row in self._coming)
            self._session.flush()
        self._going.clear()
        self._coming.clear()

    def set_all(self, table: type[Row], ids: Sequence[UUID], **values: Any) -> None:
        """Give many rows the same values."""
        for at in range(0, len(ids), AT_ONCE):
            within = col(table.id).in_(ids[at : at + AT_ONCE])
            for row in self._session.exec(select(table).where(within)):
                self._bring_up(row, values)
                self._touch(row)
        self.flush()
