"""The closed lists of how a team works."""

from enum import StrEnum


class Nation(StrEnum):
    """Whose bank holidays a team keeps: the subdivisions of the `holidays` package."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"


class CountedFrom(StrEnum):
    """From when the three and the six weeks are counted."""

    CONVERSATION = "conversation"
    FIRST_HELP = "first_help"
