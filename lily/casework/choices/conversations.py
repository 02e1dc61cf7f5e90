"""The closed lists of guided conversations."""

from enum import StrEnum


class Way(StrEnum):
    """How somebody met or reached a person. The first two are visits."""

    HOME = "home"
    MET = "met"
    PHONE = "phone"
    VIDEO = "video"


class Barrier(StrEnum):
    """What gets in a person's way."""

    CONFIDENCE = "confidence"
    INFORMATION = "information"
    MONEY = "money"
    FEAR = "fear"
    ISOLATION = "isolation"
    TRANSPORT = "transport"
    HEALTH = "health"
    CARING = "caring"
    MEMORY = "memory"
    HOME = "home"
    LANGUAGE = "language"
    TIME = "time"


class Part(StrEnum):
    """A part of a guided conversation that has prompts of its own."""

    MATTERS = "matters"
    GOING_WELL = "going_well"
    BARRIERS = "barriers"
    STATEMENTS = "statements"
    GOALS = "goals"


class Result(StrEnum):
    """What a person says of a goal or an I statement after a time."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    CHANGED = "changed"
