"""What somebody may be typing: postcodes' beginnings, and names of places, likeliest first."""

import numpy as np

from lily.geo.gazetteer import gazetteer
from lily.geo.names import joined, key_of
from lily.geo.place import Place
from lily.geo.postcodes import find_sector
from lily.geo.settlements import Settlements, settlements
from lily.geo.spelling import squeeze

LONGEST_PREFIX = 60
LATER_WORDS = 200


def suggest(prefix: str, *, home: Place | None, limit: int = 8) -> list[str]:
    """Return texts that begin so and that `resolve` understands, each as exactly one place."""
    typed = " ".join(prefix[:LONGEST_PREFIX].split())
    if not typed:
        return []
    names = _names(settlements(), key_of(typed), home, limit)
    if any(sign.isdecimal() for sign in typed):
        return (_postcodes(typed, limit) + names)[:limit]
    return names


def _postcodes(typed: str, limit: int) -> list[str]:
    wanted = squeeze(typed)
    outcodes = gazetteer().outcodes
    if wanted in outcodes:
        sectors = [place.name for digit in "0123456789" if (place := find_sector(wanted + digit))]
        longer = [code for code in outcodes if code.startswith(wanted) and code != wanted]
        return [wanted, *sectors, *longer][:limit]
    found = sorted(code for code in outcodes if code.startswith(wanted))
    sector = find_sector(typed)
    return ([sector.name] if sector else found)[:limit]


def _names(book: Settlements, key: str, home: Place | None, limit: int) -> list[str]:
    if not joined(key):
        return []
    beginning = book.rows_from(key)
    later = book.rows_with_word(key, LATER_WORDS) if len(beginning) < limit else []
    ranked = _ranked(book, beginning, home)[:limit]
    ranked += [row for row in _ranked(book, later, home) if row not in beginning]
    return [book.place_at(row).value for row in ranked[:limit]]


def _ranked(book: Settlements, rows: list[int], home: Place | None) -> list[int]:
    """Return the rows in order: a town of 1,000 may be four times as far as a hamlet."""
    if not rows:
        return []
    people = np.log10(1 + book.populations[rows])
    unlikely = -people if home is None else book.miles_from(home, rows) / (1 + people)
    return [rows[place] for place in np.argsort(unlikely, kind="stable")]
