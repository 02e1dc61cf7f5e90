"""The three-week check and the six-week follow-up of people of a demonstration."""

from lily.audit.actors import SYSTEM
from lily.casework.actions.follow_ups import (
    Checked,
    do_follow_up,
    leave_follow_up,
    move_follow_up,
    plan_follow_ups,
    try_follow_up,
)
from lily.casework.choices import FollowUpKind, GotThere, InTheWay, NotDone, WhatNext
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told
from lily.casework.models import FollowUp
from lily.casework.queries.conversations import find_conversation
from lily.casework.queries.follow_ups import list_follow_ups


def _check_of(play: Play, person: Person, told: Told) -> FollowUp:
    kind, case = told.choice("check", FollowUpKind), person.the_case
    for each in list_follow_ups(play.session, case.id):
        if (each.kind, each.opening) == (kind, case.openings):
            return each
    raise ValueError("No check was planned")


@happens("checks_planned")
def plan(play: Play, person: Person, told: Told) -> None:
    """Nobody was sent on within a week of the conversation, so LILY counts from it."""
    del told
    talked = find_conversation(play.session, person.the_case.id)
    if talked is None:
        raise ValueError("They have not talked yet")
    plan_follow_ups(play.session, person.the_case, None, talked.held_on, by=SYSTEM)


@happens("checked")
def check(play: Play, person: Person, told: Told) -> None:
    """A check is done."""
    said = Checked(
        got_there=told.find_choice("got_there", GotThere),
        in_the_way=tuple(map(InTheWay, told.get("in_the_way", ()))),
        words=told.get("words"),
        what_next=told.find_choice("what_next", WhatNext),
        quote=told.get("quote"),
        may_quote=told.get("may_quote", False),
    )
    due = _check_of(play, person, told)
    do_follow_up(play.session, person.the_case, due, said, by=play.by)


@happens("check_moved")
def move(play: Play, person: Person, told: Told) -> None:
    """A check is put off or brought forward."""
    due = _check_of(play, person, told)
    move_follow_up(play.session, due, told.must_day("to"), by=play.by)


@happens("check_tried")
def try_once(play: Play, person: Person, told: Told) -> None:
    """Nobody answers when a check is due."""
    due = _check_of(play, person, told)
    try_follow_up(play.session, person.the_case, due, by=play.by)


@happens("check_left")
def leave(play: Play, person: Person, told: Told) -> None:
    """A check is not done, and why."""
    due = _check_of(play, person, told)
    leave_follow_up(play.session, due, told.choice("why", NotDone), by=play.by)
