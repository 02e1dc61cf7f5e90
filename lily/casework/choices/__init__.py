"""The closed lists of casework, by noun."""

from lily.casework.choices.bases import (
    LawfulBasis,
    SpecialBasis,
)
from lily.casework.choices.caseload import (
    CohortStatus,
    Priority,
    SearchKind,
)
from lily.casework.choices.cases import (
    CaseState,
    CloseReason,
    ContactOutcome,
    ContactWrong,
    FeedbackHow,
    LetterTo,
    RecordKind,
    SentWay,
)
from lily.casework.choices.clients import (
    ConsentHow,
    KeyKind,
    Purpose,
)
from lily.casework.choices.conversations import (
    Barrier,
    Part,
    Result,
    Way,
)
from lily.casework.choices.escalations import (
    EscalatedHow,
    EscalatedTo,
)
from lily.casework.choices.flags import (
    FlagKind,
)
from lily.casework.choices.follow_ups import (
    FollowUpKind,
    FollowUpState,
    GotThere,
    InTheWay,
    NotDone,
    WhatNext,
)
from lily.casework.choices.measures import (
    Direction,
    NotRead,
    ReadingHow,
    Totalled,
    Withdrawn,
)
from lily.casework.choices.notes import (
    NoteLayer,
)
from lily.casework.choices.onward import (
    DealtWith,
    NotTaken,
    OnwardKind,
    OnwardState,
    Piece,
    Route,
    SaidBy,
)
from lily.casework.choices.practices import (
    CountedFrom,
    Nation,
)
from lily.casework.choices.referrals import (
    DeclineReason,
    ReferralState,
    ReferrerKind,
)
from lily.casework.choices.retention import (
    ErasureReason,
    PackReason,
)
from lily.casework.choices.timeline import (
    EventKind,
)

__all__ = [
    "Barrier",
    "CaseState",
    "CloseReason",
    "CohortStatus",
    "ConsentHow",
    "ContactOutcome",
    "ContactWrong",
    "CountedFrom",
    "DealtWith",
    "DeclineReason",
    "Direction",
    "ErasureReason",
    "EscalatedHow",
    "EscalatedTo",
    "EventKind",
    "FeedbackHow",
    "FlagKind",
    "FollowUpKind",
    "FollowUpState",
    "GotThere",
    "InTheWay",
    "KeyKind",
    "LawfulBasis",
    "LetterTo",
    "Nation",
    "NotDone",
    "NotRead",
    "NotTaken",
    "NoteLayer",
    "OnwardKind",
    "OnwardState",
    "PackReason",
    "Part",
    "Piece",
    "Priority",
    "Purpose",
    "ReadingHow",
    "RecordKind",
    "ReferralState",
    "ReferrerKind",
    "Result",
    "Route",
    "SaidBy",
    "SearchKind",
    "SentWay",
    "SpecialBasis",
    "Totalled",
    "Way",
    "WhatNext",
    "Withdrawn",
]
