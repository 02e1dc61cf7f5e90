"""A row of every table that belongs to a person, with a word of its own in each sealed column."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, UTCDateTime, select

from lily import clock
from lily.casework.belongings import LOOSE, PATH, tables_of_people, tables_with_paths
from lily.casework.models import Case, CaseTag, Cohort
from lily.directory.models import TaxonomyTerm
from lily.sealing import SealedText
from tests.factories.casework import make_person
from tests.factories.directory import make_organisation, make_service, make_taxonomy, make_term

CANARY = "CANARY"
DAY = date(2026, 3, 2)

OVERRIDES: dict[str, dict[str, Any]] = {
    "consent": {"purpose": "share_with_service"},
    "legal_hold": {"ended_on": DAY},
    "onward_referral": {"route": None},
    "case_contact": {"withdrawn_why": None},
    "outcome_reading": {"not_taken": None, "withdrawn_why": None},
    "case_flag": {"ended_at": datetime(2026, 3, 27, tzinfo=UTC)},
    "erasure_request": {"client_id": "the client"},
    "referral": {
        "state": "declined",
        "person": make_person(first_name=f"{CANARY} referral person").model_dump_json(),
        "referrer": json.dumps({"name": f"{CANARY} referral referrer"}),
    },
    "client": {"birth_on": "1941-03-27"},
    "support_case": {"state": "closed"},
}
"""What a column must hold, by table, where the first that comes would not do."""


def canary_of(column: sa.Column[Any]) -> str:
    """Return the word that stands in a sealed column."""
    return f"{CANARY} {column.table.name} {column.name}"


def sealed_columns() -> list[sa.Column[Any]]:
    """Return every sealed column of a table that belongs to a person, drafts among them."""
    tables = {*tables_of_people(), *tables_with_paths()}
    return [
        column
        for table in sorted(tables, key=lambda each: each.name)
        for column in table.c
        if isinstance(column.type, SealedText)
    ]


def fill_every_table(session: Session, case: Case) -> None:
    """Put a row into every table that belongs to the person of a case. Nothing is committed."""
    service = make_service(session, organisation_id=make_organisation(session).id)
    made = {
        "client": case.client_id,
        "support_case": case.id,
        "team": case.team_id,
        "account": case.worker_id,
        "service": service.id,
        "organisation": service.organisation_id,
        "taxonomy_term": _term(session),
        "case_tag": _of_team(session, CaseTag, case.team_id),
        "cohort": _of_team(session, Cohort, case.team_id),
    }
    for table in tables_of_people():
        if table.name == "client":
            _put_canaries(session, table, case.client_id)
        else:
            made[table.name] = _add(session, table, made)
    for table in tables_with_paths():
        _add(session, table, made, **{PATH: f"/cases/{case.id}/contacts"})
    for name, column in LOOSE.items():
        _add(session, SQLModel.metadata.tables[name], made, **{column: case.id})


def _of_team(session: Session, table: type[CaseTag | Cohort], team_id: UUID) -> UUID:
    made = table(team_id=team_id, name=f"A name {uuid4().hex}")
    session.add(made)
    session.flush()
    return made.id


def _term(session: Session) -> UUID:
    known = session.exec(select(TaxonomyTerm.id)).first()
    return known or make_term(session, make_taxonomy(session)).id


def _put_canaries(session: Session, table: sa.Table, row_id: UUID) -> None:
    values = {
        column.name: canary_of(column) for column in table.c if isinstance(column.type, SealedText)
    }
    values |= OVERRIDES.get(table.name, {})
    session.execute(sa.update(table).where(table.c.id == row_id).values(**values))


def _add(session: Session, table: sa.Table, made: Mapping[str, Any], **told: Any) -> UUID:
    values: dict[str, Any] = {}
    theirs = {each.name for each in tables_of_people()}
    for column in table.c:
        target = next((key.column.table.name for key in column.foreign_keys), "")
        if target in theirs and column.nullable and any(name in values for name in _ONE):
            continue
        value = _linked(session, column, made) if target else _value(column)
        if value is not None:
            values[column.name] = value
    chosen = {name: value for name, value in OVERRIDES.get(table.name, {}).items()}
    if chosen.get("client_id"):
        chosen["client_id"] = made["client"]
    values |= {"id": uuid4()} | chosen | told
    session.execute(sa.insert(table).values(**values))
    return values["id"]


def _linked(session: Session, column: sa.Column[Any], made: Mapping[str, Any]) -> UUID | None:
    """Return a row to link to: one that was made, or any where the column cannot be empty."""
    target = next(key.column.table for key in column.foreign_keys)
    if target.name in made or column.nullable:
        return made.get(target.name)
    found: UUID | None = session.scalar(sa.select(target.c.id).limit(1))
    assert found, f"Let fill_every_table make a {target.name}: {column} links to one"
    return found


_ONE = ("client_id", "referral_id")
"""Where a row is of one of these, it is of the first of them."""


def _value(column: sa.Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, SealedText):
        return (
            json.dumps([["words", canary_of(column)]])
            if column.name == "fields"
            else canary_of(column)
        )
    if isinstance(kind, sa.Enum):
        return kind.enums[0]
    if isinstance(kind, UTCDateTime):
        return None if column.nullable else clock.now()
    if column.nullable:
        return None
    plain: dict[type, Any] = {
        sa.Date: DAY,
        sa.Boolean: False,
        sa.Integer: 1,
        sa.Uuid: uuid4(),
    }
    for known, value in plain.items():
        if isinstance(kind, known):
            return value
    return f"{column.name} {uuid4().hex}"


def every_value(session: Session) -> list[tuple[str, str]]:
    """Return every value of the whole database, opened, with its table and column."""
    return [
        (f"{table.name}.{name}", str(value))
        for table in SQLModel.metadata.sorted_tables
        for row in session.execute(sa.select(table)).mappings()
        for name, value in row.items()
        if value is not None
    ]
