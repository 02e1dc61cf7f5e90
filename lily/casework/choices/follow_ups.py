"""The closed lists of the three-week check and the six-week follow-up."""

from enum import StrEnum


class FollowUpKind(StrEnum):
    """Which of the two it is."""

    THREE_WEEKS = "three_weeks"
    SIX_WEEKS = "six_weeks"


class FollowUpState(StrEnum):
    """Whether it is still to be done."""

    DUE = "due"
    DONE = "done"
    NOT_DONE = "not_done"


class GotThere(StrEnum):
    """Whether a person got to the help that was found."""

    YES = "yes"
    ONCE = "once"
    NOT_YET = "not_yet"
    NO = "no"


class InTheWay(StrEnum):
    """What kept a person from the help that was found."""

    COST = "cost"
    TRAVEL = "travel"
    NERVES = "nerves"
    FULL = "full"
    WRONG_INFORMATION = "wrong_information"
    HEALTH = "health"
    CHANGED_MIND = "changed_mind"
    NOBODY_CAME = "nobody_came"


class NotDone(StrEnum):
    """Why a check was not done."""

    NOT_REACHED = "not_reached"
    NOT_WANTED = "not_wanted"
    TOO_UNWELL = "too_unwell"
    CASE_CLOSED = "case_closed"


class WhatNext(StrEnum):
    """What a person and a worker agree at six weeks."""

    GO_ON = "go_on"
    CLOSE = "close"
