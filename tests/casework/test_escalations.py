"""Who was told of a concern, when, and what came of it; and whom it leads to safeguarding."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.escalations import Told, add_outcome, record_escalation
from lily.casework.actions.flags import Warned, end_flag, raise_flag
from lily.casework.actions.notes import write_note
from lily.casework.choices import (
    EscalatedHow,
    EscalatedTo,
    FlagKind,
    NoteLayer,
)
from lily.casework.models import Case, Escalation, EscalationOutcome
from lily.errors import Invalid, NotFound
from tests.casework.test_notes import as_reader
from tests.factories.accounts import make_account
from tests.factories.casework import close, make_case, make_team


def _told(**more: Any) -> Told:
    told = {"told": EscalatedTo.GP, "how": EscalatedHow.PHONE, "words": "She fell."}
    return Told(**(told | more))


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def test_it_was_told_now_or_earlier_and_never_later(session: Session, case: Case) -> None:
    before = clock.now() - timedelta(days=3)
    now = record_escalation(session, case, _told(), by=SYSTEM)
    past = record_escalation(session, case, _told(told_at=before), by=SYSTEM)
    assert clock.now() - now.told_at < timedelta(minutes=1)
    assert past.told_at == before
    late = _told(told_at=clock.now() + timedelta(hours=1))
    with pytest.raises(Invalid, match="still to come"):
        record_escalation(session, case, late, by=SYSTEM)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"words": " "}, "words"), ({"words": "x" * 3001}, "words"), ({"whom": "x" * 201}, "whom")],
)
def test_it_says_what_was_told(
    session: Session, case: Case, more: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        record_escalation(session, case, _told(**more), by=SYSTEM)
    assert refused.value.field == field


def test_outcomes_are_added_one_after_another_and_none_takes_the_place_of_another(
    session: Session, case: Case
) -> None:
    made, key = record_escalation(session, case, _told(), by=SYSTEM), uuid4()
    for _ in range(2):
        add_outcome(session, made, "They ring her.", by=SYSTEM, key=key)
    add_outcome(session, made, "They rang her.", by=SYSTEM)
    [row] = queries.list_escalations(session, case.id, as_reader(make_account(session)))
    assert [each.words for each, _ in row.outcomes] == ["They ring her.", "They rang her."]
    with pytest.raises(Invalid, match="what came of it"):
        add_outcome(session, made, " ", by=SYSTEM)


def test_a_closed_case_takes_what_was_told(session: Session, case: Case) -> None:
    close(session, case)
    record_escalation(session, case, _told(), by=SYSTEM)
    assert session.exec(select(Escalation)).one()


def test_a_second_press_writes_it_down_once(session: Session, case: Case) -> None:
    key = uuid4()
    for _ in range(2):
        record_escalation(session, case, _told(), by=SYSTEM, key=key)
    assert [each.id for each in session.exec(select(Escalation))] == [key]


def test_its_words_are_for_its_author_and_for_named_roles(session: Session, case: Case) -> None:
    author, other = make_account(session), make_account(session)
    made = record_escalation(session, case, _told(), by=Actor(author.id))
    for reader, reads in (
        (as_reader(author), True),
        (as_reader(other), False),
        (as_reader(other, Role.TEAM_LEADER), True),
    ):
        [row] = queries.list_escalations(session, case.id, reader)
        assert row.is_readable is reads
    elsewhere = make_case(session, make_team(session, "Fens"))
    with pytest.raises(NotFound):
        queries.get_escalation(session, made.id, case_id=elsewhere.id)


def _listed(session: Session, case: Case) -> list[tuple[int, int, int, int]]:
    rows = queries.list_concerns(session, teams={case.team_id})
    return [(each.flags, each.notes, each.escalations, each.waiting) for each in rows]


def test_a_case_is_a_concern_for_as_long_as_something_of_it_is_open(
    session: Session, case: Case
) -> None:
    write_note(session, case, NoteLayer.RECORD, "Tea.", by=SYSTEM)
    assert _listed(session, case) == []
    with pytest.raises(NotFound):
        queries.get_concern(session, case.id, teams={case.team_id})
    write_note(session, case, NoteLayer.NAMED, "Afraid.", by=SYSTEM)
    review = clock.today()
    flag = raise_flag(session, case, Warned(FlagKind.OTHER, "A dog.", review), by=SYSTEM)
    told = record_escalation(session, case, _told(), by=SYSTEM)
    assert _listed(session, case) == [(1, 1, 1, 1)]
    assert queries.list_concerns(session, teams=set()) == []
    close(session, case)
    add_outcome(session, told, "Done.", by=SYSTEM)
    assert _listed(session, case) == [(1, 1, 1, 0)]
    end_flag(session, flag, "Gone.", by=SYSTEM)
    assert _listed(session, case) == [], "All is done, and the case is closed"
    assert queries.get_concern(session, case.id, teams={case.team_id}).case.id == case.id
    with pytest.raises(NotFound):
        queries.get_concern(session, case.id, teams={uuid4()})


def test_no_words_stand_in_the_database_in_plain_or_in_the_audit(engine: sa.Engine) -> None:
    with Session(engine) as session:
        case = make_case(session, make_team(session))
        told = _told(words="Canary told", whom="Canary Smith")
        made = record_escalation(session, case, told, by=SYSTEM)
        add_outcome(session, made, "Canary outcome", by=SYSTEM)
        session.commit()
        events = session.exec(select(AuditEvent)).all()
        assert {"record_escalation", "add_outcome"} <= {each.action for each in events}
        assert not any("Canary" in each.changes for each in events)
        assert session.exec(select(EscalationOutcome)).one().words == "Canary outcome"
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        assert "Canary" not in "\n".join(raw.iterdump())
