"""What somebody may be about to type: kinds of help, words of the directory, names of listings."""

from collections.abc import Iterator, Sequence

import numpy as np

from lily.search.analysis import stem, words
from lily.search.answering import Answerer
from lily.search.facets import popcounts
from lily.search.snapshot import Snapshot

_SHORTEST = 2
_KINDS, _WORDS, _BEGINNINGS, _NAMES_READ = 3, 3, 30, 30


def suggestions(answerer: Answerer, typed: str, limit: int) -> list[str]:
    """Return texts that begin as typed, the broadest first, each once."""
    begun = words(typed)
    if len("".join(begun)) < _SHORTEST:
        return []
    found: dict[str, str] = {}
    for said in _found(answerer, begun):
        found.setdefault(" ".join(words(said)), said)
        if len(found) == limit:
            break
    return list(found.values())


def _found(answerer: Answerer, begun: Sequence[str]) -> Iterator[str]:
    yield from _kinds_of_help(answerer.snapshot, begun)
    if len(begun) == 1:
        yield from answerer.lexicon.beginning(begun[0], _WORDS)
    yield from _names(answerer, begun)


def begins(said: str, begun: Sequence[str]) -> bool:
    """Say whether a text has all the words in any order, the last perhaps unfinished."""
    *whole, last = begun
    left = words(said)
    for word in whole:
        if word not in left:
            return False
        left.remove(word)
    return any(word.startswith(last) for word in left)


def _kinds_of_help(snapshot: Snapshot, begun: Sequence[str]) -> list[str]:
    labels: list[str] = snapshot.memory.recall("kinds of help", lambda: _labels(snapshot))
    return [label for label in labels if begins(label, begun)][:_KINDS]


def _labels(snapshot: Snapshot) -> list[str]:
    """Return the names of the needs that listings meet, the commonest first."""
    counts = popcounts(snapshot.facts.bits, snapshot.live_bits).tolist()
    named = [
        (-number, label)
        for (facet, _, label), number in zip(snapshot.facts.values, counts, strict=True)
        if facet == "need" and number
    ]
    return [label for _, label in sorted(named)]


def _names(answerer: Answerer, begun: Sequence[str]) -> Iterator[str]:
    """Yield names of listings, those first in which the words weigh most."""
    snapshot = answerer.snapshot
    weights = np.zeros(snapshot.size, np.float32)
    for form in answerer.lexicon.beginning(begun[-1], _BEGINNINGS):
        matches = snapshot.matches((stem(form),))
        weights[matches.documents] = np.maximum(weights[matches.documents], matches.weights)
    for whole in begun[:-1]:
        matches = snapshot.matches((stem(whole),))
        holds = np.zeros(snapshot.size, bool)
        holds[matches.documents] = True
        weights[~holds] = 0
    for document in np.argsort(-weights, kind="stable")[:_NAMES_READ].tolist():
        if weights[document] == 0:
            return
        name = snapshot.card(document).name
        if begins(name, begun):
            yield name
