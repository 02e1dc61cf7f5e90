"""The closed lists of cases: what was tried, how they end, what was looked at."""

from enum import StrEnum


class ContactOutcome(StrEnum):
    """What came of trying to reach somebody."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    LEFT_WORD = "left_word"
    WRONG_NUMBER = "wrong_number"


class ContactWrong(StrEnum):
    """Why a contact is withdrawn."""

    WRONG_PERSON = "wrong_person"
    MISTYPED = "mistyped"
    TWICE = "twice"
    NOT_SO = "not_so"


class CaseState(StrEnum):
    """Whether a team helps a person now."""

    OPEN = "open"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a case ended."""

    FINISHED = "finished"
    NOT_WANTED = "not_wanted"
    NOT_REACHED = "not_reached"
    MOVED = "moved"
    OTHER_TEAM = "other_team"
    DIED = "died"


class FeedbackHow(StrEnum):
    """How whoever referred was told what became of it, or why they were not."""

    PRINTED = "printed"
    COPIED = "copied"
    NOT_AGREED = "not_agreed"
    NOBODY_TO_TELL = "nobody_to_tell"


class LetterTo(StrEnum):
    """For whom the letter at the end of a case is."""

    REFERRER = "referrer"
    SURGERY = "surgery"


class SentWay(StrEnum):
    """How a letter left the team's hands. LILY sends none itself."""

    POST = "post"
    SECURE_MAIL = "secure_mail"
    BY_HAND = "by_hand"


class RecordKind(StrEnum):
    """What was looked at."""

    REFERRAL = "referral"
    CASE = "case"
