"""The index at one moment, as one run of documents: what every search works on.

A snapshot never changes. A new one is made when something is published, and takes over the
segments that are still there.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from lily.search.columns import Array, DocumentColumns, capacity
from lily.search.document_columns import join
from lily.search.facts import WHEN
from lily.search.matches import Matches, phrase_in, stem_in
from lily.search.memory import Memory
from lily.search.results import Card
from lily.search.segment import Segment

_MATCHES_KEPT = 512
_CARDS_KEPT = 2048
_ANSWERS_KEPT = 512
_PLACES_KEPT = 32


class Snapshot:
    """Segments end to end. Documents are numbered through, each segment from a whole word of bits.

    `live` says of each number whether a document is there and not deleted (`live_bits` the same,
    packed); `count` how many are. `memory` and `places` keep what was lately worked out from the
    snapshot: what is as long as an answer, and what is as long as the directory.
    """

    def __init__(self, segments: Sequence[Segment], deleted: Mapping[str, Sequence[int]]) -> None:
        self.segments = sorted(segments, key=lambda segment: (-segment.documents, segment.name))
        sizes = [capacity(segment.documents) for segment in self.segments]
        self.bases: list[int] = np.cumsum([0, *sizes])[:-1].tolist()
        self.size = sum(sizes)
        self.live = np.zeros(self.size, bool)
        self._has_deleted = []
        for segment, base in zip(self.segments, self.bases, strict=True):
            self.live[base : base + segment.documents] = True
            gone = np.array(deleted.get(segment.name, []), np.int64)
            self.live[base + gone] = False
            self._has_deleted.append(bool(len(gone)))
        self.count = int(np.count_nonzero(self.live))
        self.live_bits = self.pack(self.live)
        self.memory: Memory[Any] = Memory(_ANSWERS_KEPT)
        self.places: Memory[Any] = Memory(_PLACES_KEPT)
        self._matches: Memory[Matches] = Memory(_MATCHES_KEPT)
        self._cards: Memory[Card] = Memory(_CARDS_KEPT)

    @staticmethod
    def pack(held: Array) -> Array:
        """Pack a truth value a document into words of bits."""
        return np.packbits(held, bitorder="little").view(np.uint64)

    @staticmethod
    def holds(bits: Array, documents: Array) -> Array:
        """Return whether the bit of each of the documents is set."""
        word, bit = documents >> 6, (documents & 63).astype(np.uint64)
        held: Array = (bits[word] >> bit) & np.uint64(1) != 0
        return held

    @cached_property
    def columns(self) -> dict[tuple[str, str], int]:
        """The column of `facts.bits` of each (facet, slug)."""
        return {(facet, slug): n for n, (facet, slug, _) in enumerate(self.facts.values)}

    @cached_property
    def shown_columns(self) -> int:
        """How many columns of `facts.bits` are of facets that are shown; the hidden one is last."""
        return sum(facet != WHEN for facet, _, _ in self.facts.values)

    @cached_property
    def facts(self) -> DocumentColumns:
        """What filters, catchment and order ask, over all segments."""
        return join([segment.facts for segment in self.segments])

    @cached_property
    def belt(self) -> tuple[Array, Array, Array]:
        """The shown places from south to north: heights on the ball, points, documents."""
        bounds, points = self.facts.place_bounds, self.facts.place_points
        order = np.argsort(points[:, 2], kind="stable")
        owners = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(bounds))
        return np.ascontiguousarray(points[order, 2]), points[order], owners[order]

    def flagged(self, flags: int) -> Array:
        """Return whether each document has any of the flags (facts.Flag)."""
        held: Array = self.memory.recall(("flags", flags), lambda: self.facts.flags & flags != 0)
        return held

    @cached_property
    def name_ranks(self) -> Array:
        """Each document's place among all in the order of names, then ids; each is different."""
        ranks = np.zeros(self.size, np.int32)
        if not self.segments:
            return ranks
        big, *small = self.segments
        if not small:
            ranks[big.kept.name_order] = np.arange(big.documents)
            return ranks
        keys = np.concatenate([segment.kept.name_keys for segment in small])
        documents = np.concatenate(
            [
                segment.kept.name_order + base
                for segment, base in zip(small, self.bases[1:], strict=True)
            ]
        )
        order = np.argsort(keys, kind="stable")
        before = np.searchsorted(big.kept.name_keys, keys[order])
        ranks[documents[order]] = before + np.arange(len(order))
        moved = np.cumsum(np.bincount(before, minlength=big.documents + 1))[: big.documents]
        ranks[big.kept.name_order] = np.arange(big.documents) + moved
        return ranks

    def matches(self, stems: tuple[str, ...]) -> Matches:
        """Return the live documents that hold a stem, or several side by side in this order."""
        return self._matches.recall(stems, lambda: self._find(stems))

    def _find(self, stems: tuple[str, ...]) -> Matches:
        found = []
        for segment, base, has_deleted in zip(
            self.segments, self.bases, self._has_deleted, strict=True
        ):
            matches = (
                stem_in(segment.text, stems[0])
                if len(stems) == 1
                else phrase_in(segment.text, stems)
            )
            if not len(matches.documents):
                continue
            documents, weights = matches.documents, matches.weights
            if base:
                documents = documents + base
            if has_deleted:
                kept = self.live[documents]
                documents, weights = documents[kept], weights[kept]
            found.append(Matches(documents, weights))
        return Matches.joined(found)

    def find(self, identifier: str) -> int | None:
        """Return the number of the live document with the identifier, or None."""
        for segment, base in zip(self.segments, self.bases, strict=True):
            number = segment.find(identifier)
            if number is not None and self.live[base + number]:
                return base + number
        return None

    def card(self, document: int) -> Card:
        """Return a document's card."""
        number = bisect_right(self.bases, document) - 1
        segment, base = self.segments[number], self.bases[number]
        return self._cards.recall(document, lambda: segment.card(document - base))
