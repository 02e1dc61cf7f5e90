"""The same full query by LILY: its own index, its own answerer, and all that it does besides.

Besides text, category, radius, facets, total and top twenty it forgives slips, follows synonyms,
phrases and prefixes, applies the catchment rule, and draws each result's card.
"""

from collections.abc import Iterable
from pathlib import Path

from lily.bench.documents import NOW, document_of
from lily.bench.synthetic import Listing, Question, synonyms
from lily.geo.place import Place, Precision
from lily.search.answering import Answerer
from lily.search.index import Index
from lily.search.request import SearchRequest
from lily.search.results import SearchResults
from lily.search.snapshot import Snapshot
from lily.search.words import Group, SynonymKind, Words


def request_of(question: Question) -> SearchRequest:
    """Return a question as a request."""
    place = None
    if question.place:
        place = Place("There", *question.place, Precision.UNIT, 50, None, None, None)
    return SearchRequest(
        text=" ".join(question.words),
        place=place,
        within=question.miles if place else None,
        needs=(question.need,) if question.need else (),
    )


class Ours:
    """LILY's index in a folder."""

    name = "LILY"

    def __init__(self, folder: Path) -> None:
        self.index = Index(folder)
        groups = [Group(group, SynonymKind.SAME) for group in synonyms()]
        self.words = Words((), groups)

    def build(self, listings: Iterable[Listing]) -> None:
        """Index the listings and open the index."""
        with self.index.lock():
            self.index.rebuild(map(document_of, listings), applied=1, origin="bench")
        self.forget()

    def forget(self) -> None:
        """Open the index anew, with nothing remembered of earlier questions."""
        published = self.index.read()
        if published is None:
            raise AssertionError("The index was not built.")
        snapshot = Snapshot(self.index.open(published), published.deleted)
        self.answerer = Answerer(snapshot, self.words)

    def ask(self, question: Question) -> tuple[int, list[int]]:
        """Return the total and the numbers of the top twenty."""
        found = self.answer(question)
        return found.total, [int(hit.card.id) for hit in found.hits]

    def answer(self, question: Question) -> SearchResults:
        """Return all that LILY answers."""
        return self.answerer.answer(request_of(question), NOW)
