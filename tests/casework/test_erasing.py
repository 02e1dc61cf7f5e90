"""Erasing reaches everything, wants two people, and leaves nothing that tells of anybody."""

import json
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.actors import SYSTEM, Actor
from lily.casework import queries
from lily.casework.actions import retention
from lily.casework.actions.closing import reopen_case
from lily.casework.actions.erasing import confirm_erasure
from lily.casework.belongings import collect
from lily.casework.choices import ErasureReason
from lily.casework.models import Case, Client, ClientKey, Erasure, Referral
from lily.casework.queries.erasures import start_of
from lily.casework.retention import Rules, Subject
from lily.config import Config
from lily.errors import Refused
from lily.post.choices import MessageState
from lily.post.models import Message
from tests.factories.accounts import make_account
from tests.factories.belongings import CANARY, every_value, fill_every_table
from tests.factories.casework import make_case, refer
from tests.factories.retention import (
    make_declined,
    make_leaders,
    make_old_case,
    of_person,
    of_referral,
)

TIME_UP = ErasureReason.TIME_UP


@pytest.fixture
def leaders(session: Session) -> tuple[Team, Account, Account]:
    """Return a team, and the two who lead it."""
    return make_leaders(session)


def _ask(session: Session, subject: Subject, by: Account) -> None:
    retention.ask_erasure(session, subject, TIME_UP, "", by=Actor(by.id))


def _confirm(session: Session, subject: Subject, by: Account) -> Erasure:
    request = queries.find_request(session, subject)
    return confirm_erasure(session, subject, request, by=Actor(by.id))


def _erase(session: Session, subject: Subject, one: Account, other: Account) -> Erasure:
    _ask(session, subject, one)
    return _confirm(session, subject, other)


Leaders = tuple[Team, Account, Account]


def test_nothing_of_the_person_is_left_in_the_whole_database(
    session: Session, leaders: Leaders, config: Config
) -> None:
    team, one, other = leaders
    case = make_old_case(session, team, first_name="Winifred CANARY", last_name="CANARY")
    case.worker_id = one.id
    session.flush()
    fill_every_table(session, case)
    declined = make_declined(session, team, first_name="Winifred CANARY", last_name="CANARY")
    session.commit()
    subject, gone = of_person(case), {case.id, case.client_id, declined.id}
    assert sum(CANARY in value for _, value in every_value(session)) > 10
    held = collect(session, start_of(session, subject))
    assert gone <= {each for ids in held.values() for each in ids}
    request = queries.find_request(session, subject)
    assert request, "fill_every_table asked"
    request.asked_by = one.id
    _confirm(session, subject, other)
    session.commit()
    session.expire_all()
    left = every_value(session)
    assert [where for where, value in left if CANARY in value or "960555" in value] == []
    traces = {where for where, value in left if any(str(each) in value for each in gone)}
    assert traces <= {f"audit_event.{name}" for name in ("subject_id", "changes")} | {
        f"message.{name}" for name in ("about_id", "key")
    }
    _assert_not_in_the_file(session, config, gone)


def _assert_not_in_the_file(session: Session, config: Config, gone: set[UUID]) -> None:
    """Look for canaries in the bytes of the database, after what was freed is given back."""
    session.close()
    engine = session.get_bind()
    assert isinstance(engine, sa.Engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM"))
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    files = [path for path in Path(config.data).rglob("*") if path.is_file()]
    assert any(path.name == "lily.db" for path in files)
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path


def test_another_person_keeps_every_row(session: Session, leaders: Leaders) -> None:
    team, one, other = leaders
    case, neighbour = make_old_case(session, team), make_old_case(session, team, last_name="Other")
    twin = make_declined(session, team, last_name="Another", birth_on="1950-01-01")
    neighbour.worker_id = one.id
    session.flush()
    fill_every_table(session, neighbour)
    before = collect(session, {"client": {neighbour.client_id}})
    _erase(session, of_person(case), one, other)
    assert collect(session, {"client": {neighbour.client_id}}) == before
    assert session.get(Referral, twin.id), "The same number alone is not the same person"


def test_what_is_left_says_how_many_and_of_nobody(session: Session, leaders: Leaders) -> None:
    team, one, other = leaders
    make_case(session, team, last_name="Other")
    case = make_old_case(session, team)

    def counted() -> dict[str, Counter[str]]:
        found = {}
        for name in ("referral", "support_case", "case_contact"):
            table = SQLModel.metadata.tables[name]
            there = session.scalars(sa.select(table.c.made_at))
            live = Counter(f"{made_at:%Y-%m}" for made_at in there)
            found[name] = live + queries.count_erased(session, name, teams=[team.id])
        return found

    before = counted()
    erasure = _erase(session, of_person(case), one, other)
    assert counted() == before, "What reports count stays as it was"
    assert queries.count_erased(session, "referral", teams=[]) == Counter()
    assert (erasure.asked_by, erasure.approved_by, erasure.reason) == (one.id, other.id, TIME_UP)
    counts = json.loads(erasure.counts)
    assert set(counts["support_case"].values()) == {1}
    assert queries.rows_in(erasure) > 3
    assert queries.list_erasures(session, teams=[team.id]) == [erasure]
    assert queries.list_erasures(session, teams=[]) == []


def test_the_second_person_is_another(session: Session, leaders: Leaders) -> None:
    team, one, other = leaders
    case = make_old_case(session, team)
    with pytest.raises(Refused, match="Nobody has asked"):
        _confirm(session, of_person(case), other)
    _ask(session, of_person(case), one)
    with pytest.raises(Refused, match="You asked for this"):
        _confirm(session, of_person(case), one)
    assert session.get(Client, case.client_id)
    subject = of_person(case)
    _confirm(session, subject, other)
    session.expire_all()
    assert session.get(Client, subject.client_id) is None
    assert session.exec(select(ClientKey)).all() == []


def test_whoever_asked_and_left_is_not_one_of_two(session: Session, leaders: Leaders) -> None:
    team, _, other = leaders
    subject = of_person(make_old_case(session, team))
    retention.ask_erasure(session, subject, TIME_UP, "", by=SYSTEM)
    with pytest.raises(Refused, match="has left"):
        _confirm(session, subject, other)


@pytest.mark.parametrize(
    ("stands", "why"),
    [
        ("open", "Close the case first"),
        ("hold", "legal hold"),
        ("waiting", "Accept or decline it first"),
    ],
)
def test_nothing_is_erased_while_something_stands_in_the_way(
    session: Session, leaders: Leaders, stands: str, why: str
) -> None:
    team, one, other = leaders
    case = make_old_case(session, team)
    subject = of_person(case)
    _ask(session, subject, one)
    if stands == "open":
        reopen_case(session, case, by=SYSTEM)
    elif stands == "hold":
        retention.place_hold(session, subject, "A claim.", by=SYSTEM)
    else:
        refer(session, team)
    session.commit()
    with pytest.raises(Refused, match=why):
        _confirm(session, subject, other)
    session.rollback()
    assert session.get(Client, case.client_id)
    assert queries.find_request(session, subject), "What was asked still waits"
    assert why in (queries.get_standing(session, subject, Rules()).why_not or "")


def test_a_hold_on_a_referral_of_the_person_holds_the_person(
    session: Session, leaders: Leaders
) -> None:
    team, one, other = leaders
    case, declined = make_old_case(session, team), make_declined(session, team)
    retention.place_hold(session, of_referral(declined), "A claim.", by=SYSTEM)
    _ask(session, of_person(case), one)
    with pytest.raises(Refused, match="legal hold"):
        _confirm(session, of_person(case), other)


def test_a_declined_referral_goes_alone(session: Session, leaders: Leaders) -> None:
    team, one, other = leaders
    case, declined = make_old_case(session, team), make_declined(session, team)
    subject = of_referral(declined)
    _erase(session, subject, one, other)
    session.expire_all()
    assert session.get(Referral, subject.referral_id) is None
    assert session.get(Client, case.client_id)


def test_a_letter_that_waits_is_not_sent(session: Session, leaders: Leaders) -> None:
    team, one, other = leaders
    declined = make_declined(session, team)
    messages = session.exec(select(Message)).all()
    assert {each.state for each in messages} == {MessageState.WAITING}
    sent = messages[0]
    sent.state, sent.due_at = MessageState.SENT, None
    _erase(session, of_referral(declined), one, other)
    session.expire_all()
    for each in session.exec(select(Message)):
        assert (each.recipient, each.fields) == ("", "")
    states = Counter(session.exec(select(Message.state)))
    assert states == {MessageState.SENT: 1, MessageState.CANCELLED: 1}


def test_of_two_who_confirm_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        team, one, other = make_leaders(session)
        third = make_account(session, Role.TEAM_LEADER)
        subject = of_person(make_old_case(session, team))
        _ask(session, subject, one)
        session.commit()
        second, last = Actor(other.id), Actor(third.id)
    with Session(any_engine) as first, Session(any_engine, expire_on_commit=False) as late:
        request = queries.find_request(late, subject)
        assert request
        late.expunge(request)
        late.commit()
        confirm_erasure(first, subject, queries.find_request(first, subject), by=second)
        first.commit()
        with pytest.raises(Refused, match="Somebody did this first"):
            confirm_erasure(late, subject, request, by=last)
        late.rollback()
        assert len(late.exec(select(Erasure)).all()) == 1
        assert (
            late.exec(select(Case.id).where(col(Case.client_id) == subject.client_id)).all() == []
        )
