"""Guided conversations, what people say later of their goals, and measures."""

from collections.abc import Mapping
from typing import Any

from lily import clock
from lily.casework.actions.conversations import hold_conversation, judge
from lily.casework.actions.readings import note_not_taken, take_reading, withdraw_reading
from lily.casework.choices import Barrier, NotRead, ReadingHow, Result, Way, Withdrawn
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told, day_of
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.queries.measures import get_measure
from lily.casework.talk import Action, Goal, Statement, Talk, subjects_of


@happens("talked")
def talk(play: Play, person: Person, told: Told) -> None:
    """They talk, as the `talk` of the story tells; a second time it is written down anew."""
    before = talk_of(find_conversation(play.session, person.the_case.id))
    told_of = {**person.story.row["talk"], **told.get("but", {})}
    conversation = hold_conversation(
        play.session,
        person.the_case,
        _talk(told_of, before, play),
        held_on=clock.today(),
        way=told.choice("way", Way, Way.HOME),
        version=person.version,
        by=play.by,
    )
    person.version = conversation.version


def _talk(row: Mapping[str, Any], before: Talk, play: Play) -> Talk:
    """Return what was said; what has the same words as before is the same goal or statement."""
    known = {words: made for made, words in subjects_of(before)}
    plain = {name: value for name, value in row.items() if name not in _LISTS}
    return Talk(
        **plain,
        barriers=tuple(map(Barrier, row.get("barriers", ()))),
        statements=tuple(
            Statement(words=words, **_same(known, words)) for words in row.get("statements", ())
        ),
        goals=tuple(
            Goal(
                **{**each, **_same(known, each["words"]), "actions": _actions(each, play)},
            )
            for each in row.get("goals", ())
        ),
    )


_LISTS = ("barriers", "statements", "goals")


def _same(known: Mapping[str, Any], words: str) -> dict[str, Any]:
    return {"id": known[words]} if words in known else {}


def _actions(goal: Mapping[str, Any], play: Play) -> tuple[Action, ...]:
    return tuple(
        Action(
            what=each["what"],
            who=each.get("who", ""),
            by_on=day_of(each["by"], play.today) if "by" in each else None,
            is_done=each.get("done", False),
        )
        for each in goal.get("actions", ())
    )


@happens("judged")
def judge_goals(play: Play, person: Person, told: Told) -> None:
    """The person says what came of the goals, then of the I statements, in their order."""
    kept = talk_of(find_conversation(play.session, person.the_case.id))
    results = map(Result, told.need("results"))
    subjects = [subject for subject, _ in subjects_of(kept)]
    judge(play.session, person.the_case, dict(zip(subjects, results, strict=False)), by=play.by)


@happens("measured")
def measure(play: Play, person: Person, told: Told) -> None:
    """A measure is taken: a number for each scale in order, -1 where they would rather not say."""
    found = get_measure(play.session, told.need("measure"), team_id=play.team.id)
    given = told.need("values")
    values = {
        scale.key: None if number < 0 else number
        for scale, number in zip(found.scales, given, strict=True)
    }
    person.reading = take_reading(
        play.session,
        person.the_case,
        found,
        values,
        read_on=clock.today(),
        how=told.choice("how", ReadingHow, ReadingHow.IN_PERSON),
        by=play.by,
    )


@happens("not_measured")
def leave_measure(play: Play, person: Person, told: Told) -> None:
    """A measure is not taken, and why."""
    found = get_measure(play.session, told.need("measure"), team_id=play.team.id)
    why = told.choice("why", NotRead)
    note_not_taken(play.session, person.the_case, found, why, by=play.by)


@happens("misread")
def withdraw(play: Play, person: Person, told: Told) -> None:
    """The latest reading was wrong."""
    if person.reading is None:
        raise ValueError("There is no reading to withdraw")
    why = told.choice("why", Withdrawn)
    withdraw_reading(play.session, person.the_case, person.reading, why, by=play.by)
