"""The closed list of flags: of what whoever opens a case is warned."""

from enum import StrEnum


class FlagKind(StrEnum):
    """Of what a flag warns."""

    RISK_TO_SELF = "risk_to_self"
    RISK_FROM_OTHERS = "risk_from_others"
    RISK_TO_WORKER = "risk_to_worker"
    SAFEGUARDING = "safeguarding"
    HEALTH = "health"
    OTHER = "other"
