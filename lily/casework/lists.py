"""How many rows a list of people gives at once."""

from collections.abc import Sized

MOST = 200
"""The first in their order: what is dealt with makes room for the next, and the page says so."""


def is_full(rows: Sized) -> bool:
    """Say whether a list may have more rows than it gives."""
    return len(rows) >= MOST
