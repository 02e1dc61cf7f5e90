"""All that belongs to a person is reached by the links between tables, whoever adds a table."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from lily.accounts.choices import Role
from lily.casework.belongings import HOLDS, LOOSE, Holds, collect, rows_of, tables_of_people
from lily.casework.models import Case, Client
from tests.factories.accounts import make_account
from tests.factories.belongings import fill_every_table
from tests.factories.casework import make_case, make_team

OF_A_PERSON = ("client_id", "case_id", "referral_id")
OF_NOBODY = {
    "audit_event.account_id": "The audit is kept, and tells of nobody.",
    "audit_event.subject_id": "The audit is kept, and tells of nobody.",
    "bulk_act.account_id": "An account.",
    "client.restricted_by": "An account.",
    "client_merge.gone_id": "A person's row that is no more.",
    "desk_item.done_by": "An account.",
    "judgement.subject_id": "A goal of a conversation, by its name within it.",
    "likely_duplicate.decided_by": "An account.",
    "likely_duplicate.kept_id": "A listing.",
    "likely_duplicate.one_id": "A listing.",
    "likely_duplicate.other_id": "A listing.",
    "onward_referral.goal_id": "A goal of a conversation, by its name within it.",
    "proposal.decided_by": "An account.",
    "search_change.service_id": "A listing.",
    "search_origin.token": "A mark of the search index.",
}
"""Columns that hold an identifier without a link, and what of."""
TABLES = sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name)


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case with a row in every table that belongs to its person."""
    worker = make_account(session, Role.LINK_WORKER)
    case = make_case(session, make_team(session, "Coast", worker), worker)
    fill_every_table(session, case)
    return case


def test_every_table_that_names_a_person_is_reached() -> None:
    reached = {table.name for table in tables_of_people()}
    named = {table.name for table in TABLES if any(name in table.c for name in OF_A_PERSON)}
    assert named - reached == set()
    assert {"client", "referral", "support_case", "case_contact", "consent"} <= reached


def test_what_belongs_to_a_person_never_holds_what_is_everybodys() -> None:
    assert {table.name for table in tables_of_people()} & {"account", "team", "service"} == set()


def test_every_identifier_without_a_link_is_known() -> None:
    loose = {
        f"{table.name}.{column.name}"
        for table in TABLES
        for column in table.c
        if isinstance(column.type, sa.Uuid) and not column.foreign_keys and column.name != "id"
    }
    known = {f"{name}.{column}" for name, column in LOOSE.items()}
    assert loose == known | set(OF_NOBODY), "Say whose it is: in LOOSE or here"


def test_a_row_of_every_table_is_found(session: Session, case: Case) -> None:
    held = collect(session, {"client": {case.client_id}})
    wanted = {table.name for table in tables_of_people()} | set(LOOSE) | {"draft", "kept_form"}
    assert set(held) == wanted
    assert {table.name for table, _ in rows_of(session, held)} == wanted


def test_nothing_of_another_person_is_found(session: Session, case: Case) -> None:
    worker = make_account(session, Role.LINK_WORKER)
    other = make_case(session, make_team(session, "Fens", worker), worker)
    mine = collect(session, {"client": {case.client_id}})
    fill_every_table(session, other)
    theirs = collect(session, {"client": {other.client_id}})
    assert collect(session, {"client": {case.client_id}}) == mine
    for name in set(mine) & set(theirs):
        assert mine[name] & theirs[name] == set(), name
    assert session.get_one(Client, other.client_id).id in theirs["client"]


def test_every_flag_forbids_erasing() -> None:
    """A table that tells of danger says by its info what must be done before it may go."""
    flags = [
        table
        for table in tables_of_people()
        if any(word in table.name for word in ("flag", "safeguarding", "hold"))
    ]
    assert flags
    for table in flags:
        holds = table.info.get(HOLDS)
        assert isinstance(holds, Holds), f"{table.name}: see lily/casework/belongings.py"
        assert table.c[holds.until].nullable
