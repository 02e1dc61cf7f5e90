"""The closed lists of people: how they are found again, what they agree to."""

from enum import StrEnum


class KeyKind(StrEnum):
    """By what a person is found again."""

    NAME_AND_BIRTH = "name_and_birth"
    PHONE = "phone"
    NHS_NUMBER = "nhs_number"


class Purpose(StrEnum):
    """For what a person may give their agreement. Each stands alone."""

    HOLD_RECORD = "hold_record"
    SHARE_WITH_SERVICE = "share_with_service"
    TELL_GP = "tell_gp"
    TELL_REFERRER = "tell_referrer"
    TELL_EARLY_HELP = "tell_early_help"
    TELL_SOCIAL_CARE = "tell_social_care"
    TEXT = "text"
    EMAIL = "email"
    EVALUATE = "evaluate"


class ConsentHow(StrEnum):
    """How somebody gave their agreement. What whoever referred says is not their own word."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    BY_ANOTHER = "by_another"
    BY_REFERRER = "by_referrer"
