"""What a guided conversation says, in words, by each of its fields: none can be left out.

A field of `Talk`, `Goal` or `Action` that is not here is a KeyError, and a test that fails.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from lily.casework.talk import HIGHEST, Action, Goal, Statement, Talk
from lily.web import labels
from lily.web.filters import day
from lily.web.forms.conversations import BARRIERS

Needs = Mapping[str, str]
"""What needs are called, by their slug."""


def _as_it_is(words: str, _needs: Needs) -> str:
    return words


def _names(names: Mapping[Any, str]) -> Callable[[Iterable[str], Needs], str]:
    return lambda slugs, _needs: ", ".join(names.get(slug, slug) for slug in slugs)


def _lines(statements: Iterable[Statement], _needs: Needs) -> str:
    return "\n".join(each.words for each in statements)


def _goals(goals: Iterable[Goal], needs: Needs) -> str:
    return "\n".join(
        line
        for number, goal in enumerate(goals, 1)
        for line in (f"{number}. {goal.words}", *_said_of(goal, needs))
    )


def _said_of(goal: Goal, needs: Needs) -> Iterable[str]:
    for name in Goal.model_fields:
        if name not in {"id", "words"} and getattr(goal, name):
            yield _OF_GOAL[name](getattr(goal, name), needs)


def _steps(actions: Iterable[Action], _needs: Needs) -> str:
    return "\n".join(
        "- "
        + ", ".join(
            _OF_ACTION[name](value)
            for name in Action.model_fields
            if (value := getattr(action, name))
        )
        for action in actions
    )


def _by(on: date) -> str:
    return f"by {day(on)}"


_OF_ACTION: Mapping[str, Callable[[Any], str]] = {
    "what": str,
    "who": str,
    "by_on": _by,
    "is_done": lambda _: "done",
}
_OF_GOAL: Mapping[str, Callable[[Any, Needs], str]] = {
    "need": lambda slug, needs: f"About: {needs.get(slug, slug)}",
    "importance": lambda number, _: f"Matters {number} of {HIGHEST}",
    "confidence": lambda number, _: f"Sure {number} of {HIGHEST}",
    "actions": _steps,
}
_OF_TALK: Mapping[str, tuple[str, Callable[[Any, Needs], str]]] = {
    "matters": ("What matters to them", _as_it_is),
    "going_well": ("What is going well", _as_it_is),
    "barriers": ("What gets in the way", _names(BARRIERS)),
    "barrier_words": ("What gets in the way, in their words", _as_it_is),
    "statements": ("I statements", _lines),
    "goals": ("What they want", _goals),
    "access": ("What a place must have for them", _names(labels.ACCESS)),
    "days": ("Which days suit", _names(labels.DAYS)),
    "language": ("Their language", lambda code, _: labels.LANGUAGES.get(code, code)),
}


def tell(talk: Talk, needs: Needs) -> list[tuple[str, str]]:
    """Return every field of a talk by its label, in words; empty where it says nothing."""
    return [
        (_OF_TALK[name][0], _OF_TALK[name][1](getattr(talk, name), needs))
        for name in Talk.model_fields
    ]


def differences(typed: Talk, now: Talk, needs: Needs) -> list[tuple[str, str]]:
    """Return what it says now, by its label, where that is not what was typed."""
    pairs = zip(tell(typed, needs), tell(now, needs), strict=True)
    return [(label, theirs) for (label, mine), (_, theirs) in pairs if mine != theirs]
