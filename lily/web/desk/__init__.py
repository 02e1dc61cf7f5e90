"""The editor's desk: what waits, and the tools to put it right. A module a noun, one blueprint."""

from lily.web.desk import duplicates, items, landing, searches, terms, words
from lily.web.desk.blueprint import pages

__all__ = ["duplicates", "items", "landing", "pages", "searches", "terms", "words"]
