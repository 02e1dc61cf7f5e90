"""The search engine of one process: it follows the database and answers from what it holds.

What it holds is one immutable state, swapped whole, so that threads need no lock to read. It looks
at the database at most twice a second. Whoever sees a change first and can have the index's lock
writes it in; the others go on answering and open the newer index when it is published.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.errors import Refused
from lily.search.answering import Answerer
from lily.search.column_file import Damaged
from lily.search.document import Document
from lily.search.following import Position, changes_after, read_position
from lily.search.index import LOCK_WAIT_S, Index, Published
from lily.search.loading import read_words
from lily.search.rows import all_documents, documents_of
from lily.search.snapshot import Snapshot
from lily.search.words import Words

LOOK_EVERY_S = 0.5

Progress = Callable[[int], None]

_log = logging.getLogger("lily.search")


def _in_silence(_done: int) -> None:
    pass


@dataclass(frozen=True)
class State:
    """What a process holds: an index as published, words as at a change, and their answerer."""

    stamp: tuple[int, int]
    published: Published
    words_at: int
    answerer: Answerer

    def is_of(self, position: Position) -> bool:
        """Say whether this is an index of the database that can be brought to the position."""
        published = self.published
        return (
            published.origin == position.origin
            and position.oldest - 1 <= published.applied <= position.newest
        )


class SearchEngine:
    """Follows one database with the index in one folder."""

    def __init__(self, folder: Path) -> None:
        self.index = Index(folder)
        self._state: State | None = None
        self._looked = 0.0
        self._turn = Lock()

    def answerer(self, session: Session) -> Answerer:
        """Return what answers now, after a look at the database when the last is old."""
        state = self._state
        if state and time.monotonic() - self._looked < LOOK_EVERY_S:
            return state.answerer
        if state and not self._turn.acquire(blocking=False):
            return state.answerer
        if state is None:
            self._turn.acquire()
        try:
            bound = session.get_bind()
            database = bound if isinstance(bound, sa.Engine) else bound.engine
            position = read_position(session)
            return self._follow(database, position, 0 if state else LOCK_WAIT_S).answerer
        finally:
            self._turn.release()

    def catch_up(self, database: sa.Engine) -> Snapshot:
        """Bring all changes into the index, after others that write; return it. Raises Refused."""
        with self._turn:
            with Session(database) as session:
                position = read_position(session)
            return self._follow(database, position, LOCK_WAIT_S).answerer.snapshot

    def rebuild(self, database: sa.Engine, progress: Progress = _in_silence) -> int:
        """Make the index anew from the database; return how many listings are in it.

        `progress` is told of every so many listings that are done.
        """
        with self._turn, self.index.lock():
            self._make(database, progress)
        return self.catch_up(database).count

    def _follow(self, database: sa.Engine, position: Position, wait_s: float) -> State:
        """Bring the state to the position: open, write changes in, or make the index anew."""
        state = self._opened()
        if state is None or not state.is_of(position):
            state = self._mended(database)
        elif state.published.applied < position.newest:
            state = self._advanced(database, state, wait_s)
        if state.words_at != position.newest_words:
            with Session(database) as session:
                words = read_words(session)
            answerer = Answerer(state.answerer.snapshot, words)
            state = replace(state, words_at=position.newest_words, answerer=answerer)
        self._state = state
        self._looked = time.monotonic()
        return state

    def _opened(self) -> State | None:
        """Return the state of what is published; None where that is nothing, or damaged."""
        held, stamp = self._state, self.index.stamp()
        if held and held.stamp == stamp:
            return held
        published = self.index.read()
        if published is None:
            return None
        try:
            segments = self.index.open(published)
        except Damaged as damage:
            _log.warning("The search index is damaged: %s", damage)
            return None
        snapshot = Snapshot(segments, published.deleted)
        words = held.answerer.words if held else Words()
        words_at = held.words_at if held else -1
        return State(stamp, published, words_at, Answerer(snapshot, words))

    def _advanced(self, database: sa.Engine, state: State, wait_s: float) -> State:
        """Return the state with the changes written in; as it is where others are at it."""
        try:
            with self.index.lock(wait_s):
                self._write_changes(database)
        except Damaged as damage:
            _log.warning("The search index is damaged: %s", damage)
            return self._mended(database, broken=state)
        except Refused as refused:
            if wait_s:
                raise
            _log.info("Searching on without the newest changes: %s", refused)
        return self._opened() or state

    def _write_changes(self, database: sa.Engine) -> None:
        published = self.index.read()
        if published is None:
            raise Damaged(f"Nothing is published in {self.index.folder}")
        applied = published.applied
        with Session(database) as session:
            while True:
                listings, last = changes_after(session, applied)
                if last == applied:
                    return
                documents = list(documents_of(session, listings, clock.today()))
                gone = {str(listing) for listing in listings} - {d.card.id for d in documents}
                self.index.write(documents, gone, origin=published.origin, applied=last)
                applied = last

    def _mended(self, database: sa.Engine, broken: State | None = None) -> State:
        """Return a sound state: made anew, unless another process has just done so.

        `broken` is one that can be read and not be written to.
        """
        with self.index.lock():
            with Session(database) as session:
                position = read_position(session)
            state = self._opened()
            spoilt = broken is not None and state is not None and state.stamp == broken.stamp
            if state is None or spoilt or not state.is_of(position):
                _log.warning("The search index is made anew from the database.")
                self._make(database)
                state = self._opened()
        if state is None:
            raise Refused("The search index cannot be read. Run `lily search rebuild`.")
        return state

    def _make(self, database: sa.Engine, progress: Progress = _in_silence) -> None:
        with Session(database) as session:
            position = read_position(session)
            documents = _told(all_documents(session, clock.today()), progress)
            self.index.rebuild(documents, origin=position.origin, applied=position.newest)


def _told(documents: Iterable[Document], progress: Progress) -> Iterator[Document]:
    """Yield the documents, and say how many are done."""
    for document in documents:
        yield document
        progress(1)
