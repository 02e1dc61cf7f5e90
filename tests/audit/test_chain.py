"""The audit is only ever added to, and shows when it was tampered with, on both databases."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from lily.audit.actions import changed, record
from lily.audit.actors import SYSTEM
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent, AuditHead

TABLE = AuditEvent.__tablename__


def _do_ten_things(engine: sa.Engine) -> None:
    with Session(engine) as session:
        for number in range(10):
            record(
                session,
                "rename_service",
                by=SYSTEM,
                kind="service",
                subject_id=uuid4(),
                changes={"name": (f"Caf\u00e9 {number}", f"Tea room {number}")},
            )
        session.commit()


def _tamper(engine: sa.Engine, statement: str) -> None:
    """Do what somebody with all rights could: without the triggers."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"))
        else:
            for verb in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER audit_event_no_{verb}"))
        connection.execute(sa.text(statement))


def _first_break(engine: sa.Engine) -> int | None:
    with Session(engine) as session:
        return find_break(session)


def test_an_untouched_audit_holds(any_engine: sa.Engine) -> None:
    assert _first_break(any_engine) is None
    _do_ten_things(any_engine)
    assert _first_break(any_engine) is None


@pytest.mark.parametrize(
    ("statement", "shows_at"),
    [
        (f"UPDATE {TABLE} SET changes = '{{}}' WHERE number = 4", 4),
        (f"UPDATE {TABLE} SET by_words = 'somebody else' WHERE number = 7", 7),
        (f"UPDATE {TABLE} SET made_at = '2020-01-01 00:00:00' WHERE number = 2", 2),
        (f"DELETE FROM {TABLE} WHERE number = 5", 5),
        (f"DELETE FROM {TABLE} WHERE number = 1", 1),
        (f"DELETE FROM {TABLE} WHERE number = 10", 10),
        (
            f"INSERT INTO {TABLE} SELECT 11, made_at, account_id, by_words, action, subject_kind, "
            f"subject_id, changes, hash FROM {TABLE} WHERE number = 10",
            11,
        ),
    ],
    ids=[
        "altered",
        "by another",
        "at another time",
        "removed",
        "the first",
        "the last",
        "inserted",
    ],
)
def test_tampering_shows(any_engine: sa.Engine, statement: str, shows_at: int) -> None:
    _do_ten_things(any_engine)
    _tamper(any_engine, statement)
    assert _first_break(any_engine) == shows_at


def test_the_database_refuses_to_change_or_remove_a_row(any_engine: sa.Engine) -> None:
    _do_ten_things(any_engine)
    statements = [f"UPDATE {TABLE} SET by_words = 'x'", f"DELETE FROM {TABLE}"]
    if any_engine.dialect.name == "postgresql":
        statements.append(f"TRUNCATE {TABLE}")
    for statement in statements:
        with any_engine.connect() as connection, pytest.raises(DBAPIError, match="only ever added"):
            connection.execute(sa.text(statement))
    assert _first_break(any_engine) is None


def test_what_was_rolled_back_leaves_no_gap(any_engine: sa.Engine) -> None:
    _do_ten_things(any_engine)
    with Session(any_engine) as session:
        record(session, "claim", by=SYSTEM, kind="organisation")
        session.rollback()
    _do_ten_things(any_engine)
    with Session(any_engine) as session:
        assert session.exec(select(AuditHead)).one().number == 20
    assert _first_break(any_engine) is None


def test_only_what_differs_is_written_down() -> None:
    assert changed({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": (2, 3), "c": (None, 4)}
