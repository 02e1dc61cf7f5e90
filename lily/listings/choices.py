"""The closed lists of changes to listings."""

from enum import StrEnum


class ProposalKind(StrEnum):
    """What a proposal would do to the directory."""

    NEW = "new"
    CHANGE = "change"
    RENAME = "rename"
    CLOSE = "close"


class ProposalState(StrEnum):
    """How far a proposal has come. A closed one had its listing removed while it waited."""

    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"
    PART_APPROVED = "part_approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class ChangeState(StrEnum):
    """What became of one field of a proposal. An edited one was approved with other words."""

    WAITING = "waiting"
    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"


class Trust(StrEnum):
    """How far somebody's changes pass without a moderator: none, safe fields only, all."""

    NONE = "none"
    SAFE_FIELDS = "safe_fields"
    ALL = "all"


class Section(StrEnum):
    """The parts in which a listing is edited, one page each, in their order."""

    ABOUT = "about"
    WHO = "who"
    NEEDS = "needs"
    PLACES = "places"
    TIMES = "times"
    COST = "cost"
    GETTING_HELP = "getting_help"
    CONTACT = "contact"
    CAPACITY = "capacity"
    STATUS = "status"
