"""Where those who help people work. A module a noun, one blueprint."""

from lily.web.casework import caseload, cases, people, referrals, today
from lily.web.casework.blueprint import pages

__all__ = ["caseload", "cases", "pages", "people", "referrals", "today"]
