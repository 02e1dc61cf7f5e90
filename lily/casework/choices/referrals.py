"""The closed lists of referrals in."""

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
