"""Words a few slips away: letters left out, put in, changed, or two in the wrong order.

Two words within n slips of each other become equal when up to n letters are left out of each. So
each word is kept with letters left out, as a hash in a sorted array; a question's word is looked
up in the same way, and what is found is measured properly.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np

from lily.search.columns import Array

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_LONGEST = 24
_POWERS = np.cumprod(np.full(_LONGEST, _FACTOR), dtype=np.uint64)
SHORTEST = 4
"""Letters below which a word is taken as it stands."""
_TWO_SLIPS = 8
_AT_ONCE = 2000


def slips_allowed(word: str) -> int:
    """Return how many slips are forgiven: none below 4 letters, one to 7, two from 8."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 2 if len(word) >= _TWO_SLIPS else 1


def _left_out(length: int) -> int:
    """Return how many letters to leave out of a known word so that every question meets it."""
    return 2 if length >= _TWO_SLIPS - 2 else 1


@lru_cache(maxsize=128)
def _kept(length: int, left_out: int) -> Array:
    """Return the places of the letters that stay, a row for each choice of those left out."""
    return np.array(list(combinations(range(length), length - left_out)), np.intp)


def _hashes(letters: Array, most: int) -> Array:
    """Return the hashes of each row: a column for each choice of the letters left out."""
    columns = []
    for left_out in range(most + 1):
        kept = _kept(letters.shape[1], left_out)
        sums = (letters[:, kept] * _POWERS[: kept.shape[1]]).sum(axis=2, dtype=np.uint64)
        columns.append(((sums ^ (sums >> np.uint64(29))) >> np.uint64(32)).astype(np.uint32))
    return np.concatenate(columns, axis=1)


def _letters(words: Sequence[str]) -> Array:
    """Return words of one length as rows of letters."""
    packed = np.array(words, dtype=f"U{len(words[0])}")
    return packed.view(np.uint32).reshape(len(words), -1).astype(np.uint64)


def variants_of(forms: Sequence[bytes]) -> tuple[Array, Array]:
    """Return (hashes in order, number of the form of each) of all forms worth meeting by slip."""
    by_length: dict[int, list[tuple[int, str]]] = {}
    for number, form in enumerate(forms):
        word = form.decode()
        if SHORTEST - 1 <= len(word) <= _LONGEST and word.isalpha():
            by_length.setdefault(len(word), []).append((number, word))
    hashes: list[Array] = []
    owners: list[Array] = []
    for length, entries in by_length.items():
        for at in range(0, len(entries), _AT_ONCE):
            some = entries[at : at + _AT_ONCE]
            found = _hashes(_letters([word for _, word in some]), _left_out(length))
            hashes.append(found.ravel())
            numbers = np.array([number for number, _ in some], np.int32)
            owners.append(np.repeat(numbers, found.shape[1]))
    if not hashes:
        return np.zeros(0, np.uint32), np.zeros(0, np.int32)
    every, owner = np.concatenate(hashes), np.concatenate(owners)
    order = np.argsort(every, kind="stable")
    return every[order], owner[order]


def meets(word: str, variant_hashes: Array, variant_forms: Array) -> Array:
    """Return the numbers of the forms that may be within the slips allowed, and some others."""
    slips = slips_allowed(word)
    if not slips or len(word) > _LONGEST or not len(variant_hashes):
        return np.zeros(0, np.int32)
    wanted = _hashes(_letters([word]), slips)[0]
    starts = np.searchsorted(variant_hashes, wanted, "left")
    ends = np.searchsorted(variant_hashes, wanted, "right")
    found = [variant_forms[start:end] for start, end in zip(starts, ends, strict=True)]
    return np.unique(np.concatenate(found))


def slips(one: str, other: str, most: int) -> int:
    """Return the slips between two words (optimal string alignment), or most + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def closest(word: str, known: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the words within the slips allowed with their slips, best first.

    `known` are (word, how many documents hold it). Fewer slips win, then the same first letter
    (which people seldom get wrong), then the commoner word, then the alphabet.
    """
    most = slips_allowed(word)
    measured = (
        (slips(word, other, most), other[0] != word[0], -count, other) for other, count in known
    )
    return [(other, n) for n, _, _, other in sorted(measured) if n <= most]
