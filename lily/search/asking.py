"""The room's public functions: what pages, commands and jobs ask of search."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.search.answering import understood
from lily.search.checking import Comparison, compare
from lily.search.engine import Progress
from lily.search.fitting import Fit, fit_of
from lily.search.following import forget_old_changes
from lily.search.registry import engine_for, engine_of
from lily.search.request import LONGEST_TEXT, SearchRequest
from lily.search.results import SearchResults
from lily.search.suggesting import suggestions
from lily.search.updates import note_changes

MOST_PARTS, LEAST_LIVE = 24, 0.6
"""Segments, and the share of what they hold that must be live, beyond which to begin anew."""
HORIZON_DAYS = 35
"""A listing whose sessions are known for fewer days is worked out anew."""


def search(session: Session, request: SearchRequest) -> SearchResults:
    """Answer a request: one statement at most twice a second, none in between."""
    return engine_of(session).answerer(session).answer(request, clock.local_now())


def fit(session: Session, listings: Iterable[UUID], wishes: SearchRequest) -> dict[UUID, Fit]:
    """Return how listings fit the filters of a request; who is not in the index is left out."""
    snapshot = engine_of(session).answerer(session).snapshot
    return fit_of(snapshot, listings, wishes, clock.local_now().date())


def suggest(session: Session, prefix: str, limit: int = 8) -> list[str]:
    """Return what somebody who has typed this may want to type."""
    return suggestions(engine_of(session).answerer(session), prefix[:LONGEST_TEXT], limit)


def understand(session: Session, text: str) -> dict[str, object]:
    """Return what is read from a text: the keys of `understood`."""
    question = engine_of(session).answerer(session).understand(text)
    return {**understood(question), "did_you_mean": question.did_you_mean}


def catch_up(database: sa.Engine) -> int:
    """Bring every stored change into the index; return how many listings are in it.

    Call it after a commit, so that the next page shows the change. Makes the index where there is
    none. Raises Refused when another process keeps writing.
    """
    return engine_for(database).catch_up(database).count


def rebuild(database: sa.Engine, progress: Progress | None = None) -> int:
    """Make the index anew from the database; return how many listings are in it.

    `progress` is told of every so many listings that are done.
    """
    engine = engine_for(database)
    return engine.rebuild(database, progress) if progress else engine.rebuild(database)


def tidy(database: sa.Engine) -> bool:
    """Make the index anew where edits have left it in many parts, or much of it is gone.

    For `lily tick`; returns whether it was. Edits merge little parts by themselves; this comes
    once in thousands of them.
    """
    engine = engine_for(database)
    snapshot = engine.catch_up(database)
    held = sum(segment.documents for segment in snapshot.segments)
    if len(snapshot.segments) <= MOST_PARTS and snapshot.count >= held * LEAST_LIVE:
        return False
    engine.rebuild(database)
    return True


def check(database: sa.Engine) -> Comparison:
    """Compare the index, all stored changes in it, with the database."""
    return compare(engine_for(database), database)


def refresh_horizons(session: Session) -> int:
    """Note the listings whose sessions are known for too few days, and forget old changes.

    For `lily tick`; the caller commits. Returns how many were noted. A running site needs no more
    to show the right next session for ever.
    """
    bound = session.get_bind()
    database = bound if isinstance(bound, sa.Engine) else bound.engine
    snapshot = engine_for(database).catch_up(database)
    known = snapshot.facts.known_until
    soon = (clock.today() + timedelta(days=HORIZON_DAYS)).toordinal()
    documents = np.flatnonzero(snapshot.live & (known > 0) & (known < soon))
    listings: Sequence[UUID] = [UUID(snapshot.card(number).id) for number in documents.tolist()]
    note_changes(session, listings)
    forget_old_changes(session)
    return len(listings)
