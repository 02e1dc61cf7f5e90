"""The shape of `/search.json`: see docs/search-json.md."""

from typing import Any

from lily.directory.sessions import Session
from lily.geo.place import Place
from lily.search import Hit, SearchResults
from lily.web import labels
from lily.web.asking import MANY, Asked
from lily.web.found import as_text

_WORDS = ("near", "referral", "capacity")
_NUMBERS = ("within", "age", "checked")


def _next_session(session: Session | None) -> str | None:
    """Return when a session begins, in UK wall-clock time; only the day where no time is known."""
    if session is None:
        return None
    return session.starts_at.strftime("%Y-%m-%dT%H:%M" if session.has_time else "%Y-%m-%d")


def _result(hit: Hit) -> dict[str, Any]:
    card = hit.card
    miles = hit.distance_miles
    return {
        "id": card.id,
        "reference": card.reference,
        "slug": card.slug,
        "name": card.name,
        "organisation": card.organisation,
        "summary": card.summary,
        "distance_miles": None if miles is None else round(miles, 2),
        "next_session": _next_session(hit.next_session),
        "score": round(hit.score, 4),
        "url": f"/services/{card.slug}",
        "kind": card.kind,
        "section": hit.section,
        "because": list(hit.because),
    }


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _understood(asked: Asked, results: SearchResults, place: Place | None) -> dict[str, Any]:
    """Return what was read: our own names for the parameters, and the place as found."""
    said: dict[str, Any] = {"text": asked.one("q")}
    said |= {name: asked.one(name) for name in _WORDS if asked.one(name)}
    said |= {name: _number(asked.one(name)) for name in _NUMBERS if asked.one(name)}
    said |= {name: list(asked.many(name)) for name in MANY if asked.many(name)}
    said |= results.understood
    if place:
        said["place"] = {
            "name": place.name,
            "latitude": place.latitude,
            "longitude": place.longitude,
            "precision": place.precision,
            "uncertainty_m": place.uncertainty_m,
            "words": place.words(),
        }
    return said


def answer(asked: Asked, results: SearchResults, place: Place | None) -> dict[str, Any]:
    """Return the whole answer, ready to be written as JSON."""
    return {
        "total": results.total,
        "page": results.page,
        "size": results.size,
        "took_ms": round(results.took_ms, 2),
        "understood": _understood(asked, results, place),
        "did_you_mean": results.did_you_mean,
        "results": [_result(hit) for hit in results.hits],
        "facets": {
            name: [
                {
                    "value": each.value,
                    "label": labels.OF_FACET.get(name, {}).get(each.value) or each.label,
                    "count": each.count,
                }
                for each in values
            ]
            for name, values in results.facets.items()
        },
        "relax": [
            {"label": way.label, "url": asked.address(as_text(way.changes)), "gains": way.gains}
            for way in results.relax
        ],
    }
