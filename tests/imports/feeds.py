"""A small feed for tests, made as readers make theirs."""

from copy import deepcopy
from typing import Any

from lily.imports.drafts import Drafts
from lily.imports.feeds import Feed, Row
from lily.imports.records import SourceRecord, TaxonomyRecord, TaxonomyTermRecord

SOURCE = SourceRecord(slug="test-feed", name="A test feed")

CIRCLE: dict[str, Any] = {
    "reference": "circle",
    "name": "Heacham Lunch Circle",
    "website": "https://circle.example.org",
    "identifiers": [{"scheme": "GB-CHC", "identifier": "9000001"}],
    "phones": [{"number": "01632 960123"}],
    "contacts": [{"name": "The team", "phone": "01632 960124"}],
}
HALL: dict[str, Any] = {
    "reference": "hall",
    "name": "St Mary's Hall",
    "address_1": "12 High Street",
    "city": "Heacham",
    "postcode": "PE31 7EX",
    "access": [{"feature": "step_free", "answer": "yes"}, {"feature": "lift", "answer": "no"}],
}
LUNCH: dict[str, Any] = {
    "reference": "lunch",
    "organisation": "circle",
    "name": "Lunch club",
    "kind": "activity",
    "description": "<p>A hot lunch.</p>",
    "minimum_age": 60,
    "needs": ["lunch"],
    "phones": [{"number": "01632 960125", "words": "Mornings"}, {"number": "01632 960126"}],
    "contacts": [{"name": "Jean", "phone": "01632 960127"}],
    "costs": [{"option": "A meal", "amount": "4.50"}],
    "languages": [{"code": "en"}, {"code": "pl"}],
    "areas": [{"kind": "district", "code": "E07000146"}, {"kind": "radius", "miles": 8}],
    "at": [
        {
            "location": "hall",
            "schedules": [
                {
                    "freq": "weekly",
                    "byday": ["TU"],
                    "opens_at": "12:00",
                    "closes_at": "13:30",
                    "closures": [{"starts_on": "2026-12-21", "ends_on": "2027-01-03"}],
                }
            ],
        }
    ],
}
PHONE: dict[str, Any] = {
    "reference": "phone",
    "organisation": "circle",
    "name": "A friendly call",
    "kind": "service",
    "delivery": ["phone"],
    "schedules": [{"freq": "weekly", "byday": ["MO"], "opens_at": "10:00"}],
}


def make_feed(
    *services: dict[str, Any],
    organisation: dict[str, Any] | None = None,
    location: dict[str, Any] | None = None,
) -> Feed:
    """Return a feed of the services given, or of two; with one organisation and one place."""
    drafts = Drafts()
    drafts.taxonomy(TaxonomyRecord(slug="needs", name="Needs"))
    for slug, parent in (("food", ""), ("lunch", "food")):
        term = {"taxonomy": "needs", "slug": slug, "name": slug.title(), "parent": parent}
        drafts.term(TaxonomyTermRecord.model_validate(term))
    drafts.organisation(Row("organisation", "row 1"), deepcopy(CIRCLE | (organisation or {})))
    drafts.location(Row("location", "row 1"), deepcopy(HALL | (location or {})))
    for number, service in enumerate(services or (LUNCH, PHONE), start=1):
        drafts.service(Row("service", f"row {number}"), deepcopy(service))
    return drafts.feed
