"""The words that the directory uses, over all segments: is one known, what begins so, what is near.

Words that only the lists know (synonyms, stop words) count as known: a slip may lead to them.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

import numpy as np

from lily.search.analysis import stem
from lily.search.columns import Array, TextColumns
from lily.search.snapshot import Snapshot
from lily.search.spelling import closest, meets
from lily.search.words import Stems, Words

_RARE, _COMMONER = 2, 10
_MOST_MET = 400
"""Candidates to measure; beyond this, the commonest."""


class Lexicon:
    """The words of the segments, and those of the lists."""

    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        self._snapshot = snapshot
        self._texts = [segment.text for segment in snapshot.segments]
        self._words = words

    def counts(self, forms: Sequence[str]) -> list[int]:
        """Return how many documents hold each of the words as they are written."""
        return [sum(self._count(text, form) for text in self._texts) for form in forms]

    @staticmethod
    def _count(text: TextColumns, form: str) -> int:
        number = text.form_numbers.get(form)
        return 0 if number is None else int(text.form_counts[number])

    def holds_stem(self, stemmed: str) -> bool:
        """Say whether any document holds a word of this stem."""
        return any(stemmed in text.stem_numbers for text in self._texts)

    def holds(self, stems: Stems) -> bool:
        """Say whether any document holds the stems side by side."""
        return all(map(self.holds_stem, stems)) and len(self._snapshot.matches(stems).documents) > 0

    def knows(self, form: str) -> bool:
        """Say whether a word, or another of its stem, is in the directory or in the lists."""
        return self.holds((stem(form),)) or self._words.knows(form)

    def commoner(self, form: str) -> str | None:
        """Return a word so near and so much commoner that a rare word may be a slip in a listing.

        None where it is not rare, staff know it, or no such word is there.
        """
        own = self.counts([form])[0]
        if not 0 < own <= _RARE or self._words.knows(form):
            return None
        for other, slips in self.near(form):
            if slips and stem(other) != stem(form) and self.counts([other])[0] >= own * _COMMONER:
                return other
        return None

    def beginning(self, prefix: str, most: int) -> list[str]:
        """Return the commonest words that begin with the letters."""
        counts: Counter[str] = Counter()
        key = prefix.encode()
        for text in self._texts:
            start = int(np.searchsorted(text.forms, key))
            end = int(np.searchsorted(text.forms, key + b"\xff"))
            for number in _commonest(np.arange(start, end), text.form_counts, _MOST_MET):
                counts[text.forms[number].decode()] += int(text.form_counts[number])
        by_count = sorted(counts, key=lambda form: (-counts[form], form))
        return list(islice((form for form in by_count if self.holds((stem(form),))), most))

    def near(self, form: str) -> list[tuple[str, int]]:
        """Return the words within the slips allowed, best first, with their slips."""
        counts: Counter[str] = Counter()
        for text in self._texts:
            met = meets(form, text.variant_hashes, text.variant_forms)
            for number in _commonest(met, text.form_counts, _MOST_MET):
                counts[text.forms[number].decode()] += int(text.form_counts[number])
        for number in meets(form, *self._words.variants):
            counts[self._words.forms[number].decode()] += 0
        return closest(form, counts.items())


def _commonest(numbers: Array, counts: Array, most: int) -> Array:
    if len(numbers) <= most:
        return numbers
    kept: Array = numbers[np.argpartition(-counts[numbers], most)[:most]]
    return kept
