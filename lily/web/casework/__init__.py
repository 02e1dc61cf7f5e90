"""Where those who help people work. A module a noun, one blueprint."""

from lily.web.casework import caseload, cases, people, referrals
from lily.web.casework.blueprint import pages

__all__ = ["caseload", "cases", "pages", "people", "referrals"]
