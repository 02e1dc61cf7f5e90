"""What the page of results shows, gathered once so that the template only draws."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lily import clock
from lily.directory.queries.needs import Need
from lily.geo.place import Place, Precision
from lily.search import DEFAULT_MILES, Hit, SearchResults
from lily.web.asking import Asked, Changes
from lily.web.map_names import names_around
from lily.web.panel import Chip, Filter, Names, chips_of, filters_of
from lily.web.sensitive import topic_of

ROUGH_M = 800
"""Above this uncertainty of the place asked for, distances are said as "about"."""
LONGEST_IN_TITLE = 40
MOST_WORDS_IN_TITLE = 3
MOST_NEEDS = 5
"""How many needs a page offers that found nothing."""


@dataclass(frozen=True)
class Way:
    """A link out of a dead end, and how many more it finds."""

    label: str
    address: str
    gains: int


@dataclass(frozen=True)
class Part:
    """A section of the results: its heading, its hits with their numbers."""

    heading: str
    hits: tuple[tuple[int, Hit], ...]


@dataclass(frozen=True)
class Found:
    """A page of results."""

    results: SearchResults
    place: Place | None
    parts: tuple[Part, ...]
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]
    ways: tuple[Way, ...]
    did_you_mean: Way | None
    today: date
    count: str
    about: str
    more: str
    pages: int
    plain: str
    previous: str
    following: str
    is_rough: bool
    miles: str
    map: dict[str, object] | None
    needs: tuple[Need, ...]

    @property
    def can_narrow(self) -> bool:
        """Whether there is anything to choose in the panel of filters."""
        return bool(self.total or self.filters)

    @property
    def total(self) -> int:
        """How many were found in all."""
        return self.results.total


def _parts(results: SearchResults, place: Place | None) -> tuple[Part, ...]:
    first = (results.page - 1) * results.size + 1
    numbered = list(enumerate(results.hits, first))
    near = tuple(each for each in numbered if each[1].section == "near")
    anywhere = tuple(each for each in numbered if each[1].section != "near")
    if place is None or not near:
        heading = "By phone, online or anywhere" if place else ""
        return (Part(heading, tuple(numbered)),)
    parts = [Part(f"Near {place.name}", near)]
    if anywhere:
        parts.append(Part("By phone, online or anywhere", anywhere))
    return tuple(parts)


def _tells_nothing(text: str) -> bool:
    """Say whether a text may stand in a title, which tabs and histories show to others.

    A few words name a thing; a sentence may tell of somebody, as may a number or a grave topic.
    """
    is_short = len(text) <= LONGEST_IN_TITLE and len(text.split()) <= MOST_WORDS_IN_TITLE
    return is_short and not re.search(r"[\d@]", text) and topic_of(text=text) is None


def _near(place: Place) -> str:
    """Say where, without saying where somebody lives."""
    if place.precision in (Precision.DEVICE, Precision.ADDRESS):
        return "near you"
    if place.precision in (Precision.UNIT, Precision.SECTOR, Precision.OUTCODE):
        return f"near {place.name.split()[0]}"
    return f"near {place.name}"


def _about(text: str, place: Place | None) -> tuple[str, str]:
    """Say what was searched for, after the number found; and what that leaves out, or nothing."""
    words, near = f"for “{text}”" if text else "", _near(place) if place else ""
    where = place.words() if place else ""
    is_named = _tells_nothing(text)
    said = " ".join(filter(None, (words if is_named else "", near)))
    unsaid = " ".join(filter(None, ("" if is_named else words, where if where != near else "")))
    return said, f"We looked {unsaid}." if unsaid else ""


def _ways(asked: Asked, results: SearchResults) -> tuple[Way, ...]:
    return tuple(
        Way(way.label, asked.address(as_text(way.changes)), way.gains) for way in results.relax
    )


def as_text(changes: Mapping[str, object]) -> Changes:
    """Return changes of parameters as an address holds them."""
    said: dict[str, str | tuple[str, ...] | None] = {}
    for name, value in changes.items():
        if value is None or isinstance(value, str):
            said[name] = value
        elif isinstance(value, list | tuple):
            said[name] = tuple(map(str, value))
        elif isinstance(value, int | float):
            said[name] = f"{value:g}"
    return said


def _map(parts: Sequence[Part], results: SearchResults, place: Place | None) -> dict[str, object]:
    """Return the pins of this page, with the numbers and links of the list, and names of towns."""
    numbers = {hit.card.slug: number for part in parts for number, hit in part.hits}
    pins = [point for point in results.points if point.slug in numbers]
    around = [(pin.latitude, pin.longitude) for pin in pins]
    return {
        "pins": [
            {
                "number": numbers[pin.slug],
                "name": pin.name,
                "address": f"/services/{pin.slug}",
                "at": [round(pin.latitude, 5), round(pin.longitude, 5)],
            }
            for pin in pins
        ],
        "here": [place.latitude, place.longitude] if place else None,
        "names": names_around([*around, (place.latitude, place.longitude)] if place else around),
    }


def found_page(
    asked: Asked,
    results: SearchResults,
    place: Place | None,
    named: Names,
    needs: Sequence[Need],
) -> Found:
    """Return what the page of results shows. `named` are the names of the terms chosen."""
    parts = _parts(results, place)
    pages = max(1, -(-results.total // results.size))
    page = results.page
    mean = results.did_you_mean
    about, more = _about(asked.one("q"), place)
    return Found(
        results=results,
        place=place,
        parts=parts,
        filters=filters_of(asked, results, needs),
        chips=chips_of(asked, named),
        ways=_ways(asked, results),
        did_you_mean=Way(mean, asked.address({"q": mean}), 0) if mean else None,
        today=clock.today(),
        count=f"{results.total:,} found" if results.total else "Nothing found yet",
        about=about,
        more=more,
        pages=pages,
        plain=asked.plain(),
        previous=asked.address({"page": str(page - 1)}) if page > 1 else "",
        following=asked.address({"page": str(page + 1)}) if page < pages else "",
        is_rough=bool(place and place.uncertainty_m > ROUGH_M),
        miles=asked.one("within") or f"{DEFAULT_MILES:g}",
        map=_map(parts, results, place) if asked.one("map") else None,
        needs=() if results.total else tuple(needs[:MOST_NEEDS]),
    )
