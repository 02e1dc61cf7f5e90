"""Migrations lead from nothing to the tables of the code and back, the same on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from lily import schema
from lily.bench.cluster import Cluster
from lily.database import make_engine
from lily.resources import MIGRATIONS

REVISIONS = [
    script.revision
    for script in ScriptDirectory.from_config(schema.alembic_config()).walk_revisions()
][::-1]


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def empty_postgresql(cluster: Cluster) -> Iterator[sa.Engine]:
    with cluster.make(template="template0") as address:
        engine = make_engine(address)
        yield engine
        engine.dispose()


@pytest.fixture(
    params=["empty_sqlite", pytest.param("empty_postgresql", marks=pytest.mark.postgres)]
)
def empty(request: pytest.FixtureRequest) -> sa.Engine:
    found: sa.Engine = request.getfixturevalue(request.param)
    return found


def _tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def _shape(engine: sa.Engine) -> dict[str, list[str]]:
    """Return what each table is made of: columns, indexes, checks, uniques and foreign keys."""
    found = sa.inspect(engine)
    return {
        name: sorted(
            [f"{column['name']} {column['type']!r}" for column in found.get_columns(name)]
            + [str(index["name"]) for index in found.get_indexes(name)]
            + [str(check["sqltext"]) for check in found.get_check_constraints(name)]
            + [str(unique["column_names"]) for unique in found.get_unique_constraints(name)]
            + [str(key["name"]) for key in found.get_foreign_keys(name)]
        )
        for name in _tables(engine)
    }


def test_migrations_stand_in_one_line_and_are_numbered() -> None:
    files = sorted(path.stem for path in (MIGRATIONS / "versions").glob("*.py"))
    assert [int(revision) for revision in REVISIONS] == list(range(1, len(REVISIONS) + 1))
    assert [name.split("_")[0] for name in files] == REVISIONS


def test_migrations_make_the_tables_of_the_code(empty: sa.Engine) -> None:
    schema.upgrade(empty)
    assert _tables(empty) == set(SQLModel.metadata.tables)
    assert schema.is_current(empty)
    with empty.begin() as connection:
        command.check(schema.alembic_config(connection))


def test_migrations_make_every_check_of_the_code(empty: sa.Engine) -> None:
    schema.upgrade(empty)
    found = sa.inspect(empty)
    for table in SQLModel.metadata.tables.values():
        coded = {
            str(constraint.name)
            for constraint in table.constraints
            if isinstance(constraint, sa.CheckConstraint)
        }
        made = {check["name"] for check in found.get_check_constraints(table.name)}
        assert made == coded, table.name


def test_each_migration_goes_down_and_up_again(empty: sa.Engine) -> None:
    for revision in REVISIONS:
        before = _shape(empty)
        schema.upgrade(empty, revision)
        after = _shape(empty)
        schema.downgrade(empty, "-1")
        assert _shape(empty) == before, f"{revision} leaves something behind"
        schema.upgrade(empty, revision)
        assert _shape(empty) == after, f"{revision} comes back otherwise"


def test_going_all_the_way_down_leaves_nothing(empty: sa.Engine) -> None:
    schema.upgrade(empty)
    schema.downgrade(empty, "base")
    assert _tables(empty) == set()


def test_a_database_that_is_behind_is_not_current(empty: sa.Engine) -> None:
    assert schema.revision_of(empty) is None
    assert not schema.is_current(empty)
