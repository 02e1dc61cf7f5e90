"""What a guided conversation holds: what matters, what helps and hinders, and up to three goals.

Its parts are those of the PRSB Social Prescribing Information Standard 1.1: about me, and the care
and support plan (strengths; needs; goals with importance and confidence of 1 to 10; actions).
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from lily import clock
from lily.casework.choices import Barrier
from lily.errors import Invalid

MOST_GOALS = 3
MOST_STATEMENTS = 3
MOST_ACTIONS = 6
LONGEST_WORDS = 3000
LONGEST_LINE = 300
EARLIEST_YEAR = 2000
"""A day before it is a slip of the finger."""
LEAST, HIGHEST = 1, 10
SCALE = f"Give a number from {LEAST} to {HIGHEST}."


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Action(_Said):
    """One thing that somebody does, by a day."""

    what: str
    who: str = ""
    by_on: date | None = None
    is_done: bool = False


class Goal(_Said):
    """What a person wants: `need` is the slug of a term of the taxonomy of needs, or empty."""

    id: UUID = Field(default_factory=uuid4)
    words: str
    need: str = ""
    importance: int | None = None
    confidence: int | None = None
    actions: tuple[Action, ...] = ()


class Statement(_Said):
    """An I statement, in the person's own words."""

    id: UUID = Field(default_factory=uuid4)
    words: str


class Talk(_Said):
    """All of a guided conversation. `access` and `days` are slugs of the directory's filters."""

    matters: str = ""
    going_well: str = ""
    barriers: tuple[Barrier, ...] = ()
    barrier_words: str = ""
    statements: tuple[Statement, ...] = ()
    goals: tuple[Goal, ...] = ()
    access: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    language: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs of the goals, each once."""
        return tuple(dict.fromkeys(goal.need for goal in self.goals if goal.need))


def check_talk(talk: Talk) -> None:
    """Raise Invalid, with the field, for what cannot be kept; `goals-1-words` is of the second."""
    for name in ("matters", "going_well", "barrier_words"):
        _check_length(name, getattr(talk, name), LONGEST_WORDS)
    for at, each in enumerate(talk.statements):
        _check_length(f"statements-{at}-words", each.words, LONGEST_LINE)
    for name, count, most in (
        ("statements", len(talk.statements), MOST_STATEMENTS),
        ("goals", len(talk.goals), MOST_GOALS),
    ):
        if count > most:
            raise Invalid(name, f"At most {most}: the ones that matter most.")
    for at, goal in enumerate(talk.goals):
        _check_goal(f"goals-{at}", goal)


def _check_goal(name: str, goal: Goal) -> None:
    if not goal.words:
        raise Invalid(f"{name}-words", "Write the goal down, in their own words.")
    _check_length(f"{name}-words", goal.words, LONGEST_LINE)
    for part in ("importance", "confidence"):
        number = getattr(goal, part)
        if number is not None and not LEAST <= number <= HIGHEST:
            raise Invalid(f"{name}-{part}", SCALE)
    for at, action in enumerate(goal.actions):
        if not action.what:
            raise Invalid(f"{name}-actions-{at}-what", "Write what is done.")
        for part in ("what", "who"):
            _check_length(f"{name}-actions-{at}-{part}", getattr(action, part), LONGEST_LINE)


def _check_length(name: str, words: str, longest: int) -> None:
    if len(words) > longest:
        raise Invalid(name, f"Use at most {longest:,} characters.")


def check_held_on(day: date) -> None:
    """Raise Invalid for a conversation that has not been held yet."""
    if day > clock.today():
        raise Invalid("held_on", "This day is still to come. Choose today or before.")
    if day.year < EARLIEST_YEAR:
        raise Invalid("held_on", "Check the year.")


def subjects_of(talk: Talk) -> Iterator[tuple[UUID, str]]:
    """Yield what the person judges after a time, with its words: goals, then I statements."""
    yield from ((goal.id, goal.words) for goal in talk.goals)
    yield from ((statement.id, statement.words) for statement in talk.statements)
