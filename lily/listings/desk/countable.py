"""Which words of a search may be counted: none that look like personal data (ADR 0021)."""

import re

from lily.search.analysis import words

LONGEST = 80
_MOST_DIGITS = 4
"""A year or an age may stay; a telephone or NHS number, or a day of birth, has more."""

_NUMBER = re.compile(r"\d(?:[\s().,/+-]*\d)*")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b", re.IGNORECASE)
_ADDRESS = re.compile(r"@|\bwww\.|://", re.IGNORECASE)
_NAMES = re.compile(
    r"\b(mr|mrs|ms|miss|mx|dr)\b\.?\s+\w|\bnames? (is|are)\b|\bdate of birth\b|\bdob\b",
    re.IGNORECASE,
)
_TELLING = (_POSTCODE, _ADDRESS, _NAMES)


def countable(text: str) -> str:
    """Return the words of a search in one shape; empty where they must not be counted."""
    if len(text) > LONGEST or any(telling.search(text) for telling in _TELLING):
        return ""
    digits = (sum(map(str.isdigit, found[0])) for found in _NUMBER.finditer(text))
    if any(count > _MOST_DIGITS for count in digits):
        return ""
    return " ".join(words(text))
