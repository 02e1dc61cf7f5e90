"""Synthetic listings as the index takes them, with the cards that every engine must give back."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from lily.bench.synthetic import DAYS, Listing
from lily.directory.sessions import Session
from lily.search.document import Document, Term
from lily.search.facts import minute_of
from lily.search.results import Card, CardPlace

MONDAY = date(2026, 11, 23)
NOW = datetime.combine(MONDAY, time(9))
NOW_MINUTE = minute_of(NOW)
WEEKS = 10


def document_of(listing: Listing) -> Document:
    """Return a synthetic listing as the index takes it."""
    facets = listing.facets
    return Document(
        card=card_of(listing),
        texts=(("details", (listing.description,)),),
        needs=tuple(Term(slug, slug) for slug in facets["need"]),
        sessions=tuple(sessions_of(facets["day"])),
    )


def card_of(listing: Listing) -> Card:
    """Return the card of a synthetic listing."""
    facets = listing.facets
    return Card(
        id=f"{listing.number:08d}",
        name=listing.name,
        slug=f"listing-{listing.number}",
        organisation=listing.organisation,
        summary=listing.summary,
        kind=facets["kind"][0],
        places=(CardPlace("Hall", "Town", "", listing.latitude, listing.longitude),),
        cost=facets["cost"][0],
        access=tuple(value.replace("_", "-") for value in facets["access"]),
        deliveries=facets["delivery"],
        phone="01632 960123",
        assured_on=MONDAY - timedelta(days=listing.number % 300),
    )


def sessions_of(days: Iterable[str]) -> Iterable[Session]:
    """Yield the sessions of ten weeks, two hours at noon on each of the days."""
    for day in days:
        first = datetime.combine(MONDAY + timedelta(days=DAYS.index(day)), time(12))
        for week in range(WEEKS):
            at = first + timedelta(weeks=week)
            yield Session(at, at + timedelta(hours=2))


def session_rows(listing: Listing) -> list[tuple[int, int, int]]:
    """Return (listing, starts, ends) of each session, in minutes, for a table."""
    return [
        (listing.number, minute_of(session.starts_at), minute_of(session.ends_at))
        for session in sessions_of(listing.facets["day"])
        if session.ends_at
    ]
