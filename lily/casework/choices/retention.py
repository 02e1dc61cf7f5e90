"""The closed lists of how long records are kept, and why they are erased or given."""

from enum import StrEnum


class ErasureReason(StrEnum):
    """Why what is known of a person is erased."""

    TIME_UP = "time_up"
    PERSON_ASKED = "person_asked"
    SHOULD_NOT_BE = "should_not_be"


class PackReason(StrEnum):
    """Why a person's record is given."""

    PERSON_ASKED = "person_asked"
    SOMEBODY_FOR_THEM = "somebody_for_them"
