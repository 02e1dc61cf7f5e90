"""The tables of casework."""

from lily.casework.models.cases import (
    Case,
    CaseContact,
)
from lily.casework.models.clients import (
    Client,
    ClientKey,
)
from lily.casework.models.consents import (
    Consent,
)
from lily.casework.models.conversations import (
    CaseNeed,
    Conversation,
    Judgement,
)
from lily.casework.models.follow_ups import (
    FollowUp,
)
from lily.casework.models.onward import (
    OnwardReferral,
    OnwardStep,
)
from lily.casework.models.practices import (
    Practice,
)
from lily.casework.models.referrals import (
    Referral,
)
from lily.casework.models.retention import (
    Erasure,
    ErasureRequest,
    KeptLonger,
    LegalHold,
)
from lily.casework.models.views import (
    RecordView,
)

__all__ = [
    "Case",
    "CaseContact",
    "CaseNeed",
    "Client",
    "ClientKey",
    "Consent",
    "Conversation",
    "Erasure",
    "ErasureRequest",
    "FollowUp",
    "Judgement",
    "KeptLonger",
    "LegalHold",
    "OnwardReferral",
    "OnwardStep",
    "Practice",
    "RecordView",
    "Referral",
]
