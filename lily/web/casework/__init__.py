"""Where those who help people work. A module a noun, one blueprint."""

from lily.web.casework import caseload, cases, dealing, overdue, people, referrals, today
from lily.web.casework.blueprint import pages

__all__ = ["caseload", "cases", "dealing", "overdue", "pages", "people", "referrals", "today"]
