"""The closed lists of accounts."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody does with LILY. An account may have several."""

    EDITOR = "editor"
    MODERATOR = "moderator"
    CHAMPION = "champion"
    OPERATOR = "operator"
    LINK_WORKER = "link_worker"
    TEAM_LEADER = "team_leader"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    COMMISSIONER = "commissioner"
    ADMINISTRATOR = "administrator"
    DEVELOPER = "developer"


class LinkKind(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    RESET = "reset"
    LOST_FACTOR = "lost_factor"
    NEW_ADDRESS = "new_address"
