"""The editor's desk: what waits, and the tools to put it right. A module a noun, one blueprint."""

from lily.web.desk import bulk, duplicates, items, landing, recent, searches, terms, words
from lily.web.desk.blueprint import pages

__all__ = [
    "bulk",
    "duplicates",
    "items",
    "landing",
    "pages",
    "recent",
    "searches",
    "terms",
    "words",
]
