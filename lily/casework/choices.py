"""The closed lists of casework."""

from enum import StrEnum


class ReferrerKind(StrEnum):
    """Who refers a person."""

    PROFESSIONAL = "professional"
    SELF = "self"
    FAMILY = "family"
    CHAMPION = "champion"
    PHONE_LINE = "phone_line"


class ReferralState(StrEnum):
    """Where a referral in stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class DeclineReason(StrEnum):
    """Why a referral was not taken."""

    NOT_REACHED = "not_reached"
    NOT_WANTED = "not_wanted"
    OUT_OF_AREA = "out_of_area"
    OTHER_HELP = "other_help"
    KNOWN_ALREADY = "known_already"
    NOT_FOR_US = "not_for_us"


class ContactOutcome(StrEnum):
    """What came of trying to reach somebody."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    LEFT_WORD = "left_word"
    WRONG_NUMBER = "wrong_number"


class KeyKind(StrEnum):
    """By what a person is found again."""

    NAME_AND_BIRTH = "name_and_birth"
    PHONE = "phone"
    NHS_NUMBER = "nhs_number"


class RecordKind(StrEnum):
    """What was looked at."""

    REFERRAL = "referral"
    CASE = "case"


class Purpose(StrEnum):
    """For what a person may give their agreement. Each stands alone."""

    HOLD_RECORD = "hold_record"
    SHARE_WITH_SERVICE = "share_with_service"
    TELL_GP = "tell_gp"
    TEXT = "text"
    EMAIL = "email"
    EVALUATE = "evaluate"


class ConsentHow(StrEnum):
    """How somebody gave their agreement."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    BY_ANOTHER = "by_another"


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
