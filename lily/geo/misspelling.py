"""Place names that are one or two slips of the finger from what was typed.

A slip is a letter too many, missing, wrong, or changed places with its neighbour (the distance of
Damerau and Levenshtein, restricted). Names that cannot be near by their counts of letters are
passed over; the distance to all the rest is worked out at once, column by column.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lily.geo.settlements import Settlements

SHORTEST = 4
LONGEST = 40
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slips_allowed(key: str) -> int:
    """Return how many slips a name of this length may hold: one up to seven letters, then two."""
    return 1 if len(key) <= 7 else 2


class Alphabet:
    """The distinct keys of all names as rows of letters, and how often each letter stands there."""

    def __init__(self, book: Settlements) -> None:
        """Lay out the keys."""
        keys = sorted({key for key in book.keys if SHORTEST - 1 <= len(key) <= LONGEST})
        self.keys = keys
        self.lengths = np.array([len(key) for key in keys], dtype=np.int16)
        padded = "".join(key.ljust(LONGEST) for key in keys).encode("ascii", "replace")
        self.signs = np.frombuffer(padded, np.uint8).reshape(-1, LONGEST)
        self.counts = np.stack(
            [(self.signs == ord(letter)).sum(axis=1) for letter in _LETTERS], axis=1
        ).astype(np.int8)

    def near(self, key: str) -> list[tuple[int, str]]:
        """Return the keys within the slips allowed, each with how many, the nearest first."""
        most = slips_allowed(key)
        wanted = np.array([key.count(letter) for letter in _LETTERS], dtype=np.int8)
        could = np.abs(self.lengths - len(key)) <= most
        rows = np.flatnonzero(could)
        rows = rows[np.abs(self.counts[rows] - wanted).sum(axis=1) <= 2 * most]
        if not len(rows):
            return []
        found = distances(key, self.signs[rows], self.lengths[rows])
        return sorted(
            (int(found[place]), self.keys[int(rows[place])])
            for place in np.flatnonzero(found <= most)
        )


def distances(key: str, signs: NDArray[np.uint8], lengths: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the number of slips between a key and each of many, given as rows of letters."""
    width = int(lengths.max()) if len(lengths) else 0
    letters = key.encode("ascii", "replace")
    before_last = last = np.tile(np.arange(width + 1, dtype=np.int16), (len(signs), 1))
    for row, letter in enumerate(letters, 1):
        now = np.empty_like(last)
        now[:, 0] = row
        for column in range(1, width + 1):
            differs = signs[:, column - 1] != letter
            best = np.minimum(last[:, column - 1] + differs, last[:, column] + 1)
            best = np.minimum(best, now[:, column - 1] + 1)
            if row > 1 and column > 1:
                swapped = (signs[:, column - 1] == letters[row - 2]) & (
                    signs[:, column - 2] == letter
                )
                best = np.where(swapped, np.minimum(best, before_last[:, column - 2] + 1), best)
            now[:, column] = best
        before_last, last = last, now
    found: NDArray[np.int16] = last[np.arange(len(signs)), lengths]
    return found


@lru_cache(maxsize=2)
def alphabet(book: Settlements) -> Alphabet:
    """Return the letters of a book of names, laid out once."""
    return Alphabet(book)


def near_misses(book: Settlements, key: str) -> list[tuple[int, str]]:
    """Return the names' keys that a joined key may be a slip of, each with how many slips.

    People get the first letter right: a name that begins with another has one slip at most.
    """
    if not SHORTEST <= len(key) <= LONGEST or not key.isascii():
        return []
    return [
        (slips, other)
        for slips, other in alphabet(book).near(key)
        if slips == 1 or (slips and other[0] == key[0])
    ]
