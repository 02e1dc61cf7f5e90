"""How well listings answer a question: BM25F over the ways of each clause, all clauses first.

A clause counts once, by the best of the ways in which a listing answers it, times how rare such an
answer is (its inverse document frequency). Words side by side in the question that stand side by
side in the listing add a bonus. A listing that answers a part counts for the share that it
answers; one that answers too small a share is no answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lily.search.columns import Array
from lily.search.matches import Matches
from lily.search.question import Clause, Hint, Question, Way
from lily.search.snapshot import Snapshot

FILLER = 0.25
"""What a filler counts, beside a word that tells something."""
TOGETHER = 0.6
"""What two words side by side add, beside one word."""
UNKNOWN = 0.5
"""All that is asked for and found nowhere counts, together, so much of the rarest word."""
LITERAL = 0.5
"""What words count by themselves, of which staff know what they lead towards together."""
DIRECT = 0.75
"""Ways of at least this weight say what was asked; the others only lead towards it."""
LEAST_SHARE = 0.35
"""A listing must answer this share of the question, rare words counting for more."""
LEAST_SCORE = 0.15
"""What says only a part must reach this share of the best score; below it is the hopeless tail."""
ENOUGH = 20
"""Where so many listings say all that was asked, those that say a part are left out."""


@dataclass(frozen=True)
class Answers:
    """Documents in order, their scores (above 0), and whether each says all that was asked."""

    documents: Array
    scores: Array
    is_full: Array


def rarity(holding: int, count: int) -> float:
    """Return the inverse document frequency: about 0 for what all hold, more for what few do."""
    return math.log(1 + (count - holding + 0.5) / (holding + 0.5))


def score(snapshot: Snapshot, question: Question) -> Answers:
    """Score the listings that answer the question, or enough of it; all where nothing is asked."""
    if not question.asks_something:
        documents = np.arange(snapshot.size, dtype=np.int32)
        return Answers(documents, np.ones(snapshot.size, np.float32), np.ones(snapshot.size, bool))
    if len(question.clauses) == 1 and not question.hints and not question.neighbours:
        only = best_ways(snapshot, question.clauses[0])
        return Answers(only.documents, only.scores, np.ones(len(only.documents), bool))
    tally = _Tally(snapshot)
    hinted = {clause for hint in question.hints for clause in hint.parts}
    for clause in question.clauses:
        if clause not in hinted:
            tally.add(clause)
    for hint in question.hints:
        tally.add_hint(hint)
    for stems in question.neighbours:
        tally.add_neighbours(stems)
    return tally.answers()


_Scored = tuple[Array, Array]
"""Documents in order, each once, and a score for each."""


@dataclass(frozen=True)
class Best:
    """The documents that answer a clause, each by its best way.

    `scores` are weights times rarity; `direct` says which say it directly (None: all do); `rarity`
    is that of any answer at all.
    """

    documents: Array
    scores: Array
    direct: Array | None
    rarity: float


def best_ways(snapshot: Snapshot, clause: Clause) -> Best:
    """Find the documents that answer a clause.

    What it says and what it leads towards are each as rare as they are: "ring me" is in every
    other listing, and the telephone befriending that it leads towards in few.
    """
    count = snapshot.count
    found = [
        (way, matches) for way in clause.ways if len((matches := _find(snapshot, way)).documents)
    ]
    groups = [[each for each in found if each[0].is_led is led] for led in (False, True)]
    united = [_united(snapshot, group) for group in groups if group]
    scored = [
        (documents, weights * np.float32(rarity(len(documents), count)))
        for documents, weights in united
    ]
    documents, scores = _best_of(snapshot, scored)
    direct = None
    if any(way.weight < DIRECT for way, _ in found):
        says = np.zeros(snapshot.size, bool)
        for way, matches in found:
            if way.weight >= DIRECT:
                says[matches.documents] = True
        direct = says[documents]
    return Best(documents, scores, direct, rarity(len(documents), count))


def _united(snapshot: Snapshot, ways: Sequence[tuple[Way, Matches]]) -> _Scored:
    """Return the documents that answer in any of the ways, and the weight of the best of them."""
    return _best_of(
        snapshot,
        [(matches.documents, matches.weights * np.float32(way.weight)) for way, matches in ways],
    )


def _best_of(snapshot: Snapshot, parts: Sequence[_Scored]) -> _Scored:
    """Return every document of the parts once, in order, with the greatest of its scores."""
    if not parts:
        return Matches.none().documents, Matches.none().weights
    if len(parts) == 1:
        return parts[0]
    best = np.zeros(snapshot.size, np.float32)
    for documents, scores in parts:
        best[documents] = np.maximum(best[documents], scores)
    documents = np.flatnonzero(best > 0).astype(np.int32)
    return documents, best[documents]


def _find(snapshot: Snapshot, way: Way) -> Matches:
    return snapshot.matches(way.stems) if way.is_together else _apart(snapshot, way.stems)


def _apart(snapshot: Snapshot, stems: Sequence[str]) -> Matches:
    """Return the documents that hold all the stems anywhere, by the weakest of them."""
    first, *others = (snapshot.matches((stem,)) for stem in dict.fromkeys(stems))
    documents, weights = first.documents, first.weights
    for other in others:
        documents, here, there = np.intersect1d(
            documents, other.documents, assume_unique=True, return_indices=True
        )
        weights = np.minimum(weights[here], other.weights[there])
    return Matches(documents, weights)


class _Tally:
    """Adds up the clauses of a question, document by document."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._scores = np.zeros(snapshot.size, np.float32)
        self._answered = np.zeros(snapshot.size, np.float32)
        self._said = np.zeros(snapshot.size, np.uint8)
        self._quoted = np.zeros(snapshot.size, np.uint8)
        self._asked, self._unknown, self._clauses, self._quotes = 0.0, 0.0, 0, 0

    def add(self, clause: Clause) -> None:
        """Add what a clause is worth to the documents that answer it."""
        best = best_ways(self._snapshot, clause)
        documents = best.documents
        if clause.is_filler:
            self._scores[documents] += best.scores * np.float32(FILLER)
            return
        self._scores[documents] += best.scores
        self._answered[documents] += np.float32(best.rarity)
        self._said[documents if best.direct is None else documents[best.direct]] += 1
        if len(documents):
            self._asked += best.rarity
        else:
            self._unknown = best.rarity * UNKNOWN
        self._clauses += 1
        if clause.is_quoted:
            self._quoted[documents] += 1
            self._quotes += 1

    def add_hint(self, hint: Hint) -> None:
        """Add a hint: what it leads towards, or its parts said in so many words, which says less.

        One mention of what it leads towards answers all of its parts, and counts once.
        """
        size = self._snapshot.size
        scores, answered = np.zeros(size, np.float32), np.zeros(size, np.float32)
        parts = 0.0
        for clause in hint.parts:
            best = best_ways(self._snapshot, clause)
            scores[best.documents] += best.scores * np.float32(LITERAL)
            if len(best.documents):
                answered[best.documents] += np.float32(best.rarity)
                parts += best.rarity
        led = best_ways(self._snapshot, Clause(hint.said, hint.ways))
        worth = max(parts, led.rarity)
        scores[led.documents] = np.maximum(scores[led.documents], led.scores)
        answered[led.documents] = worth
        self._scores += scores
        self._answered += answered
        self._asked += worth
        self._clauses += max(len(hint.parts), 1)

    def add_neighbours(self, stems: tuple[str, ...]) -> None:
        """Add the bonus of words that stand side by side."""
        together = self._snapshot.matches(stems)
        if len(together.documents):
            held = [len(self._snapshot.matches((stem,)).documents) for stem in stems]
            worth = rarity(max(held[0], held[-1]), self._snapshot.count) * TOGETHER
            self._scores[together.documents] += together.weights * np.float32(worth)

    def answers(self) -> Answers:
        """Return the documents that answer enough, with their scores."""
        asked = self._asked + self._unknown
        least = max(np.float32(asked * LEAST_SHARE), np.float32(1e-9))
        documents = np.flatnonzero(self._answered >= least).astype(np.int32)
        if self._quotes:
            documents = documents[self._quoted[documents] == self._quotes]
        is_full = self._said[documents] == self._clauses
        if self._clauses > 1 and np.count_nonzero(is_full) >= ENOUGH:
            documents, is_full = documents[is_full], is_full[is_full]
        if self._clauses == 1:
            is_full = np.ones(len(documents), bool)
        share = np.minimum(self._answered[documents] / np.float32(asked or 1), 1)
        scores = self._scores[documents] * share
        if self._clauses > 1 and len(scores):
            kept = is_full | (scores >= scores.max() * LEAST_SCORE)
            documents, scores, is_full = documents[kept], scores[kept], is_full[kept]
        return Answers(documents, scores, is_full)
