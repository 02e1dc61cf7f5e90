"""Turns what an Open Referral feed holds into records: every listing is made, refused or counted.

Terms that mean one of ours become ours; all others are kept as terms of the feed's own.
"""

from collections.abc import Callable, Iterable
from typing import Any

from lily.directory import text as texts
from lily.imports import values
from lily.imports.drafts import Drafts, Raw
from lily.imports.feeds import Feed, Row
from lily.imports.oruk import details
from lily.imports.oruk.places import location_of, phones_of
from lily.imports.oruk.shapes import Item, first, listed, part, services_in
from lily.imports.oruk.times import schedules_of
from lily.imports.records import TaxonomyRecord, TaxonomyTermRecord
from lily.imports.vocabulary import Vocabulary, codes_in

_SCHEMES = {"charity number": "GB-CHC", "company number": "GB-COH"}


def read_oruk(
    data: Any,
    vocabulary: Vocabulary,
    *,
    source: str,
    progress: Callable[[int], None] | None = None,
) -> Feed:
    """Read every listing of a feed. `source` is the slug of the source; `data` is parsed JSON.

    `progress` is told of each listing that was read.
    """
    reader = _Reader(vocabulary, source)
    for number, item in enumerate(services_in(data), start=1):
        reader.take(number, item)
        if progress:
            progress(1)
    return reader.drafts.feed


class _Reader:
    def __init__(self, vocabulary: Vocabulary, source: str) -> None:
        self.drafts = Drafts()
        self._vocabulary = vocabulary
        self._source = source

    def take(self, number: int, item: Any) -> None:
        """Take one listing, whatever it is."""
        if not isinstance(item, dict):
            self.drafts.feed.read += 1
            row = Row("service", f"number {number}")
            self.drafts.feed.refuse(row, "", "this is not a listing")
            return
        name, reference = (values.read_line(item.get(field)) for field in ("name", "id"))
        row = Row("service", reference or f"number {number}")
        organisation, known_as = self._organisation(row, item, name)
        if not reference and name:
            reference = f"{organisation}/{texts.slug(name)}"[:200]
            self.drafts.feed.note(row, "id", "it has no identifier; known by its name", name)
        raw = self._service(row, item) | {"reference": reference, "organisation": organisation}
        self.drafts.service(row, raw, or_named=known_as)

    def _organisation(self, row: Row, item: Item, service_name: str) -> tuple[str, str]:
        """Take who runs a listing; return its reference and its name."""
        body = part(item, "organization", "organisation")
        name = values.read_line(first(body, "name", "alternate_name"))
        reference = values.read_line(first(body, "id") or item.get("organization_id"))
        where = Row("organisation", reference or f"of {row.where}")
        raw = {
            "reference": reference or f"name:{texts.slug(name or service_name)}",
            "name": name,
            "alternate_name": body.get("alternate_name"),
            "description": values.read_text(body.get("description")),
            "email": values.read_line(body.get("email")),
            "website": values.read_line(first(body, "website", "url", "uri")),
            "identifiers": _identifiers(body),
            "phones": phones_of(body),
        }
        return self.drafts.organisation(where, raw, or_named=service_name), name

    def _service(self, row: Row, item: Item) -> Raw:
        feed = self.drafts.feed
        known_areas, other_areas = details.areas_of(item)
        raw: Raw = {
            "name": item.get("name"),
            "alternate_name": item.get("alternate_name"),
            "status": details.status_of(feed, row, item),
            "summary": item.get("summary"),
            "description": details.described(item),
            "fees": details.fees_of(item),
            "url": values.read_line(item.get("url")),
            "email": values.read_line(item.get("email")),
            "capacity_words": values.read_text(item.get("wait_time")),
            "what_to_bring": "; ".join(
                values.read_line(one.get("document")) for one in listed(item, "required_documents")
            ),
            "languages": details.languages_of(feed, row, item),
            "costs": details.costs_of(item),
            "areas": known_areas,
            "schedules": schedules_of(feed, row, item),
            "at": self._places(row, item),
            **details.kind_of(item),
            **details.reached(item),
            **details.who_for(feed, row, item),
            **details.contacts_of(item),
            **details.assured(item),
            **self._terms(item),
        }
        if other_areas:
            told = f"Area served: {'; '.join(other_areas)}"
            raw["who_for"] = "\n".join(filter(None, (raw["who_for"], told)))
        return raw

    def _places(self, row: Row, item: Item) -> list[Raw]:
        places: dict[str, Raw] = {}
        at_locations = listed(item, "service_at_locations", "service_at_location")
        at_locations += [{"location": place} for place in listed(item, "locations")]
        for at in at_locations:
            reference = location_of(self.drafts, row, part(at, "location"))
            if reference:
                place = places.setdefault(reference, {"location": reference, "schedules": []})
                place["words"] = values.read_text(at.get("description"))
                place["schedules"] += schedules_of(self.drafts.feed, row, at)
        return list(places.values())

    def _terms(self, item: Item) -> dict[str, list[Any]]:
        """Return needs and audiences that are ours, and the feed's own terms."""
        found: dict[str, list[Any]] = {"needs": [], "audiences": [], "terms": []}
        for one in listed(item, "service_taxonomys", "service_taxonomies", "taxonomies"):
            term = part(one, "taxonomy") or one
            scheme = values.read_line(term.get("vocabulary"))
            self._place_term(found, term, scheme, ("needs", "audiences"))
        for one in listed(item, "attributes"):
            term = part(one, "taxonomy_term")
            scheme = values.read_line(first(part(term, "taxonomy_detail"), "name"))
            scheme = scheme or values.read_line(term.get("taxonomy"))
            self._place_term(found, term, scheme, ("needs", "audiences"))
        for one in listed(item, "pc_targetAudience"):
            term = {"id": one.get("id"), "name": one.get("audienceType")}
            self._place_term(found, term, "audiences", ("audiences",))
        return found

    def _place_term(
        self, found: dict[str, list[Any]], term: Item, scheme: str, within: Iterable[str]
    ) -> None:
        name = values.read_line(first(term, "name", "term"))
        if not name:
            return
        fields = ("id", "term_uri", "uri", "code")
        codes = codes_in([values.read_line(term.get(field)) for field in fields], scheme)
        ours = self._vocabulary.match(name, codes, within)
        for taxonomy, slug in ours:
            if slug not in found[taxonomy]:
                found[taxonomy].append(slug)
        if not ours:
            own = {"taxonomy": self._own_taxonomy(scheme), "slug": self._own_term(scheme, name)}
            if own not in found["terms"]:
                found["terms"].append(own)

    def _own_taxonomy(self, scheme: str) -> str:
        return texts.slug(f"{self._source} {scheme or 'terms'}", 100)

    def _own_term(self, scheme: str, name: str) -> str:
        """Take a term that we have no word for; return its slug."""
        taxonomy = self._own_taxonomy(scheme)
        slug = texts.slug(name) or "term"
        named = f"{self._source}: {scheme or 'terms'}"
        self.drafts.taxonomy(TaxonomyRecord(slug=taxonomy, name=texts.shorten(named, 300)))
        name = texts.shorten(name, 300)
        self.drafts.term(TaxonomyTermRecord(taxonomy=taxonomy, slug=slug, name=name))
        return slug


def _identifiers(body: Item) -> list[Raw]:
    numbers = []
    for one in listed(body, "organization_identifiers", "identifiers"):
        kind = values.read_line(one.get("identifier_type")).lower()
        scheme = values.read_line(one.get("identifier_scheme")) or _SCHEMES.get(kind, kind)
        identifier = values.read_line(one.get("identifier"))
        if scheme and identifier:
            numbers.append({"scheme": scheme[:60], "identifier": identifier[:120]})
    return numbers
