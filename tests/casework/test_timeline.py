"""All that happened on a case, in one list by time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.casework.actions.cases import log_contact
from lily.casework.actions.closing import close_case, reopen_case
from lily.casework.actions.consents import Agreed, record_consent, withdraw_consent
from lily.casework.actions.conversations import hold_conversation
from lily.casework.actions.escalations import Told, add_outcome, record_escalation
from lily.casework.actions.exports import export_case
from lily.casework.actions.flags import Warned, end_flag, raise_flag
from lily.casework.actions.follow_ups import Checked, do_follow_up, move_follow_up
from lily.casework.actions.letters import Sending
from lily.casework.actions.merges import undo_merge
from lily.casework.actions.notes import correct_note, write_note
from lily.casework.actions.readings import note_not_taken
from lily.casework.actions.restrictions import lift_restriction, restrict
from lily.casework.choices import (
    CloseReason,
    ConsentHow,
    ContactOutcome,
    EscalatedHow,
    EscalatedTo,
    EventKind,
    FeedbackHow,
    FlagKind,
    GotThere,
    LetterTo,
    NoteLayer,
    NotRead,
    OnwardKind,
    Purpose,
    SentWay,
    Way,
    WhatNext,
)
from lily.casework.layers import Reader
from lily.casework.models import Case, Client
from lily.casework.queries.conversations import list_versions
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.queries.measures import get_measure
from lily.casework.queries.merges import consents_of
from lily.casework.talk import Talk
from lily.casework.timeline import SOURCES, list_events
from tests.casework.test_notes import as_reader
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team
from tests.factories.directory import make_service
from tests.factories.merges import Twice
from tests.factories.onward import agree, draft, send


@pytest.fixture
def leader(session: Session) -> Reader:
    """Return a leader who reads all."""
    return as_reader(make_account(session), Role.TEAM_LEADER)


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def _live(session: Session, case: Case, leader: Reader) -> None:
    """Do everything that a case knows, once."""
    by = Actor(leader.account_id)
    log_contact(session, case, ContactOutcome.SPOKE, by=by, note="She sings.")
    client = session.get_one(Client, case.client_id)
    consent = record_consent(session, client, Agreed(Purpose.TEXT, ConsentHow.SPOKEN), by=by)
    withdraw_consent(session, consent, by=by)
    note = write_note(session, case, NoteLayer.RECORD, "Tea.", by=by)
    correct_note(session, note, "Cocoa.", version=1, who=leader, by=by)
    write_note(session, case, NoteLayer.NAMED, "Canary note", by=by)
    warned = Warned(FlagKind.SAFEGUARDING, "Canary flag", clock.today())
    end_flag(session, raise_flag(session, case, warned, by=by), "Canary end", by=by)
    told = Told(EscalatedTo.GP, EscalatedHow.PHONE, "Canary told", "Canary Smith")
    add_outcome(session, record_escalation(session, case, told, by=by), "Canary came", by=by)
    version = len(list_versions(session, case.id))
    today, home = clock.today(), Way.HOME
    talk = Talk(matters=f"Song {version}.")
    hold_conversation(session, case, talk, held_on=today, way=home, version=version, by=by)
    service = make_service(session)
    send(session, case, draft(session, case, service, OnwardKind.SIGNPOSTED), service)
    check = list_follow_ups(session, case.id)[version]
    move_follow_up(session, check, today + timedelta(days=40), by=by)
    do_follow_up(
        session, case, check, Checked(got_there=GotThere.ONCE, what_next=WhatNext.GO_ON), by=by
    )
    measure = get_measure(session, "ons4", team_id=case.team_id)
    note_not_taken(session, case, measure, NotRead.NO_TIME, by=by)
    agree(session, case, purpose=Purpose.TELL_GP)
    export_case(session, case, by=by)
    held = consents_of(session, case.client_id)
    close_case(
        session, case, CloseReason.FINISHED, FeedbackHow.PRINTED, "She sings.",
        consents=held, by=by, to=LetterTo.SURGERY,
        sending=Sending(SentWay.POST, "The surgery", today),
    )  # fmt: skip
    reopen_case(session, case, by=by)


def test_it_tells_everything_by_time(session: Session, case: Case, leader: Reader) -> None:
    _live(session, case, leader)
    events = list_events(session, case, leader)
    assert [(each.kind, each.what) for each in reversed(events)] == [
        ("referral", "made"),
        ("case", "open_case"),
        ("contact", "spoke"),
        ("consent", "given"),
        ("consent", "withdrawn"),
        ("note", "record"),
        ("note", "named"),
        ("flag", "raised"),
        ("flag", "ended"),
        ("escalation", "told"),
        ("escalation", "came"),
        ("conversation", "held"),
        ("contact", "spoke"),
        ("onward", "sent"),
        ("follow_up", "move_follow_up"),
        ("follow_up", "three_weeks"),
        ("reading", "not_taken"),
        ("consent", "given"),
        ("export", "made"),
        ("case", "close_case"),
        ("letter", "written"),
        ("letter", "post"),
        ("case", "reopen_case"),
    ]
    assert [each.about for each in events if each.what == "close_case"] == [CloseReason.FINISHED]
    [note] = [each for each in events if each.what == "record"]
    assert (note.words, [each.note.words for each in note.before]) == ("Cocoa.", ["Tea."])
    assert [each.by for each in events if each.what == "three_weeks"] == ["Ida Marsh"]
    assert {each.by for each in events[:-2]} <= {"Ida Marsh", ""}


def test_it_tells_that_the_record_was_hidden_and_put_together_with_another(
    session: Session, leader: Reader
) -> None:
    twice, by = Twice(session), Actor(leader.account_id)
    restrict(session, twice.kept, "Canary reason", by=by)
    lift_restriction(session, twice.kept, "Canary reason", by=by)
    undo_merge(session, twice.merge(), by=by)
    events = list_events(session, twice.kept_case, leader, EventKind.CASE)
    assert [each.what for each in reversed(events)] == [
        "open_case",
        "restrict",
        "lift_restriction",
        "merge_people",
        "undo_merge",
    ]
    assert "Canary" not in repr(events), "The reason is for whoever may read the restriction"


def test_whoever_may_not_read_what_is_kept_apart_finds_none_of_it(
    session: Session, case: Case, leader: Reader
) -> None:
    _live(session, case, leader)
    events = list_events(session, case, as_reader(make_account(session)))
    assert "Canary" not in "".join(each.words for each in events)
    kinds = {(each.kind, each.what) for each in events}
    assert ("note", "named") not in kinds
    assert {("flag", "raised"), ("escalation", "told")} <= kinds, "That it was, the team sees"
    assert {each.kind for each in events if each.is_apart} == {"flag", "escalation"}


@pytest.mark.parametrize("kind", list(EventKind))
def test_each_kind_is_told_alone(
    session: Session, case: Case, leader: Reader, kind: EventKind
) -> None:
    _live(session, case, leader)
    assert kind in {of for of, _ in SOURCES}
    told = list_events(session, case, leader, kind)
    assert {each.kind for each in told} == {kind}


def test_what_was_told_of_an_earlier_day_stands_there(
    session: Session, case: Case, leader: Reader
) -> None:
    at = clock.now() - timedelta(days=3)
    told = Told(EscalatedTo.GP, EscalatedHow.PHONE, "She fell.", told_at=at)
    record_escalation(session, case, told, by=SYSTEM)
    assert list_events(session, case, leader)[-1].kind is EventKind.ESCALATION


def test_nothing_of_another_case_is_told(session: Session, case: Case, leader: Reader) -> None:
    _live(session, make_case(session, make_team(session, "Fens")), leader)
    assert [each.what for each in list_events(session, case, leader)] == ["open_case", "made"]


def test_it_costs_the_same_for_little_and_for_much(
    session: Session, case: Case, leader: Reader
) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            _live(session, case, leader)
        session.commit()
        session.refresh(case)
        asked: list[str] = []

        def note(*event: object, asked: list[str] = asked) -> None:
            asked.append(str(event[2]))

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        list_events(session, case, leader)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(len(asked))
    assert counts[0] == counts[1]
