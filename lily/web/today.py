"""What is on today, or else tomorrow, near the area that this site serves."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from lily import clock
from lily.geo.place import Place
from lily.search import Hit, SearchRequest, search
from lily.search.request import LARGEST_PAGE
from lily.web.labels import DAYS

MOST = 6
LEAST = 3
"""Fewer than this still to come today, and tomorrow is shown instead."""
JUST_BEGUN = timedelta(minutes=30)
ACTIVITY = "activity"
_WEEKDAYS = tuple(DAYS)


@dataclass(frozen=True)
class WhatIsOn:
    """A day's sessions, soonest first: `day` is today or tomorrow, `where` the area's name."""

    day: str
    slug: str
    where: str
    hits: list[Hit]


def what_is_on(session: Session, place: Place | None) -> WhatIsOn | None:
    """Return activities that begin later today; late in the day, tomorrow's; None if none do."""
    now = clock.local_now()
    for ahead, word in enumerate(("today", "tomorrow")):
        day = now.date() + timedelta(days=ahead)
        slug = _WEEKDAYS[day.weekday()]
        asked = SearchRequest(
            place=place, days=(slug,), kinds=(ACTIVITY,), sort="soonest", size=LARGEST_PAGE
        )
        hits = [
            hit
            for hit in search(session, asked).hits
            if hit.place and (next_ := hit.next_session) and next_.has_time
            if next_.starts_at.date() == day and next_.starts_at >= now - JUST_BEGUN
        ]
        if len(hits) >= LEAST or (hits and ahead):
            return WhatIsOn(word, slug, place.name if place else "", hits[:MOST])
    return None
