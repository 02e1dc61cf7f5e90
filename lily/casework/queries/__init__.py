"""Reading referrals, people and cases, by noun, for the teams that somebody is in."""

from lily.casework.queries.cases import (
    ListedCase,
    count_cases,
    get_case,
    has_contact,
    is_closed,
    list_cases,
    list_cases_by_id,
    list_contacts,
    list_views,
)
from lily.casework.queries.clients import (
    get_client,
    get_consent,
    list_consents,
)
from lily.casework.queries.erasures import (
    Standing,
    count_erased,
    find_request,
    get_hold,
    get_standing,
    list_erasures,
    list_leaders,
    name_people,
    rows_in,
)
from lily.casework.queries.escalations import (
    ListedEscalation,
    get_escalation,
    list_escalations,
)
from lily.casework.queries.flags import (
    ListedFlag,
    get_flag,
    list_flags,
    list_flags_to_review,
)
from lily.casework.queries.names import (
    names_of_cases,
    names_of_referrals,
)
from lily.casework.queries.notes import (
    WrittenNote,
    get_note,
    list_notes,
)
from lily.casework.queries.referrals import (
    Likely,
    count_hidden_likely,
    find_referral_by_token,
    get_referral,
    list_likely,
    list_new_referrals,
    list_referrals_of,
    list_unreached,
    person_of,
    referrer_of,
)
from lily.casework.queries.retention import (
    Due,
    Waiting,
    list_due,
    list_held,
    list_requests,
    list_unwanted,
)
from lily.casework.queries.safeguarding import (
    ListedConcern,
    get_concern,
    list_concerns,
)

__all__ = [
    "Due",
    "Likely",
    "ListedCase",
    "ListedConcern",
    "ListedEscalation",
    "ListedFlag",
    "Standing",
    "Waiting",
    "WrittenNote",
    "count_cases",
    "count_erased",
    "count_hidden_likely",
    "find_referral_by_token",
    "find_request",
    "get_case",
    "get_client",
    "get_concern",
    "get_consent",
    "get_escalation",
    "get_flag",
    "get_hold",
    "get_note",
    "get_referral",
    "get_standing",
    "has_contact",
    "is_closed",
    "list_cases",
    "list_cases_by_id",
    "list_concerns",
    "list_consents",
    "list_contacts",
    "list_due",
    "list_erasures",
    "list_escalations",
    "list_flags",
    "list_flags_to_review",
    "list_held",
    "list_leaders",
    "list_likely",
    "list_new_referrals",
    "list_notes",
    "list_referrals_of",
    "list_requests",
    "list_unreached",
    "list_unwanted",
    "list_views",
    "name_people",
    "names_of_cases",
    "names_of_referrals",
    "person_of",
    "referrer_of",
    "rows_in",
]
