"""In which order: near before anywhere, then the sort, then the name.

The best are those that say all that was asked, before those that say a part.

All of that is one whole number a document, so that the top of a page is found without sorting the
rest, and each number is different, so that a page never shows what another has shown.
"""

from datetime import date, datetime

import numpy as np

from lily.search.columns import Array
from lily.search.facts import DAY_MINUTES, HAS_TIME, NO_END, Flag, minute_of
from lily.search.finding import Finding
from lily.search.snapshot import Snapshot

STALE_DAYS = 180
STALE, FULL, CLOSED, TEMPORARILY_CLOSED = 0.92, 0.9, 0.6, 0.5
"""What is left of the score of a listing not checked lately, full, closed for now."""
FAR = 0.4
"""What is left, far away, of the score of a listing found by its words."""
SERVING_RADIUS = 0.5
"""A listing that comes here counts as if so much of the radius away."""

_RANK_BITS = 29
_SORT_BITS = 31
_LATEST = (1 << _SORT_BITS) - 1


def quality(snapshot: Snapshot, today: date) -> Array:
    """Return what each document's score is multiplied by for being stale, full or closed."""
    factors: Array = snapshot.memory.recall(
        ("quality", today), lambda: _quality(snapshot, today.toordinal())
    )
    return factors


def _quality(snapshot: Snapshot, today: int) -> Array:
    facts = snapshot.facts
    factor = np.ones(snapshot.size, np.float32)
    is_sunk = facts.flags & Flag.SUNK != 0
    factor[is_sunk | (facts.assured_on < today - STALE_DAYS)] *= STALE
    factor[facts.flags & Flag.FULL != 0] *= FULL
    shut = (facts.closed_until == 0) | (facts.closed_until >= today)
    factor[(facts.flags & Flag.CLOSED != 0) & shut] *= CLOSED
    factor[(facts.flags & Flag.TEMPORARILY_CLOSED != 0) & shut] *= TEMPORARILY_CLOSED
    return factor


def nearness(miles: Array, radius: float, *, by_words: bool) -> Array:
    """Return what distance leaves of a score: 1 here, less with each mile."""
    away = np.where(np.isfinite(miles), miles, radius * SERVING_RADIUS)
    left = np.exp(-away / max(radius / 2, 0.1))
    kept: Array = (FAR + (1 - FAR) * left if by_words else left).astype(np.float32)
    return kept


def by_score(scores: Array) -> Array:
    """Return scores (0 or more, float32) as whole numbers in the same order."""
    bits: Array = np.ascontiguousarray(scores, np.float32).view(np.int32).astype(np.int64)
    return bits


def by_distance(miles: Array) -> Array:
    """Return whole numbers that are the greater the nearer; 0 where no place is shown."""
    nearer: Array = np.where(np.isfinite(miles), _LATEST - by_score(miles), 0)
    return nearer


def by_next_session(snapshot: Snapshot, documents: Array, minute: int) -> Array:
    """Return whole numbers that are the greater the sooner; 0 where none is known."""
    number = next_sessions(snapshot, minute)[documents]
    found = number >= 0
    starts = snapshot.facts.session_starts
    sooner = np.zeros(len(documents), np.int64)
    sooner[found] = _LATEST - starts[number[found]]
    return sooner


def next_sessions(snapshot: Snapshot, minute: int) -> Array:
    """Return the number of each document's first session not over at the minute, or -1."""
    numbers: Array = snapshot.memory.recall(
        ("next", minute), lambda: _next_sessions(snapshot, minute)
    )
    return numbers


def _next_sessions(snapshot: Snapshot, minute: int) -> Array:
    facts = snapshot.facts
    found = np.full(snapshot.size, -1, np.int64)
    starts, ends = facts.session_bounds[:-1], facts.session_bounds[1:]
    having = np.flatnonzero(ends > starts)
    if len(having):
        has_time = facts.session_flags & HAS_TIME != 0
        lasting = facts.session_starts + np.where(has_time, 0, DAY_MINUTES)
        over = np.where(facts.session_ends == NO_END, lasting, facts.session_ends)
        count = len(over)
        numbers = np.where(over > minute, np.arange(count), count)
        first = np.minimum.reduceat(numbers, starts[having])
        coming = first < ends[having]
        found[having[coming]] = first[coming]
    return found


def final_scores(snapshot: Snapshot, found: Finding, today: date) -> Array:
    """Return the scores of what was found, for its words, its state and its distance."""
    scores = found.scores * quality(snapshot, today)[found.documents]
    if found.reach is not None:
        miles = found.reach.miles(found.documents)
        scores *= nearness(miles, found.reach.radius, by_words=found.by_words)
    return scores


def order(snapshot: Snapshot, found: Finding, sort: str, scores: Array, now: datetime) -> Array:
    """Return one whole number a document found, the greatest first: near, full, sort, name."""
    documents = found.documents
    if sort == "name":
        by = np.zeros(len(documents), np.int64)
    elif sort == "checked":
        by = snapshot.facts.assured_on[documents].astype(np.int64)
    elif sort == "soonest":
        by = by_next_session(snapshot, documents, minute_of(now))
    elif sort == "distance" and found.reach is not None:
        by = by_distance(found.reach.miles(documents))
    else:
        by = by_score(scores)
    above = found.is_near.astype(np.int64) << 1 | (found.is_full & (sort == "best"))
    last = (1 << _RANK_BITS) - 1 - snapshot.name_ranks[documents].astype(np.int64)
    ordered: Array = (above << _SORT_BITS | by) << _RANK_BITS | last
    return ordered


def page_of(ordered: Array, first: int, count: int) -> Array:
    """Return the places of the keys that stand at `first` and after, greatest first."""
    last = min(first + count, len(ordered))
    if first >= last:
        return np.zeros(0, np.int64)
    if last < len(ordered):
        top = np.argpartition(ordered, len(ordered) - last)[len(ordered) - last :]
    else:
        top = np.arange(len(ordered))
    page: Array = top[np.argsort(-ordered[top])][first:last]
    return page
