"""What a conversation says in words: every field of it, also of one that is added later."""

from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from lily.casework.choices import Barrier
from lily.casework.talk import Action, Goal, Statement, Talk
from lily.web.talking import differences, tell

NEEDS = {"loneliness": "Being lonely"}
STEP = Action(what="Ring the choir", who="Ruth", by_on=date(2026, 12, 1), is_done=True)
GOAL = Goal(words="I sing.", need="loneliness", importance=9, confidence=4, actions=(STEP,))
LINE = Statement(words="I know whom to ring.")
TALK = Talk(
    matters="Her cat.",
    going_well="Her neighbour looks in.",
    barriers=(Barrier.FEAR, Barrier.MONEY),
    barrier_words="The bus stopped.",
    statements=(LINE,),
    goals=(GOAL,),
    access=("step-free",),
    days=("tue",),
    language="pl",
)


def _without(whole: BaseModel, name: str) -> Any:
    """Return it as it would be if nobody had filled one field in."""
    default = type(whole).model_fields[name].get_default(call_default_factory=True)
    empty = "Something else" if type(whole).model_fields[name].is_required() else default
    assert getattr(whole, name) != empty, "Fill it in above"
    return whole.model_copy(update={name: empty})


CASES = [
    *((f"Talk.{name}", _without(TALK, name)) for name in Talk.model_fields),
    *(
        (f"Goal.{name}", TALK.model_copy(update={"goals": (_without(GOAL, name),)}))
        for name in Goal.model_fields.keys() - {"id"}
    ),
    *(
        (
            f"Action.{name}",
            TALK.model_copy(
                update={"goals": (GOAL.model_copy(update={"actions": (_without(STEP, name),)}),)}
            ),
        )
        for name in Action.model_fields
    ),
    *(
        (f"Statement.{name}", TALK.model_copy(update={"statements": (_without(LINE, name),)}))
        for name in Statement.model_fields.keys() - {"id"}
    ),
]


@pytest.mark.parametrize(("name", "other"), sorted(CASES, key=lambda each: each[0]))
def test_what_a_colleague_changed_is_told_whichever_field_it_is(name: str, other: Talk) -> None:
    assert len(differences(other, TALK, NEEDS)) == 1, name
    assert len(differences(TALK, other, NEEDS)) == 1, name


def test_of_two_that_say_the_same_nothing_is_told() -> None:
    again = GOAL.model_copy(update={"id": Goal(words="x").id})
    assert differences(TALK, TALK.model_copy(update={"goals": (again,)}), NEEDS) == []


def test_every_field_has_a_label_of_its_own_and_is_said_in_words() -> None:
    told = dict(tell(TALK, NEEDS))
    assert len(told) == len(Talk.model_fields)
    assert told["What gets in the way"] == "Fear, Money"
    assert told["What a place must have for them"] == "Step-free way in"
    assert (told["Which days suit"], told["Their language"]) == ("Tuesday", "Polish")
    assert told["What they want"].splitlines() == [
        "1. I sing.",
        "About: Being lonely",
        "Matters 9 of 10",
        "Sure 4 of 10",
        "- Ring the choir, Ruth, by Tuesday 1 December 2026, done",
    ]


def test_a_word_that_is_no_longer_in_a_list_is_told_as_it_is() -> None:
    told = dict(tell(Talk(days=("feast",), language="xx"), {}))
    assert (told["Which days suit"], told["Their language"]) == ("feast", "xx")
