"""The tables of casework."""

from lily.casework.models.bases import (
    RecordBasis,
    TeamBasis,
)
from lily.casework.models.batches import (
    ReferralBatch,
    ReferralRow,
)
from lily.casework.models.caseload import (
    CaseTag,
    CaseTagLink,
    Cohort,
    CohortMember,
    Cover,
)
from lily.casework.models.cases import (
    Case,
    CaseContact,
)
from lily.casework.models.clients import (
    Client,
    ClientKey,
    ClientWord,
    FormerDetails,
)
from lily.casework.models.consents import (
    Consent,
)
from lily.casework.models.conversations import (
    CaseNeed,
    Conversation,
    Judgement,
)
from lily.casework.models.emergencies import (
    EmergencyLook,
)
from lily.casework.models.escalations import (
    Escalation,
    EscalationOutcome,
)
from lily.casework.models.exports import (
    CaseExport,
)
from lily.casework.models.flags import (
    CaseFlag,
)
from lily.casework.models.follow_ups import (
    FollowUp,
)
from lily.casework.models.letters import (
    CaseLetter,
    LetterSent,
)
from lily.casework.models.merges import (
    ClientMerge,
)
from lily.casework.models.notes import (
    CaseNote,
)
from lily.casework.models.onward import (
    OnwardReferral,
    OnwardStep,
)
from lily.casework.models.practices import (
    Practice,
)
from lily.casework.models.readings import (
    OutcomeReading,
    OwnMeasure,
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
    "CaseExport",
    "CaseFlag",
    "CaseLetter",
    "CaseNeed",
    "CaseNote",
    "CaseTag",
    "CaseTagLink",
    "Client",
    "ClientKey",
    "ClientMerge",
    "ClientWord",
    "Cohort",
    "CohortMember",
    "Consent",
    "Conversation",
    "Cover",
    "EmergencyLook",
    "Erasure",
    "ErasureRequest",
    "Escalation",
    "EscalationOutcome",
    "FollowUp",
    "FormerDetails",
    "Judgement",
    "KeptLonger",
    "LegalHold",
    "LetterSent",
    "OnwardReferral",
    "OnwardStep",
    "OutcomeReading",
    "OwnMeasure",
    "Practice",
    "RecordBasis",
    "RecordView",
    "Referral",
    "ReferralBatch",
    "ReferralRow",
    "TeamBasis",
]
