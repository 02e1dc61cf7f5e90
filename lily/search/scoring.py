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
from lily.search.question import Clause, Question, Way
from lily.search.snapshot import Snapshot

FILLER = 0.25
"""What a filler counts, beside a word that tells something."""
TOGETHER = 0.6
"""What two words side by side add, beside one word."""
UNKNOWN = 0.5
"""All that is asked for and found nowhere counts, together, so much of the rarest word."""
DIRECT = 0.75
"""Ways of at least this weight say what was asked; the others only lead towards it."""
LEAST_SHARE = 0.35
"""A listing must answer this share of the question, rare words counting for more."""
LEAST_SCORE = 0.2
"""What says only a part must reach this share of the best score: below it is the hopeless tail."""
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
    if not question.clauses:
        documents = np.arange(snapshot.size, dtype=np.int32)
        return Answers(documents, np.ones(snapshot.size, np.float32), np.ones(snapshot.size, bool))
    tally = _Tally(snapshot)
    for clause in question.clauses:
        tally.add(clause)
    for stems in question.neighbours:
        tally.add_neighbours(stems)
    return tally.answers()


def best_ways(snapshot: Snapshot, clause: Clause) -> tuple[Matches, Array | None]:
    """Return the documents that answer a clause, each by its best way, and which say it directly.

    None where all of them do.
    """
    found = [
        (way, matches) for way in clause.ways if len((matches := _find(snapshot, way)).documents)
    ]
    if len(found) == 1 and found[0][0].weight == 1:
        return found[0][1], None
    best = np.zeros(snapshot.size, np.float32)
    direct = np.zeros(snapshot.size, bool)
    for way, matches in found:
        weights = matches.weights * np.float32(way.weight)
        best[matches.documents] = np.maximum(best[matches.documents], weights)
        if way.weight >= DIRECT:
            direct[matches.documents] = True
    documents = np.flatnonzero(best).astype(np.int32)
    return Matches(documents, best[documents]), direct[documents]


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
        matches, direct = best_ways(self._snapshot, clause)
        documents = matches.documents
        worth = rarity(len(documents), self._snapshot.count)
        if clause.is_filler:
            self._scores[documents] += matches.weights * np.float32(worth * FILLER)
            return
        self._scores[documents] += matches.weights * np.float32(worth)
        self._answered[documents] += np.float32(worth)
        self._said[documents if direct is None else documents[direct]] += 1
        if len(documents):
            self._asked += worth
        else:
            self._unknown = worth * UNKNOWN
        self._clauses += 1
        if clause.is_quoted:
            self._quoted[documents] += 1
            self._quotes += 1

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
