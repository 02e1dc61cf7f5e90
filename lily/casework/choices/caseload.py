"""The closed lists of a caseload: how soon, who was invited, by what a person is searched for."""

from enum import StrEnum


class Priority(StrEnum):
    """How soon somebody needs help, the soonest last."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"


class CohortStatus(StrEnum):
    """Where somebody on an invited list stands."""

    INVITED = "invited"
    ANSWERED_YES = "answered_yes"
    ANSWERED_NO = "answered_no"
    SEEN = "seen"


class SearchKind(StrEnum):
    """What of a person can be searched for, beside a number to ring and an NHS number."""

    NAME_WORD = "name_word"
    NAME_START = "name_start"
    BIRTH = "birth"
