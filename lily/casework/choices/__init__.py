"""The closed lists of casework, by noun."""

from lily.casework.choices.cases import (
    CaseState,
    CloseReason,
    ContactOutcome,
    FeedbackHow,
    RecordKind,
)
from lily.casework.choices.clients import ConsentHow, KeyKind, Purpose
from lily.casework.choices.referrals import DeclineReason, ReferralState, ReferrerKind

__all__ = [
    "CaseState",
    "CloseReason",
    "ConsentHow",
    "ContactOutcome",
    "DeclineReason",
    "FeedbackHow",
    "KeyKind",
    "Purpose",
    "RecordKind",
    "ReferralState",
    "ReferrerKind",
]
