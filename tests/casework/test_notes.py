"""Notes in three layers: put right and never overwritten, and who reads which."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.accounts.choices import Role
from lily.accounts.models import Account
from lily.accounts.permissions import permissions_of
from lily.audit.actors import SYSTEM, Actor
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.clients import ChangedMeanwhile
from lily.casework.actions.notes import correct_note, write_note
from lily.casework.choices import NoteLayer
from lily.casework.concerns import may_be_concern
from lily.casework.layers import Reader
from lily.casework.models import Case, CaseNote
from lily.errors import Invalid, NotFound, Refused
from tests.factories.accounts import make_account
from tests.factories.casework import close, make_case, make_team

NAMED, RECORD = NoteLayer.NAMED, NoteLayer.RECORD


def as_reader(account: Account, role: Role = Role.LINK_WORKER) -> Reader:
    """Return who asks, with what a role allows."""
    return Reader(account.id, permissions_of([role]))


@pytest.fixture
def author(session: Session) -> Account:
    """Return a link worker."""
    return make_account(session, Role.LINK_WORKER, name="Ruth Breck")


@pytest.fixture
def case(session: Session, author: Account) -> Case:
    """Return a case of the author's team."""
    return make_case(session, make_team(session, "Coast", author), author)


def _write(session: Session, case: Case, author: Account, **more: Any) -> CaseNote:
    told = {"layer": RECORD, "words": "She likes tea."} | more
    return write_note(session, case, told["layer"], told["words"], by=Actor(author.id))


def test_a_correction_is_a_row_of_its_own_and_the_original_stays(
    session: Session, case: Case, author: Account
) -> None:
    note, who = _write(session, case, author), as_reader(author)
    for version, words in ((1, "She likes coffee."), (2, "She likes cocoa.")):
        correct_note(session, note, words, version=version, who=who, by=Actor(author.id))
    [written] = queries.list_notes(session, case.id, who)
    assert written.now.note.words == "She likes cocoa."
    assert [each.note.words for each in written.before] == ["She likes tea.", "She likes coffee."]
    assert (written.first.id, written.first.words) == (note.id, "She likes tea.")
    assert len(session.exec(select(CaseNote)).all()) == 3


def test_only_the_author_or_a_leader_puts_a_note_right(
    session: Session, case: Case, author: Account
) -> None:
    note, other = _write(session, case, author), make_account(session)
    by = Actor(other.id)
    for role in (Role.LINK_WORKER, Role.SAFEGUARDING_LEAD):
        with pytest.raises(Refused, match="Only whoever wrote"):
            correct_note(session, note, "No.", version=1, who=as_reader(other, role), by=by)
    leader = as_reader(other, Role.TEAM_LEADER)
    correct_note(session, note, "She likes cocoa.", version=1, who=leader, by=by)
    [written] = queries.list_notes(session, case.id, leader)
    assert (written.by, written.now.by) == ("Ruth Breck", other.name)


def test_of_two_corrections_the_second_is_told_and_the_same_sent_twice_is_one(
    session: Session, case: Case, author: Account
) -> None:
    note, who, by = _write(session, case, author), as_reader(author), Actor(author.id)
    for _ in range(2):
        correct_note(session, note, "She likes cocoa.", version=1, who=who, by=by)
    assert len(session.exec(select(CaseNote)).all()) == 2
    with pytest.raises(ChangedMeanwhile):
        correct_note(session, note, "She likes milk.", version=1, who=who, by=by)


def test_a_closed_case_takes_no_note_and_takes_a_correction(
    session: Session, case: Case, author: Account
) -> None:
    note = _write(session, case, author)
    close(session, case)
    with pytest.raises(Refused, match="closed"):
        _write(session, case, author)
    by = Actor(author.id)
    correct_note(session, note, "She likes cocoa.", version=1, who=as_reader(author), by=by)
    [written] = queries.list_notes(session, case.id, as_reader(author))
    assert written.now.note.words == "She likes cocoa."


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 5001])
def test_a_note_has_words_and_an_end(
    session: Session, case: Case, author: Account, words: str
) -> None:
    with pytest.raises(Invalid, match=r"Write the note|Use at most"):
        _write(session, case, author, words=words)


def _send(session: Session, case: Case, words: str, key: UUID) -> UUID:
    made = write_note(session, case, RECORD, words, by=SYSTEM, key=key).id
    session.commit()
    return made


def test_a_second_press_makes_no_second_note_and_other_words_are_not_lost(
    any_engine: sa.Engine,
) -> None:
    key = uuid4()
    with Session(any_engine) as session:
        made = make_case(session, make_team(session)).id
        assert _send(session, session.get_one(Case, made), "She likes tea.", key) == key
    with Session(any_engine) as session:
        case = session.get_one(Case, made)
        assert _send(session, case, "She likes tea.", key) == key
        assert _send(session, case, "She likes cocoa.", key) != key
        written = select(AuditEvent).where(AuditEvent.action == "write_note")
        assert len(session.exec(written).all()) == 2
        assert len(session.exec(select(CaseNote)).all()) == 2


def test_of_two_who_correct_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        author = make_account(session, Role.LINK_WORKER)
        case = make_case(session, make_team(session, "Coast", author))
        made, who = _write(session, case, author).id, as_reader(author)
        session.commit()
    with Session(any_engine) as one, Session(any_engine) as other:
        first, second = one.get_one(CaseNote, made), other.get_one(CaseNote, made)
        other.expunge(second)
        other.commit()
        correct_note(one, first, "One.", version=1, who=who, by=Actor(who.account_id))
        one.commit()
        other.add(second)
        with pytest.raises(ChangedMeanwhile):
            correct_note(other, second, "Other.", version=1, who=who, by=Actor(who.account_id))


def test_a_safeguarding_note_is_for_its_author_and_for_named_roles(
    session: Session, case: Case, author: Account
) -> None:
    note = _write(session, case, author, layer=NAMED, words="Canary of safeguarding")
    _write(session, case, author, words="An ordinary note")
    other = make_account(session)
    found = {
        "author": queries.list_notes(session, case.id, as_reader(author)),
        "other": queries.list_notes(session, case.id, as_reader(other)),
        "leader": queries.list_notes(session, case.id, as_reader(other, Role.TEAM_LEADER)),
        "lead": queries.list_notes(session, case.id, as_reader(other, Role.SAFEGUARDING_LEAD)),
    }
    assert {who: len(notes) for who, notes in found.items()} == {
        "author": 2,
        "other": 1,
        "leader": 2,
        "lead": 2,
    }
    with pytest.raises(NotFound):
        queries.get_note(session, note.id, case_id=case.id, who=as_reader(other))
    assert queries.get_note(session, note.id, case_id=case.id, who=as_reader(author))


def test_a_correction_by_the_leader_stays_with_the_author_and_goes_to_nobody_else(
    session: Session, case: Case, author: Account
) -> None:
    note, leader = _write(session, case, author, layer=NAMED), make_account(session)
    who = as_reader(leader, Role.TEAM_LEADER)
    correct_note(session, note, "It was Tuesday.", version=1, who=who, by=Actor(leader.id))
    [written] = queries.list_notes(session, case.id, as_reader(author))
    assert written.now.note.words == "It was Tuesday."
    assert queries.list_notes(session, case.id, as_reader(leader)) == [], "No leader any more"


def test_a_note_of_another_case_is_not_found(session: Session, case: Case, author: Account) -> None:
    note, other = _write(session, case, author), make_case(session, make_team(session, "Fens"))
    with pytest.raises(NotFound):
        queries.get_note(session, note.id, case_id=other.id, who=as_reader(author))


def test_no_words_stand_in_the_database_in_plain_or_in_the_audit(engine: sa.Engine) -> None:
    told = ("Canary one", "Canary two")
    with Session(engine) as session:
        author = make_account(session, Role.LINK_WORKER)
        case = make_case(session, make_team(session, "Coast", author))
        note = _write(session, case, author, words=told[0])
        by = Actor(author.id)
        correct_note(session, note, told[1], version=1, who=as_reader(author), by=by)
        session.commit()
        events = session.exec(select(AuditEvent)).all()
        assert {"write_note", "correct_note"} <= {each.action for each in events}
        assert not any("Canary" in each.changes for each in events)
        assert find_break(session) is None
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        dump = "\n".join(raw.iterdump())
    assert "case_note" in dump
    assert [words for words in told if words in dump] == []


@pytest.mark.parametrize(
    "words",
    [
        "Her son hits her.",
        "She says he HIT her again",
        "She is afraid of him at night.",
        "He spoke of suicide",
        "He does not want to live",
        "She wants to end her life.",
        "The carer takes her money",
        "There were bruises on her arm",
        "He was hurt by a neighbour",
        "She has been neglected",
    ],
)
def test_words_that_may_tell_of_harm_are_seen(words: str) -> None:
    assert may_be_concern(words)


@pytest.mark.parametrize(
    "words",
    [
        "She likes tea.",
        "He hit the ball into the hedge.",
        "Her knee hurts in the morning.",
        "Grapes and a scarf",
        "She is afraid of heights",
        "She takes her pills",
        "",
    ],
)
def test_everyday_words_are_not_asked_about(words: str) -> None:
    assert not may_be_concern(words)
