"""From text to words, the same for listings and for questions.

Folding happens on the whole text, in C, before it is cut into words; that is several times faster
than a chain of filters over word after word. Accents are folded by Whoosh's map, endings cut by
its English (Porter 2) stemmer.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.support.charset import accent_map

LONGEST_WORD = 32
"""Letters after which a word is cut: web addresses, mostly."""

_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_AGES = re.compile(r"^(\d+)s$")
_APOSTROPHES = "'\u2018\u2019\u02bc\u2032`\u00b4"
_FOLDS = {key: value for key, value in accent_map.items() if key > 127} | {
    **dict.fromkeys(map(ord, _APOSTROPHES), None),
    ord("\u00ad"): None,
    ord("&"): " and ",
}
_stemmer = EnglishStemmer()


def fold(text: str) -> str:
    """Fold case, accents and apostrophes away: "Men's Café" gives "mens cafe"."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    folded = text.casefold().translate(_FOLDS)
    if "." in folded:
        folded = _ACRONYM.sub(lambda dotted: dotted[0].replace(".", "") + " ", folded)
    return folded


def words(text: str) -> list[str]:
    """Cut a text into words. Numbers stay, and "over 60s" speaks of 60; hyphens part words."""
    found = _WORD.findall(fold(text))
    return [_whole(word) if len(word) > LONGEST_WORD or word[-1] == "s" else word for word in found]


def _whole(word: str) -> str:
    ages = _AGES.match(word)
    return ages[1] if ages else word.encode()[:LONGEST_WORD].decode(errors="ignore")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Cut a word's endings: carers and carer give "carer", bereavement and bereaved "bereav"."""
    stemmed: str = _stemmer.stem(word)
    return stemmed


def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words, in order."""
    return tuple(map(stem, words(text)))


def sort_key(name: str) -> str:
    """Return what names are put in order by: without accents, case or signs."""
    return " ".join(words(name))


def joined(parts: Iterable[str]) -> str:
    """Write words as one: food, bank give "foodbank"."""
    return "".join(parts)
