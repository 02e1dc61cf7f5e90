"""The closed lists of owners."""

from enum import StrEnum


class ClaimEvidence(StrEnum):
    """How somebody shows that an organisation is theirs to speak for."""

    EMAIL_DOMAIN = "email_domain"
    CHARITY_NUMBER = "charity_number"
    CODE_BY_POST = "code_by_post"
    CODE_BY_PHONE = "code_by_phone"
    WORDS = "words"


class ClaimState(StrEnum):
    """Where a claim stands. It counts only once the link in our e-mail was followed."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
