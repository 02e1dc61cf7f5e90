"""Reading referrals, people and cases, by noun, for the teams that somebody is in."""

from lily.casework.queries.cases import (
    ListedCase,
    count_cases,
    get_case,
    has_contact,
    is_closed,
    list_cases,
    list_contacts,
    list_views,
)
from lily.casework.queries.clients import get_client, get_consent, list_consents
from lily.casework.queries.names import names_of_cases, names_of_referrals
from lily.casework.queries.referrals import (
    Likely,
    find_referral_by_token,
    get_referral,
    list_likely,
    list_new_referrals,
    list_referrals_of,
    person_of,
    referrer_of,
)

__all__ = [
    "Likely",
    "ListedCase",
    "count_cases",
    "find_referral_by_token",
    "get_case",
    "get_client",
    "get_consent",
    "get_referral",
    "has_contact",
    "is_closed",
    "list_cases",
    "list_consents",
    "list_contacts",
    "list_likely",
    "list_new_referrals",
    "list_referrals_of",
    "list_views",
    "names_of_cases",
    "names_of_referrals",
    "person_of",
    "referrer_of",
]
