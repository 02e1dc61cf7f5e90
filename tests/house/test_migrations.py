"""Migrations lead from nothing to the tables of the code and back, the same on both databases."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

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
    made: dict[str, list[str]] = {name: [] for name in _tables(engine)}
    for parts, say in (
        (found.get_multi_columns(), lambda column: f"{column['name']} {column['type']!r}"),
        (found.get_multi_indexes(), lambda index: str(index["name"])),
        (found.get_multi_check_constraints(), lambda check: str(check["sqltext"])),
        (found.get_multi_unique_constraints(), lambda unique: str(unique["column_names"])),
        (found.get_multi_foreign_keys(), lambda key: str(key["name"])),
    ):
        for (_, name), each in parts.items():
            made.get(name, []).extend(map(say, each))
    return {name: sorted(parts) for name, parts in made.items()}


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
    before: dict[str, list[str]] = {}
    for revision in REVISIONS:
        schema.upgrade(empty, revision)
        after = _shape(empty)
        schema.downgrade(empty, "-1")
        assert _shape(empty) == before, f"{revision} leaves something behind"
        schema.upgrade(empty, revision)
        assert _shape(empty) == after, f"{revision} comes back otherwise"
        before = after


def test_going_all_the_way_down_leaves_nothing(empty: sa.Engine) -> None:
    schema.upgrade(empty)
    schema.downgrade(empty, "base")
    assert _tables(empty) == set()


def test_a_database_that_is_behind_is_not_current(empty: sa.Engine) -> None:
    assert schema.revision_of(empty) is None
    assert not schema.is_current(empty)


NOW, DAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC), date(2026, 11, 20)
PLAIN: dict[type, Any] = {datetime: NOW, date: DAY, bool: False, int: 1, str: ""}
CHOSEN = {
    "support_case": {"state": "open"},
    "client": {"may_leave_word": "yes", "may_text": "no"},
    "consent": {"how": "spoken"},
    "letter_sent": {"way": "post"},
    "onward_referral": {"kind": "statutory", "state": "sent", "route": "gp", "shared": "x"},
}


def _add(connection: sa.Connection, name: str, **told: Any) -> UUID:
    """Add a row to a table as it is at this revision; what must not be empty is filled."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    values: dict[str, Any] = {
        column.name: PLAIN[column.type.python_type]
        for column in table.c
        if not column.nullable and column.server_default is None and column.name != "id"
        if column.type.python_type in PLAIN
    }
    row_id = uuid4()
    values |= ({"id": row_id} if "id" in table.c else {}) | CHOSEN.get(name, {}) | told
    is_text = {column.name: column.type.python_type is str for column in table.c}
    for key, value in values.items():
        if isinstance(value, UUID) and is_text[key]:
            values[key] = value.hex
    connection.execute(sa.insert(table).values(values))
    return row_id


def _rows(engine: sa.Engine, name: str, *columns: str) -> dict[str, tuple[Any, ...]]:
    """Return these columns of a table by the figures of its identifiers."""
    with engine.connect() as connection:
        table = sa.Table(name, sa.MetaData(), autoload_with=connection)
        rows = connection.execute(sa.select(table)).mappings().all()
    return {_figures(row["id"]): tuple(row[each] for each in columns) for row in rows}


def _figures(value: Any) -> str:
    return str(value).replace("-", "")


TOLD = ("client_id", "how", "given_on", "expires_on", "made_at", "changed_at", "withdrawn_on")
KEPT = ("hold_record", "share_with_service", "tell_gp", "text", "email", "evaluate")


def _people_of_0022(engine: sa.Engine) -> dict[str, UUID]:
    """Fill the tables of revision 0022 that point to one another around what people agreed to."""
    schema.upgrade(engine, "0022")
    with engine.begin() as connection:
        team = _add(connection, "team")
        client = _add(connection, "client", team_id=team)
        case = _add(connection, "support_case", team_id=team, client_id=client)
        made = {
            purpose: _add(connection, "consent", client_id=client, purpose=purpose, expires_on=DAY)
            for purpose in (*KEPT, "tell_council")
        }
        for purpose in ("tell_gp", "tell_council"):
            consent_id = made[purpose]
            made[f"file {purpose}"] = _add(
                connection, "case_export", case_id=case, consent_id=consent_id
            )
        made["passed on"] = _add(connection, "onward_referral", case_id=case)
    return made


def test_what_people_agreed_to_is_kept_when_its_purposes_change(empty: sa.Engine) -> None:
    made = _people_of_0022(empty)
    before = _rows(empty, "consent", *TOLD)
    files = _rows(empty, "case_export", "consent_id")
    schema.upgrade(empty, "0023")
    after = _rows(empty, "consent", *TOLD)
    assert {row_id: after[row_id] for row_id in before} == before, "No row is lost or another"
    [copy] = set(after) - set(before)
    assert after[copy] == after[made["tell_council"].hex], "Who agreed to the two has both"
    purposes = {row_id: row[0] for row_id, row in _rows(empty, "consent", "purpose").items()}
    assert {purpose: purposes[made[purpose].hex] for purpose in KEPT} == {
        each: each for each in KEPT
    }
    assert purposes[made["tell_council"].hex] == "tell_social_care"
    assert purposes[copy] == "tell_early_help"
    assert not any(row[0] for row in _rows(empty, "consent", "is_refused").values())
    assert _rows(empty, "case_export", "consent_id") == files
    assert all(row[0] for row in files.values())
    for table in ("client", "support_case"):
        assert len(_rows(empty, table, "id")) == 1
    [chased] = _rows(empty, "onward_referral", "chase_on").values()
    assert chased[0] is not None
    schema.downgrade(empty, "-1")
    left = _rows(empty, "consent", *TOLD)
    assert left == {made[each].hex: before[made[each].hex] for each in KEPT}
    assert _figures(_rows(empty, "case_export", "consent_id")[made["file tell_gp"].hex][0]) == (
        made["tell_gp"].hex
    )


def test_a_migration_of_agreements_that_fails_changes_nothing(empty: sa.Engine) -> None:
    _people_of_0022(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE letter_sent (id INTEGER)")
    shape, before = _shape(empty), _rows(empty, "consent", "purpose", *TOLD)
    files = _rows(empty, "case_export", "consent_id")
    with pytest.raises(sa.exc.DBAPIError, match="letter_sent"):
        schema.upgrade(empty, "0023")
    assert (_shape(empty), schema.revision_of(empty)) == (shape, "0022")
    assert _rows(empty, "consent", "purpose", *TOLD) == before
    assert _rows(empty, "case_export", "consent_id") == files


def _minutes_later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def _cases_of_0024(engine: sa.Engine) -> dict[str, UUID]:
    """Fill the tables of revision 0024 with cases that closed in each way, and what was sent."""
    schema.upgrade(engine, "0024")
    told = {"feedback": "sealed", "feedback_how": "copied", "feedback_to": "referrer"}
    nobody = {"feedback_how": "not_agreed", "state": "closed"}
    with engine.begin() as connection:
        team = _add(connection, "team")
        client = _add(connection, "client", team_id=team)
        by = _add(connection, "account", email="a@example.org")
        made = {
            name: _add(connection, "support_case", team_id=team, client_id=client, **values)
            for name, values in {
                "never closed": {},
                "told": told | {"state": "closed"},
                "told again": told | {"state": "closed"},
                "open again": told,
                "nobody": nobody,
                "nobody any more": nobody,
            }.items()
        }
        closings = (("told", 5), ("told again", 0), ("told again", 5))
        for number, (name, minutes) in enumerate(closings, start=1):
            _add(
                connection, "audit_event", number=number, action="close_case", account_id=by,
                subject_id=made[name], made_at=_minutes_later(minutes),
            )  # fmt: skip
        for name, minutes in (("told", 6), ("told again", 1), ("told again", 7), ("open again", 0)):
            when = _minutes_later(minutes)
            _add(connection, "letter_sent", case_id=made[name], made_at=when)
        _add(connection, "letter_sent", case_id=made["nobody any more"])
    return made | {"by": by}


def test_each_letter_is_kept_with_what_was_sent_of_it(empty: sa.Engine) -> None:
    made = _cases_of_0024(empty)
    before = _rows(empty, "letter_sent", "made_at", "way")
    schema.upgrade(empty, "0025")
    names = {row_id.hex: name for name, row_id in made.items()}
    letters = _rows(
        empty, "case_letter", "case_id", "words", "how", "addressed_to", "account_id", "made_at"
    )
    sent = _rows(empty, "letter_sent", "letter_id")
    assert _rows(empty, "letter_sent", "made_at", "way") == before
    counts = Counter(_figures(row[0]) for row in sent.values())
    found = sorted(
        (names[_figures(row[0])], row[1], row[2], row[3], row[4] is not None, counts[row_id])
        for row_id, row in letters.items()
    )
    assert found == [
        ("nobody any more", "", "printed", "surgery", False, 1),
        ("open again", "sealed", "copied", "referrer", False, 1),
        ("told", "sealed", "copied", "referrer", True, 1),
        ("told again", "", "copied", "referrer", False, 1),
        ("told again", "sealed", "copied", "referrer", True, 1),
    ]
    assert len(_rows(empty, "support_case", "id")) == 6
    why = {
        names[row_id]: row[0]
        for row_id, row in _rows(empty, "support_case", "why_no_letter").items()
    }
    assert {name for name, each in why.items() if each} == {"nobody", "nobody any more"}
    schema.downgrade(empty, "0024")
    assert len(_rows(empty, "letter_sent", "case_id")) == 5
    left = _rows(empty, "support_case", "feedback", "feedback_how", "feedback_to")
    assert left[made["told again"].hex] == ("sealed", "copied", "referrer")
    assert left[made["nobody"].hex] == ("", "not_agreed", None)


def test_a_migration_of_letters_that_fails_changes_nothing(empty: sa.Engine) -> None:
    _cases_of_0024(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE case_letter (id INTEGER)")
    shape, before = _shape(empty), _rows(empty, "letter_sent", "case_id")
    with pytest.raises(sa.exc.DBAPIError, match="case_letter"):
        schema.upgrade(empty, "0025")
    assert (_shape(empty), schema.revision_of(empty)) == (shape, "0024")
    assert _rows(empty, "letter_sent", "case_id") == before


def test_what_referrers_said_of_agreement_is_kept_and_no_link_is_lost(empty: sa.Engine) -> None:
    schema.upgrade(empty, "0025")
    with empty.begin() as connection:
        team = _add(connection, "team")
        client = _add(connection, "client", team_id=team)
        case = _add(connection, "support_case", team_id=team, client_id=client)
        agreed = _add(connection, "consent", client_id=client, purpose="tell_gp")
        _add(connection, "case_export", case_id=case, consent_id=agreed)
        for kind in ("self", "family"):
            _add(connection, "referral", team_id=team, kind=kind, state="received", token_hash=kind)
    before = _rows(empty, "consent", "purpose", "how", "made_at")
    files = _rows(empty, "case_export", "consent_id")
    schema.upgrade(empty, "0027")
    told = {kind: bool(is_agreed) for kind, is_agreed in
            _rows(empty, "referral", "kind", "is_agreed").values()}  # fmt: skip
    assert told == {"self": False, "family": True}
    with empty.begin() as connection:
        _add(connection, "consent", client_id=client, purpose="hold_record", how="by_referrer")
    schema.downgrade(empty, "-1")
    assert _rows(empty, "consent", "purpose", "how", "made_at") == before
    assert _rows(empty, "case_export", "consent_id") == files
    assert len(_rows(empty, "referral", "id")) == 2
