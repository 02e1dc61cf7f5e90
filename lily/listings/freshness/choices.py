"""The closed lists of freshness."""

from enum import StrEnum


class ReviewStage(StrEnum):
    """How far a round of asking has come: the last step of the ladder that was taken."""

    WAITING = "waiting"
    REMINDED = "reminded"
    DESK = "desk"
    BADGED = "badged"
    SUNK = "sunk"
    HIDDEN = "hidden"
    ARCHIVED = "archived"


class CallReason(StrEnum):
    """Why somebody should ring about a listing."""

    REPORTED = "reported"
    WRONG_PERSON = "wrong_person"
    ASKED = "asked"
    LETTER_RETURNED = "letter_returned"
    NO_REPLY = "no_reply"
    NO_ADDRESS = "no_address"


class CallOutcome(StrEnum):
    """What came of ringing."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    NOT_LISTED = "not_listed"
    STOPPED = "stopped"


class ReportKind(StrEnum):
    """What somebody says is wrong with a listing."""

    STOPPED = "stopped"
    TIMES = "times"
    PLACE = "place"
    PHONE = "phone"
    COST = "cost"
    FULL = "full"
    ACCESS = "access"
    HARM = "harm"
    OTHER = "other"
