"""Where those who help people work. A module a noun, one blueprint."""

from lily.web.casework import caseload, cases, contacts, dealing, overdue, people, referrals, today
from lily.web.casework.blueprint import pages

__all__ = [
    "caseload",
    "cases",
    "contacts",
    "dealing",
    "overdue",
    "pages",
    "people",
    "referrals",
    "today",
]
