"""Listings that search tests write in a line, and an answerer over them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from lily.directory.sessions import Session
from lily.geo.place import Place, Precision
from lily.search.answering import Answerer
from lily.search.document import Catchment, Document, Term
from lily.search.index import Index
from lily.search.request import SearchRequest
from lily.search.results import Card, CardPlace, SearchResults
from lily.search.snapshot import Snapshot
from lily.search.words import Group, LeftOut, SynonymKind, WordKind, Words

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 30)
HEACHAM = Place(
    "Heacham", 52.9087, 0.4871, Precision.PLACE, 1000, "E07000146", "E05012339", "West Norfolk"
)
MILE_NORTH = 1 / 69.09


def named(number: int | str) -> str:
    """Return the identifier of a listing by its number or name."""
    return str(uuid5(NAMESPACE_URL, str(number)))


def listing(
    name: str,
    *,
    details: str = "",
    needs: Sequence[str] = (),
    audiences: Sequence[str] = (),
    miles: float | None = None,
    at: str = "",
    area: Catchment | None = None,
    sessions: Iterable[datetime] = (),
    **card: Any,
) -> Document:
    """Return a listing; `miles` puts it so far north of Heacham."""
    places: tuple[CardPlace, ...] = ()
    if miles is not None:
        latitude = HEACHAM.latitude + miles * MILE_NORTH
        places = (CardPlace("Hall", at or "Heacham", "PE31 7EX", latitude, HEACHAM.longitude),)
    values = {"id": named(name), "slug": name.lower().replace(" ", "-"), "assured_on": TODAY}
    return Document(
        card=Card(name=name, places=places, **{**values, **card}),
        texts=(
            ("details", (details,)),
            ("terms", tuple(needs)),
            ("audiences", tuple(audiences)),
            ("place", (at,)),
        ),
        needs=tuple(Term(slug, slug.capitalize()) for slug in needs),
        audiences=tuple(Term(slug, slug.capitalize()) for slug in audiences),
        catchment=area or Catchment(),
        sessions=tuple(Session(at, at + timedelta(hours=1)) for at in sessions),
        known_until=TODAY + timedelta(days=70) if sessions else None,
    )


def words(
    *, stops: str = "", fillers: str = "", same: Sequence[str] = (), towards: Sequence[str] = ()
) -> Words:
    """Return words as staff know them; members of a group are parted by bars."""
    left_out = [LeftOut(word, WordKind.STOP) for word in stops.split()]
    left_out += [LeftOut(word, WordKind.FILLER) for word in fillers.split()]
    groups = [Group(tuple(g.split("|")), SynonymKind.SAME) for g in same]
    groups += [Group(tuple(g.split("|")), SynonymKind.TOWARDS) for g in towards]
    return Words(left_out, groups)


def opened(index: Index) -> Snapshot:
    """Return what is published of an index, opened as another process would open it."""
    other = Index(index.folder.parent)
    published = other.read()
    assert published is not None
    return Snapshot(other.open(published), published.deleted)


class Directory:
    """An index of listings in a folder, and questions to it."""

    def __init__(
        self, folder: Path, documents: Iterable[Document], known: Words | None = None
    ) -> None:
        self.index = Index(folder)
        self.known = known or Words()
        with self.index.lock():
            self.index.rebuild(documents, origin="test", applied=0)
        self.answerer = Answerer(opened(self.index), self.known)

    def write(self, *documents: Document, gone: Iterable[str] = ()) -> None:
        """Put listings in and take others out."""
        with self.index.lock():
            self.index.write(documents, gone, origin="test", applied=0)
        self.answerer = Answerer(opened(self.index), self.known)

    def ask(self, text: str = "", **request: Any) -> SearchResults:
        """Answer a search."""
        return self.answerer.answer(SearchRequest(text=text, explain=True, **request), NOW)

    def names(self, text: str = "", **request: Any) -> list[str]:
        """Return the names of what a search finds, in order."""
        return [hit.card.name for hit in self.ask(text, **request).hits]

    def count(self, facet: str, text: str = "", **request: Any) -> dict[str, int]:
        """Return the counts of a facet by value."""
        return {v.value: v.count for v in self.ask(text, **request).facets.get(facet, [])}
