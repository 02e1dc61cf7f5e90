"""Answering a request from one snapshot: no database, no clock, nothing that changes."""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from lily.search import ordering
from lily.search.facets import Counting, count
from lily.search.finding import find
from lily.search.hits import HitMaker, points_of
from lily.search.lexicon import Lexicon
from lily.search.memory import Memory
from lily.search.question import Question
from lily.search.reading import read
from lily.search.relaxing import FEW, relax
from lily.search.request import LARGEST_PAGE, LONGEST_TEXT, SearchRequest
from lily.search.results import Relax, SearchResults
from lily.search.snapshot import Snapshot
from lily.search.words import Words

_QUESTIONS_KEPT = 512
_FURTHEST = 1_000_000_000
"""The first result of a page that is surely empty: nobody needs a greater number."""


class Answerer:
    """Answers requests from one snapshot, in the light of the words that staff know."""

    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        self.snapshot = snapshot
        self.lexicon = Lexicon(snapshot, words)
        self.words = words
        self._questions: Memory[Question] = Memory(_QUESTIONS_KEPT)

    def understand(self, text: str) -> Question:
        """Read a question; what is beyond LONGEST_TEXT is left out."""
        text = text[:LONGEST_TEXT]
        return self._questions.recall(text, lambda: read(text, self.lexicon, self.words))

    def answer(self, request: SearchRequest, now: datetime) -> SearchResults:
        """Answer a request at a moment (wall-clock time in the UK). Never raises for its text."""
        start = time.perf_counter()
        size, page = min(max(request.size, 1), LARGEST_PAGE), max(request.page, 1)
        question = self.understand(request.text)
        found = find(self.snapshot, request, question, now.date())
        scores = ordering.final_scores(self.snapshot, found, now.date())
        ordered = ordering.order(self.snapshot, found, request.sort, scores, now)
        places = ordering.page_of(ordered, min((page - 1) * size, _FURTHEST), size)
        hits = HitMaker(self.snapshot, request, found, now).make(question, places, scores)
        counting = Counting(self.snapshot, request, found.filters, found.answering, now.date())
        total, near = len(found.documents), int(np.count_nonzero(found.is_near))
        results = SearchResults(
            total=total,
            near_total=near,
            anywhere_total=total - near,
            page=page,
            size=size,
            took_ms=0,
            hits=hits,
            facets=count(counting),
            understood=understood(question),
            did_you_mean=question.did_you_mean,
            relax=self._relax(request, question, now) if total < FEW else [],
            points=points_of(hits),
        )
        return replace(results, took_ms=round((time.perf_counter() - start) * 1000, 2))

    def _relax(self, request: SearchRequest, question: Question, now: datetime) -> list[Relax]:
        def total_of(other: SearchRequest) -> int:
            same = other.text == request.text
            asked = question if same else self.understand(other.text)
            return len(find(self.snapshot, other, asked, now.date()).documents)

        return relax(request, question, total_of)


def understood(question: Question) -> dict[str, Any]:
    """Return what was read from the text, under the names of the search's JSON."""
    return {
        "text": question.text,
        "corrected": question.corrected,
        "synonyms": question.synonyms,
    }
