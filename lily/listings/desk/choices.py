"""The closed lists of the desk."""

from enum import StrEnum

from lily.accounts.permissions import Permission


class DeskKind(StrEnum):
    """What a desk item is about."""

    REPORT = "report"
    MAIL_FAILED = "mail_failed"
    NO_REPLY = "no_reply"
    TIMES = "times_not_understood"
    IMPORT = "import"
    OTHER = "other"


class DeskState(StrEnum):
    """Whether somebody has dealt with it."""

    OPEN = "open"
    DONE = "done"


_BY_TELEPHONE = frozenset({DeskKind.MAIL_FAILED, DeskKind.NO_REPLY})


def permission_for(kind: DeskKind) -> Permission:
    """Return what somebody needs to see an item: those that want a telephone call are for more."""
    return Permission.VERIFY_LISTINGS if kind in _BY_TELEPHONE else Permission.MODERATE


class PairKind(StrEnum):
    """What a pair of likely doubles is of."""

    ORGANISATION = "organisation"
    SERVICE = "service"


class PairState(StrEnum):
    """What was decided of a pair."""

    OPEN = "open"
    NOT_A_DUPLICATE = "not_a_duplicate"
    MERGED = "merged"


class BulkDeed(StrEnum):
    """What can be done to many listings at once."""

    SET_ACTIVE = "set_active"
    SET_INACTIVE = "set_inactive"
    ADD_NEED = "add_need"
    REMOVE_NEED = "remove_need"
    ASK_TO_CHECK = "ask_to_check"
