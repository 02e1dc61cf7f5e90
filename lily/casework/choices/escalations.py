"""The closed lists of escalations: who was told of a concern, and in what way."""

from enum import StrEnum


class EscalatedTo(StrEnum):
    """Who was told."""

    TEAM_LEADER = "team_leader"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    ADULT_SOCIAL_CARE = "adult_social_care"
    POLICE_999 = "police_999"
    AMBULANCE_999 = "ambulance_999"
    GP = "gp"
    OTHER = "other"


class EscalatedHow(StrEnum):
    """In what way they were told."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    EMAIL = "email"
