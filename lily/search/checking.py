"""Is the index what the database says? Compared listing by listing, by identifier and content."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from lily import clock
from lily.search.engine import SearchEngine
from lily.search.rows import all_documents, documents_of
from lily.search.snapshot import Snapshot

_NAMED = 5


@dataclass(frozen=True)
class Comparison:
    """What differs between database and index: identifiers of listings."""

    listings: int
    missing: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    different: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether the index holds what the database says and no more."""
        return not (self.missing or self.left_over or self.different)

    def sentences(self) -> list[str]:
        """Say what differs, in plain words."""
        return [
            f"{_counted(found)} {said}, such as {', '.join(found[:_NAMED])}."
            for found, said in (
                (self.missing, "not in the index"),
                (self.left_over, "in the index and not in the database"),
                (self.different, "otherwise in the database"),
            )
            if found
        ]


def _counted(found: tuple[str, ...]) -> str:
    return "1 listing is" if len(found) == 1 else f"{len(found)} listings are"


def compare(engine: SearchEngine, database: sa.Engine) -> Comparison:
    """Compare the index, all changes in it, with the database.

    What changed while it was compared is looked at once more. Raises Refused when busy.
    """
    held = _marks(engine.catch_up(database))
    with Session(database) as session:
        wanted = {d.card.id: d.fingerprint() for d in all_documents(session, clock.today())}
    odd = sorted(each for each in wanted | held if wanted.get(each) != held.get(each))
    if odd:
        held = _marks(engine.catch_up(database))
        with Session(database) as session:
            again = documents_of(session, [UUID(each) for each in odd], clock.today())
            now = {document.card.id: document.fingerprint() for document in again}
        wanted = {each: mark for each, mark in wanted.items() if each not in odd} | now
        odd = [each for each in odd if wanted.get(each) != held.get(each)]
    return Comparison(
        listings=len(wanted),
        missing=tuple(each for each in odd if each not in held),
        left_over=tuple(each for each in odd if each not in wanted),
        different=tuple(each for each in odd if each in wanted and each in held),
    )


def _marks(snapshot: Snapshot) -> dict[str, str]:
    """Return the fingerprint of each live document by its identifier."""
    return {
        segment.kept.ids[number].decode(): segment.kept.marks[number].decode()
        for segment, base in zip(snapshot.segments, snapshot.bases, strict=True)
        for number in range(segment.documents)
        if snapshot.live[base + number]
    }
