"""The closed lists of onward referrals: from a case to somebody who helps."""

from enum import StrEnum


class OnwardKind(StrEnum):
    """How a person comes to help.

    Told where it is; referred, so that the service gets in touch; somebody of the team goes along;
    a volunteer goes along; or a route that the law or the NHS has of its own.
    """

    SIGNPOSTED = "signposted"
    REFERRED = "referred"
    ACCOMPANIED = "accompanied"
    BUDDY = "buddy"
    STATUTORY = "statutory"


class Route(StrEnum):
    """A statutory route."""

    EARLY_HELP = "early_help"
    ADULT_SOCIAL_CARE = "adult_social_care"
    GP = "gp"


class OnwardState(StrEnum):
    """Where an onward referral stands."""

    DRAFTED = "drafted"
    SENT = "sent"
    SEEN = "seen"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    NO_REPLY = "no_reply"
    BOOKED = "booked"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    FINISHED = "finished"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class SaidBy(StrEnum):
    """Who said where an onward referral stands."""

    TEAM = "team"
    PROVIDER = "provider"
    PHONE = "phone"
    PERSON = "person"
    LILY = "lily"


class NotTaken(StrEnum):
    """Why a service does not take somebody, or why it came to nothing."""

    FULL = "full"
    NOT_FOR_THEM = "not_for_them"
    OUT_OF_AREA = "out_of_area"
    NOT_REACHED = "not_reached"
    NOT_WANTED = "not_wanted"
    CLOSED_DOWN = "closed_down"
    OTHER = "other"


class DealtWith(StrEnum):
    """What became of a person whom a service did not take, where they were sent nowhere else."""

    DONE = "done"
    NOT_WANTED = "not_wanted"


class Piece(StrEnum):
    """What may be told of a person to a service; each is chosen by itself."""

    NAME = "name"
    PHONE = "phone"
    REASON = "reason"
    SAFETY = "safety"
    POSTCODE = "postcode"
    BORN = "born"
    ACCESS = "access"
    EMAIL = "email"
