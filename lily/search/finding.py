"""Finding what a request asks for: words, reach and filters together, in no order yet."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lily.search.columns import Array
from lily.search.filters import Filters, make_filters
from lily.search.question import Question
from lily.search.reach import Reach, reach
from lily.search.request import SearchRequest
from lily.search.scoring import Answers, score
from lily.search.snapshot import Snapshot


@dataclass(frozen=True)
class Finding:
    """What a request finds. `documents` answer the words, are in reach and pass all filters.

    `scores` are of the words alone (1 where there are none). `answering` are the bits of the
    documents that answer the words and are in reach, whatever the filters.
    """

    documents: Array
    scores: Array
    is_full: Array
    is_near: Array
    reach: Reach | None
    filters: Filters
    answering: Array
    by_words: bool


def find(snapshot: Snapshot, request: SearchRequest, question: Question, today: date) -> Finding:
    """Find what a request asks for; the question is its text as read."""
    filters = make_filters(snapshot, request, today)
    answering = snapshot.live_bits
    reached = _reach(snapshot, request)
    if reached is not None:
        answering = answering & snapshot.pack(reached.near | reached.anywhere)
    answers = _answers(snapshot, question)
    if question.asks_something:
        held = np.zeros(snapshot.size, bool)
        held[answers.documents] = True
        answering = answering & snapshot.pack(held)
    passing = snapshot.holds(answering & filters.all(), answers.documents)
    documents = answers.documents[passing]
    return Finding(
        documents=documents,
        scores=answers.scores[passing],
        is_full=answers.is_full[passing],
        is_near=np.ones(len(documents), bool) if reached is None else reached.near[documents],
        reach=reached,
        filters=filters,
        answering=answering,
        by_words=question.asks_something,
    )


def _answers(snapshot: Snapshot, question: Question) -> Answers:
    answers: Answers = snapshot.memory.recall(
        ("answers", question.clauses, question.hints, question.neighbours),
        lambda: score(snapshot, question),
    )
    return answers


def _reach(snapshot: Snapshot, request: SearchRequest) -> Reach | None:
    place, within = request.place, request.within
    if place is None:
        return None
    reached: Reach = snapshot.places.recall(
        ("reach", place, within), lambda: reach(snapshot, place, within)
    )
    return reached
