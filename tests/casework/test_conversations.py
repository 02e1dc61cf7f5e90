"""A guided conversation is written down a version at a time, and nothing of it is lost."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework.actions.clients import ChangedMeanwhile
from lily.casework.actions.conversations import hold_conversation, judge
from lily.casework.choices import (
    Barrier,
    CountedFrom,
    Nation,
    Part,
    Result,
    Way,
)
from lily.casework.models import Case, CaseNeed, Conversation
from lily.casework.practice import PROMPTS, practice_of, prompts_of, set_practice
from lily.casework.queries import conversations as queries
from lily.casework.talk import Action, Goal, Statement, Talk
from lily.directory.queries.needs import list_needs
from lily.errors import Invalid, Refused
from tests.factories.casework import close, make_case, make_team

GOAL = Goal(words="I sing again.", importance=9, confidence=4, actions=(Action(what="Ring."),))
TALK = Talk(
    matters="Canary song.",
    barriers=(Barrier.FEAR, Barrier.TRANSPORT),
    statements=(Statement(words="I know whom to ring."),),
    goals=(GOAL,),
)


@pytest.fixture
def case(session: Session) -> Case:
    """Return a case that is open."""
    return make_case(session, make_team(session))


def _hold(session: Session, case: Case, talk: Talk = TALK, version: int = 0) -> Conversation:
    return hold_conversation(
        session, case, talk, held_on=clock.today(), way=Way.HOME, version=version, by=SYSTEM
    )


def test_what_was_written_before_stays(session: Session, case: Case) -> None:
    _hold(session, case)
    _hold(session, case, TALK.model_copy(update={"matters": "Her garden."}), version=1)
    now, before = (queries.talk_of(each) for each, _ in queries.list_versions(session, case.id))
    assert (now.matters, before.matters) == ("Her garden.", "Canary song.")
    found = queries.find_conversation(session, case.id)
    assert found is not None
    assert found.version == 2
    assert now.goals[0].id == before.goals[0].id, "A goal keeps its name in every version"


def test_who_writes_second_is_shown_what_the_first_wrote(session: Session, case: Case) -> None:
    _hold(session, case)
    with pytest.raises(ChangedMeanwhile):
        _hold(session, case, version=0)
    assert len(session.exec(select(Conversation)).all()) == 1


def test_of_two_who_write_at_once_one_wins(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        made = make_case(session, make_team(session)).id
        session.commit()
    with Session(any_engine) as one, Session(any_engine) as other:
        first, second = one.get_one(Case, made), other.get_one(Case, made)
        assert queries.find_conversation(other, made) is None
        other.commit()
        _hold(one, first)
        one.commit()
        with pytest.raises(ChangedMeanwhile):
            _hold(other, second)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("matters", {"matters": "x" * 3001}),
        ("goals-0-words", {"goals": (Goal(words=""),)}),
        ("goals-0-words", {"goals": (Goal(words="x" * 301),)}),
        ("goals-0-importance", {"goals": (Goal(words="Sing.", importance=11),)}),
        ("goals-1-confidence", {"goals": (GOAL, Goal(words="Walk.", confidence=0))}),
        (
            "goals-0-actions-0-what",
            {"goals": (Goal(words="Walk.", actions=(Action(what="", who="Jo"),)),)},
        ),
        ("goals", {"goals": (GOAL,) * 4}),
        ("statements", {"statements": (Statement(words="I walk."),) * 4}),
        ("statements-0-words", {"statements": (Statement(words="x" * 301),)}),
        ("goals-0-need", {"goals": (Goal(words="Sing.", need="not-a-need"),)}),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    session: Session, case: Case, field: str, changed: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        _hold(session, case, TALK.model_copy(update=changed))
    assert refused.value.field == field


def test_a_conversation_to_come_is_not_held(session: Session, case: Case) -> None:
    with pytest.raises(Invalid, match="still to come"):
        hold_conversation(
            session,
            case,
            TALK,
            held_on=clock.today() + timedelta(days=1),
            way=Way.HOME,
            version=0,
            by=SYSTEM,
        )


def test_a_closed_case_takes_no_conversation(session: Session, case: Case) -> None:
    close(session, case)
    with pytest.raises(Refused, match="Open it again"):
        _hold(session, case)


@pytest.mark.usefixtures("demonstration")
def test_the_needs_of_a_case_are_those_of_its_goals(session: Session) -> None:
    case = make_case(session, make_team(session))
    one, other = (need.slug for need in list_needs(session)[:2])
    wanted = Talk(goals=(Goal(words="Sing.", need=one), Goal(words="Walk.", need=other)))
    _hold(session, case, wanted)
    assert len(session.exec(select(CaseNeed).where(CaseNeed.case_id == case.id)).all()) == 2
    _hold(session, case, Talk(goals=(Goal(words="Walk.", need=other),)), version=1)
    [left] = session.exec(select(CaseNeed).where(CaseNeed.case_id == case.id)).all()
    assert left


def test_what_a_person_says_later_is_kept_by_day(session: Session, case: Case) -> None:
    _hold(session, case)
    goal, statement = TALK.goals[0].id, TALK.statements[0].id
    judge(session, case, {goal: Result.PARTLY, statement: Result.MET}, by=SYSTEM)
    judge(session, case, {goal: Result.MET}, by=SYSTEM)
    judged = queries.list_judgements(session, case.id)
    assert len(judged) == 3
    latest = queries.latest_results(judged)
    assert {each: held.result for each, held in latest.items()} == {
        goal: Result.MET,
        statement: Result.MET,
    }
    with pytest.raises(Refused, match="changed meanwhile"):
        judge(session, case, {Goal(words="Another.").id: Result.MET}, by=SYSTEM)


def test_the_audit_says_what_parts_changed_and_no_word_of_them(
    session: Session, case: Case
) -> None:
    _hold(session, case)
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "hold_conversation")).one()
    assert "matters" in event.changes
    assert "anary" not in event.changes
    assert "sing" not in event.changes


def test_a_team_has_its_own_prompts_and_falls_back_on_the_usual_ones(session: Session) -> None:
    team = make_team(session)
    usual = prompts_of(practice_of(session, team.id))
    assert usual == dict(PROMPTS)
    told: dict[str, Any] = {
        "nation": Nation.WALES,
        "counted_from": CountedFrom.CONVERSATION,
        "visits": 4,
        "chase_after": 3,
        "give_up_after": 8,
        "phones": {},
    }
    own = {Part.MATTERS: ("What makes you laugh?",), Part.GOALS: ()}
    set_practice(session, team.id, **told, prompts=own, by=SYSTEM)
    practice = practice_of(session, team.id)
    assert practice.nation is Nation.WALES
    said = prompts_of(practice)
    assert said[Part.MATTERS] == ("What makes you laugh?",)
    assert said[Part.GOALS] == PROMPTS[Part.GOALS]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("visits", {"visits": 0}),
        ("visits", {"visits": 51}),
        ("chase_after", {"chase_after": 0}),
        ("give_up_after", {"give_up_after": 5}),
        ("crisis_phone", {"phones": {"crisis_phone": "ring the office"}}),
        ("matters", {"prompts": {Part.MATTERS: ("What?",) * 9}}),
        ("goals", {"prompts": {Part.GOALS: ("x" * 201,)}}),
    ],
)
def test_how_a_team_works_has_bounds(session: Session, field: str, changed: dict[str, Any]) -> None:
    told: dict[str, Any] = {
        "nation": Nation.ENGLAND,
        "counted_from": CountedFrom.FIRST_HELP,
        "visits": 6,
        "chase_after": 5,
        "give_up_after": 10,
        "prompts": {},
        "phones": {},
    }
    with pytest.raises(Invalid) as refused:
        set_practice(session, make_team(session).id, **(told | changed), by=SYSTEM)
    assert refused.value.field == field


def test_a_call_planned_for_the_day_on_which_they_talk_is_done(
    session: Session, case: Case
) -> None:
    case.next_call_on = clock.today()
    _hold(session, case)
    assert case.next_call_on is None


def test_a_call_planned_for_later_stays_when_they_talk(session: Session, case: Case) -> None:
    later = clock.today() + timedelta(days=3)
    case.next_call_on = later
    _hold(session, case)
    assert case.next_call_on == later


def test_a_talk_written_down_later_leaves_the_call_of_today(session: Session, case: Case) -> None:
    case.next_call_on = clock.today()
    day = clock.today() - timedelta(days=1)
    hold_conversation(session, case, TALK, held_on=day, way=Way.MET, version=0, by=SYSTEM)
    assert case.next_call_on == clock.today()
