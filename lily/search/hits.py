"""The hits of one page: cards, and what is true of them for this search alone."""

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
        self._request = request
        self._found = found
        self._minute = minute_of(now)

    def make(self, question: Question, places: Array, scores: Array) -> list[Hit]:
        """Make the hits that stand at the places of what was found."""
        documents = self._found.documents[places]
        reached = self._found.reach
        return [
            self._hit(document, score, is_near=is_near, miles=miles, why=why)
            for document, score, is_near, miles, why in zip(
                documents.tolist(),
                scores[places].tolist(),
                self._found.is_near[places].tolist(),
                reached.miles(documents).tolist() if reached else [None] * len(documents),
                reasons.of_words(self._snapshot, question, documents),
                strict=True,
            )
        ]

    def _hit(
        self,
        document: int,
        score: float,
        *,
        is_near: bool,
        miles: float | None,
        why: list[str],
    ) -> Hit:
        card = self._snapshot.card(document)
        place, asked = (card.places[0] if card.places else None), self._request.place
        reached = self._found.reach
        if reached is not None and asked is not None:
            number = nearest_number(self._snapshot, document, reached.point)
            if number is not None:
                place = card.places[number]
            why = [*why, *reasons.of_place(self._snapshot, document, asked, is_near=is_near)]
        return Hit(
            card=card,
            score=round(score, 4),
            distance_miles=None if miles is None or miles == inf else round(miles, 2),
            next_session=self._next_session(document),
            place=place,
            section="near" if is_near else "anywhere",
            because=tuple(why),
        )

    def _next_session(self, document: int) -> Session | None:
        """Return the first session that is not over; a document's own few are soon gone through."""
        facts = self._snapshot.facts
        start, end = facts.session_bounds[document : document + 2].tolist()
        for number in range(start, end):
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
