"""Flags: raised with a day to look again, kept for longer, ended, and shown when they are due."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.flags import Warned, end_flag, last_review, raise_flag, review_flag
from lily.casework.choices import FlagKind
from lily.casework.models import Case, CaseFlag
from lily.errors import Invalid, NotFound, Refused
from tests.casework.test_notes import as_reader
from tests.factories.accounts import make_account
from tests.factories.casework import close, make_case, make_team

WORKER = FlagKind.RISK_TO_WORKER


def _in(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _warned(**more: Any) -> Warned:
    told: dict[str, Any] = {"kind": WORKER, "words": "A dog.", "review_on": _in(30)}
    return Warned(**(told | more))


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def test_an_open_flag_stands_beside_the_case_until_it_is_ended(
    session: Session, case: Case
) -> None:
    flag = raise_flag(session, case, _warned(), by=SYSTEM)
    raise_flag(session, case, _warned(words="Another dog."), by=SYSTEM)
    raise_flag(session, case, _warned(kind=FlagKind.HEALTH), by=SYSTEM)
    of = queries.get_case(session, case.id, teams={case.team_id})
    assert of.flags == (FlagKind.HEALTH, WORKER)
    end_flag(session, flag, "The dog has gone.", by=SYSTEM)
    rows = queries.list_flags(session, case.id, as_reader(make_account(session)))
    assert [bool(each.flag.ended_at) for each in rows] == [False, False, True]
    assert rows[-1].flag.ended_words == "The dog has gone."


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": " "}, "words"),
        ({"words": "x" * 1001}, "words"),
        ({"review_on": date(2020, 1, 1)}, "review_on"),
        ({"review_on": date(2099, 1, 1)}, "review_on"),
    ],
)
def test_a_flag_has_words_and_a_day_that_is_near(
    session: Session, case: Case, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        raise_flag(session, case, _warned(**more), by=SYSTEM)
    assert refused.value.field == field


def test_a_review_is_at_most_six_months_ahead(session: Session, case: Case) -> None:
    assert last_review() == clock.today() + relativedelta(months=6)
    flag = raise_flag(session, case, _warned(review_on=last_review()), by=SYSTEM)
    with pytest.raises(Invalid, match="next 6 months"):
        review_flag(session, flag, last_review() + timedelta(days=1), by=SYSTEM)
    review_flag(session, flag, clock.today(), by=SYSTEM)
    assert flag.review_on == clock.today()


def test_a_closed_case_takes_no_flag_and_one_of_it_is_still_ended(
    session: Session, case: Case
) -> None:
    flag = raise_flag(session, case, _warned(), by=SYSTEM)
    close(session, case)
    with pytest.raises(Refused, match="closed"):
        raise_flag(session, case, _warned(), by=SYSTEM)
    end_flag(session, flag, "No more visits.", by=SYSTEM)


def test_a_flag_is_ended_once(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        case = make_case(session, make_team(session))
        made = raise_flag(session, case, _warned(), by=SYSTEM).id
        session.commit()
    with Session(any_engine) as one, Session(any_engine) as other:
        first, second = one.get_one(CaseFlag, made), other.get_one(CaseFlag, made)
        other.expunge(second)
        other.commit()
        end_flag(one, first, "One.", by=SYSTEM)
        one.commit()
        other.add(second)
        with pytest.raises(Refused, match="ended this flag"):
            end_flag(other, second, "Other.", by=SYSTEM)
        with pytest.raises(Refused, match="ended this flag"):
            review_flag(other, second, _in(3), by=SYSTEM)
        assert other.get_one(CaseFlag, made).ended_words == "One."


def test_a_second_press_raises_no_second_flag(session: Session, case: Case) -> None:
    key = uuid4()
    for _ in range(2):
        raise_flag(session, case, _warned(), by=SYSTEM, key=key)
    assert [each.id for each in session.exec(select(CaseFlag))] == [key]


def test_flags_are_due_on_their_day_for_their_own_team(session: Session, case: Case) -> None:
    due = raise_flag(session, case, _warned(review_on=clock.today()), by=SYSTEM)
    raise_flag(session, case, _warned(review_on=_in(1)), by=SYSTEM)
    ended = raise_flag(session, case, _warned(review_on=clock.today()), by=SYSTEM)
    end_flag(session, ended, "Gone.", by=SYSTEM)
    other = make_case(session, make_team(session, "Fens"))
    raise_flag(session, other, _warned(review_on=clock.today()), by=SYSTEM)
    rows = queries.list_flags_to_review(session, teams={case.team_id}, by=clock.today())
    assert [(flag.id, client.first_name) for flag, client in rows] == [(due.id, "Winifred")]
    assert queries.list_flags_to_review(session, teams=set(), by=clock.today()) == []


def test_the_words_of_a_safeguarding_flag_are_for_its_author_and_for_named_roles(
    session: Session, case: Case
) -> None:
    author, other = make_account(session), make_account(session)
    by = Actor(author.id)
    raise_flag(session, case, _warned(kind=FlagKind.SAFEGUARDING), by=by)
    for reader, reads in (
        (as_reader(author), True),
        (as_reader(other), False),
        (as_reader(other, Role.TEAM_LEADER), True),
        (as_reader(other, Role.SAFEGUARDING_LEAD), True),
    ):
        [row] = queries.list_flags(session, case.id, reader)
        assert row.is_readable is reads
    raise_flag(session, case, _warned(), by=by)
    rows = queries.list_flags(session, case.id, as_reader(other))
    assert {each.flag.kind: each.is_readable for each in rows}[WORKER]


def test_a_flag_of_another_case_is_not_found(session: Session, case: Case) -> None:
    flag, other = (
        raise_flag(session, case, _warned(), by=SYSTEM),
        make_case(session, make_team(session, "Fens")),
    )
    with pytest.raises(NotFound):
        queries.get_flag(session, flag.id, case_id=other.id)


def test_no_words_stand_in_the_database_in_plain_or_in_the_audit(engine: sa.Engine) -> None:
    with Session(engine) as session:
        case = make_case(session, make_team(session))
        flag = raise_flag(session, case, _warned(words="Canary of a flag"), by=SYSTEM)
        review_flag(session, flag, _in(5), by=SYSTEM)
        end_flag(session, flag, "Canary of an end", by=SYSTEM)
        session.commit()
        events = session.exec(select(AuditEvent)).all()
        assert {"raise_flag", "review_flag", "end_flag"} <= {each.action for each in events}
        assert not any("Canary" in each.changes for each in events)
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        assert "Canary" not in "\n".join(raw.iterdump())
