"""The closed lists of outcome measures and their readings."""

from enum import StrEnum


class Totalled(StrEnum):
    """Whether the answers of a measure make one number together."""

    NONE = "none"
    SUM = "sum"


class Direction(StrEnum):
    """What became of a number between two readings."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class ReadingHow(StrEnum):
    """How a person gave their answers."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    ON_THEIR_OWN = "on_their_own"
    OTHER = "other"


class NotRead(StrEnum):
    """Why a measure was not taken."""

    NOT_WANTED = "not_wanted"
    TOO_UNWELL = "too_unwell"
    NOT_REACHED = "not_reached"
    NO_TIME = "no_time"
    OTHER = "other"


class Withdrawn(StrEnum):
    """Why a reading is withdrawn."""

    MISTYPED = "mistyped"
    WRONG_DAY = "wrong_day"
    WRONG_PERSON = "wrong_person"
    TWICE = "twice"
