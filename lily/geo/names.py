"""The names of places as keys, so that "St. Ives", "Saint Ives" and "st ives" are one."""

import re
import unicodedata
from functools import lru_cache

_LEFT_OUT = re.compile("['`.\u2018\u2019\u00b4]")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_SAME_WORD = {
    "saint": "st",
    "gt": "great",
    "lt": "little",
    "mkt": "market",
    "upon": "on",
    "nr": "near",
}
"""Words that stand for one another in names; each is read as the second."""


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """Return the words of a name in small letters, without accents and marks, one space between."""
    spread = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(sign for sign in spread if not unicodedata.combining(sign))
    words = _BETWEEN.sub(" ", _LEFT_OUT.sub("", plain).replace("&", " and ")).split()
    return " ".join(_SAME_WORD.get(word, word) for word in words)


def joined(key: str) -> str:
    """Return a key without its spaces: "kingslynn" finds King's Lynn too."""
    return key.replace(" ", "")
