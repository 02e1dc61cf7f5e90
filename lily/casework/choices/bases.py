"""The closed lists of why a record may be held at all, after the UK GDPR."""

from enum import StrEnum


class LawfulBasis(StrEnum):
    """Why a team may hold what is personal (UK GDPR, Article 6(1))."""

    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTERESTS = "legitimate_interests"
    CONSENT = "consent"
    VITAL_INTERESTS = "vital_interests"
    LEGAL_OBLIGATION = "legal_obligation"
    CONTRACT = "contract"


class SpecialBasis(StrEnum):
    """Why it may hold what is of health (UK GDPR, Article 9(2); Data Protection Act 2018)."""

    HEALTH_OR_CARE = "health_or_care"
    EXPLICIT_CONSENT = "explicit_consent"
    VITAL_INTERESTS = "vital_interests"
    SAFEGUARDING = "safeguarding"
