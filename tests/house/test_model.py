"""How tables are written, so that what bites in SQLModel and SQLite cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel, UTCDateTime

import lily
import lily.schema
from lily.database import Row

TABLES = {table.name: table for table in SQLModel.metadata.tables.values()}
MAPPERS: dict[str, Mapper[object]] = {
    mapper.local_table.name: mapper
    for mapper in Row._sa_registry.mappers
    if isinstance(mapper.local_table, sa.Table)
}


def _columns() -> Iterator[sa.Column[object]]:
    for table in TABLES.values():
        yield from table.columns


def test_every_room_with_tables_is_in_the_schema() -> None:
    rooms = {path.parent for path in Path(lily.__file__).parent.glob("*/models*")}
    named = {mapper.class_.__module__.split(".")[1] for mapper in MAPPERS.values()}
    assert named == {room.name for room in rooms}


def test_an_instant_is_utc_and_a_day_is_a_day() -> None:
    for column in _columns():
        if isinstance(column.type, sa.DateTime | UTCDateTime):
            assert isinstance(column.type, UTCDateTime), f"{column}: made naive"
            assert column.name.endswith(("_at", "_until")), f"{column}: an instant is ..._at"
        if type(column.type) is sa.Date:
            assert column.name.endswith(("_on", "_from", "_to", "_until")), f"{column}: a day"


def test_every_list_of_choices_is_checked_by_the_database() -> None:
    for column in _columns():
        if isinstance(column.type, sa.Enum):
            assert column.type.create_constraint, f"{column}: use lily.database.choice"
            assert not column.type.native_enum, f"{column}: use lily.database.choice"
            assert column.type.validate_strings, f"{column}: use lily.database.choice"


def test_every_foreign_key_says_what_happens_and_is_indexed() -> None:
    for table in TABLES.values():
        led = {next(iter(index.columns)).name for index in table.indexes}
        for column in table.columns:
            for key in column.foreign_keys:
                assert key.ondelete, f"{column}: use lily.database.link"
                assert column.name in led, f"{column}: a foreign key wants an index"


def test_every_constraint_has_a_name() -> None:
    for table in TABLES.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint!r}"


@pytest.mark.parametrize("name", sorted(MAPPERS))
def test_children_are_loaded_only_when_a_query_says_so(name: str) -> None:
    for relationship in MAPPERS[name].relationships:
        assert relationship.lazy == "raise_on_sql", f"{relationship}: may query from a template"
        assert not relationship.back_populates, f"{relationship}: relationships go one way"


def test_no_module_of_tables_postpones_its_annotations() -> None:
    postponed = "from __future__ " + "import annotations"
    for mapper in MAPPERS.values():
        module = Path(lily.__file__).parent.joinpath(*mapper.class_.__module__.split(".")[1:])
        assert postponed not in module.with_suffix(".py").read_text()


def test_every_table_says_what_it_is() -> None:
    for mapper in MAPPERS.values():
        about = mapper.class_.__doc__ or ""
        assert about.split("\n")[0].endswith("."), f"{mapper.class_.__name__} has no sentence"
