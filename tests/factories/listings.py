"""Whole listings, and changes that wait, for tests."""

from typing import Any
from uuid import uuid4

from sqlmodel import Session

from lily.audit.actors import LINK, Actor
from lily.directory.choices import EvidenceHow
from lily.directory.models import Service
from lily.listings.document import empty_document
from lily.listings.document_writing import write_document
from lily.listings.values import tidy_changes
from tests.factories.directory import make_service

WEEKLY: dict[str, Any] = {
    "freq": "weekly",
    "byday": ["TU"],
    "opens_at": "12:00",
    "closes_at": "13:30",
}


def whole_document(name: str = "Tuesday lunch club") -> dict[str, Any]:
    """Return a document that says something in every field."""
    hall = str(uuid4())
    typed = {
        "name": name,
        "alternate_name": "The Circle",
        "kind": "activity",
        "asset_kind": "community",
        "summary": "A hot lunch and good company.",
        "description": "<p>Two courses, and a cup of tea.</p>",
        "who_for": "Anybody over 60.",
        "minimum_age": 60,
        "maximum_age": 110,
        "areas": [{"kind": "district", "code": "E07000146", "name": "West Norfolk"}],
        "places": [
            {"id": hall, "name": "St Mary's Hall", "city": "Heacham", "postcode": "PE31 7EX"}
        ],
        "access": {hall: {"step_free": {"answer": "yes", "words": "A ramp by the side door"}}},
        "delivery": ["in_person"],
        "times": [
            {"place": "", "words": "Ring first in August", "schedules": []},
            {"place": hall, "words": "Tuesdays 12-1.30", "schedules": [WEEKLY]},
        ],
        "fees": "Pay on the day.",
        "costs": [{"option": "A meal", "amount": "4.50"}],
        "referral": "self",
        "how_to_get_help": "Ring or drop in.",
        "what_happens_first": "Somebody shows you round.",
        "what_to_bring": "A friend, if you like.",
        "languages": [{"code": "pl"}],
        "phones": [{"number": "01632 960123", "words": "mornings"}],
        "email": "lunch@example.org",
        "url": "https://example.org/lunch",
        "contacts": [{"name": "The desk", "phone": "01632 960124"}],
        "capacity": "short_wait",
        "capacity_words": "About two weeks.",
        "closed_until": None,
        "status": "active",
    }
    nothing = empty_document()
    return {**nothing, **tidy_changes(typed, nothing)}


def make_listing(session: Session, document: dict[str, Any] | None = None) -> Service:
    """Add a listing that says all that the document says."""
    service = make_service(session)
    write_document(session, service.id, document or whole_document())
    return service


OWNER: dict[str, Any] = {"by": Actor(words="the group itself"), "how": EvidenceHow.OWNER}
"""How an owner proposes: words for `propose_change`."""
BY_LINK: dict[str, Any] = {"by": LINK, "how": EvidenceHow.LINK}
