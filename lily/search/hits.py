"""The hits of one page: cards, and what is true of them for this search alone."""

from collections.abc import Sequence
from datetime import datetime
from math import inf

from lily.directory.sessions import Session
from lily.search import reasons
from lily.search.columns import Array
from lily.search.facts import (
    DAY_MINUTES,
    HAS_TIME,
    IS_SURE,
    NO_END,
    minute_of,
    moment_of,
)
from lily.search.finding import Finding
from lily.search.question import Question
from lily.search.reach import nearest_number
from lily.search.request import SearchRequest
from lily.search.results import Hit, Point
from lily.search.snapshot import Snapshot


class HitMaker:
    """Makes the hits of a request from what was found."""

    def __init__(
        self, snapshot: Snapshot, request: SearchRequest, found: Finding, now: datetime
    ) -> None:
        self._snapshot = snapshot
        self._facts = snapshot.facts
        self._request = request
        self._found = found
        self._minute = minute_of(now)

    def make(self, question: Question, places: Array, scores: Array) -> list[Hit]:
        """Make the hits that stand at the places of what was found."""
        documents = self._found.documents[places]
        is_near = self._found.is_near[places].tolist()
        because = self._because(question, documents, is_near)
        return [
            Hit(
                card=card,
                score=round(score, 4),
                distance_miles=miles,
                next_session=session,
                place=card.places[number] if card.places else None,
                section="near" if near else "anywhere",
                because=tuple(why),
            )
            for card, score, miles, session, number, near, why in zip(
                map(self._snapshot.card, documents.tolist()),
                scores[places].tolist(),
                self._miles(documents),
                self._next_sessions(documents),
                self._numbers(documents),
                is_near,
                because,
                strict=True,
            )
        ]

    def _because(
        self, question: Question, documents: Array, is_near: Sequence[bool]
    ) -> list[list[str]]:
        """Return why each document is there, where the request asks for it."""
        if not self._request.explain:
            return [[]] * len(documents)
        because = reasons.of_words(self._snapshot, question, documents)
        if self._found.reach is None or self._request.place is None:
            return because
        of_place = reasons.of_place(self._snapshot, documents, self._request.place, is_near)
        return [[*words, *more] for words, more in zip(because, of_place, strict=True)]

    def _miles(self, documents: Array) -> list[float | None]:
        """Return the miles to the nearest shown place of each document, where there is one."""
        reached = self._found.reach
        if reached is None:
            return [None] * len(documents)
        return [None if m == inf else round(m, 2) for m in reached.miles(documents).tolist()]

    def _numbers(self, documents: Array) -> list[int]:
        """Return the number on its card of each document's nearest shown place, or of its first."""
        reached = self._found.reach
        if reached is None:
            return [0] * len(documents)
        starts = self._facts.place_bounds[documents]
        counts = (self._facts.place_bounds[documents + 1] - starts).tolist()
        return [
            nearest_number(self._snapshot, start, count, reached.point) if count else 0
            for start, count in zip(starts.tolist(), counts, strict=True)
        ]

    def _next_sessions(self, documents: Array) -> list[Session | None]:
        bounds = self._facts.session_bounds
        starts, ends = bounds[documents].tolist(), bounds[documents + 1].tolist()
        return [self._next_session(*each) for each in zip(starts, ends, strict=True)]

    def _next_session(self, first: int, last: int) -> Session | None:
        """Return the first session that is not over; a document's own few are soon gone through."""
        facts = self._facts
        for number in range(first, last):
            starts, ends = int(facts.session_starts[number]), int(facts.session_ends[number])
            flags = int(facts.session_flags[number])
            lasting = starts if flags & HAS_TIME else starts + DAY_MINUTES
            if (lasting if ends == NO_END else ends) > self._minute:
                return Session(
                    starts_at=moment_of(starts),
                    ends_at=None if ends == NO_END else moment_of(ends),
                    has_time=bool(flags & HAS_TIME),
                    is_sure=bool(flags & IS_SURE),
                )
        return None


def points_of(hits: list[Hit]) -> list[Point]:
    """Return the pins of a page of hits: the nearest shown place of each."""
    return [
        Point(hit.card.slug, hit.card.name, hit.place.latitude, hit.place.longitude)
        for hit in hits
        if hit.place and hit.place.latitude is not None and hit.place.longitude is not None
    ]
