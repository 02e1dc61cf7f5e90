"""The closed list of the timeline: what kind of thing happened."""

from enum import StrEnum


class EventKind(StrEnum):
    """What kind of thing happened on a case."""

    REFERRAL = "referral"
    CASE = "case"
    CONVERSATION = "conversation"
    ONWARD = "onward"
    FOLLOW_UP = "follow_up"
    READING = "reading"
    CONTACT = "contact"
    CONSENT = "consent"
    NOTE = "note"
    FLAG = "flag"
    ESCALATION = "escalation"
    EXPORT = "export"
    LETTER = "letter"
