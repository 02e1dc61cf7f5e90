"""What a search answers: cards to draw, counts to filter by, and the way out of a dead end."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from lily.directory.sessions import Session

Section = Literal["near", "anywhere"]


class CardPlace(NamedTuple):
    """A place that may be shown. A confidential one never becomes a CardPlace."""

    name: str = ""
    city: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None


class Card(NamedTuple):
    """What a result shows of a listing, kept in the index so that a page needs no more queries.

    A tuple by names, since a page reads twenty of them and a dataclass takes ten times as long.

    `cost` is `free`, `donation`, `paid` or empty; `access` holds the features, with dashes, that
    are answered "yes" at any shown place; `phone` is the number to ring.
    """

    id: str
    name: str
    reference: str = ""
    slug: str = ""
    organisation: str = ""
    organisation_slug: str = ""
    summary: str = ""
    kind: str = "service"
    asset_kind: str = ""
    status: str = "active"
    places: tuple[CardPlace, ...] = ()
    cost: str = ""
    cost_words: str = ""
    access: tuple[str, ...] = ()
    deliveries: tuple[str, ...] = ()
    phone: str = ""
    referral: str = "not_known"
    capacity: str = "not_known"
    capacity_words: str = ""
    closed_until: date | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    assured_on: date | None = None
    languages: tuple[str, ...] = ()
    is_demonstration: bool = False
    doubted_on: date | None = None
    sunk_on: date | None = None


class Hit(NamedTuple):
    """One result: the card, and what is true of it for this search alone.

    `place` is the nearest shown place, or the first where no place was asked for; `section` is
    `near` (it is near, or comes to this area) or `anywhere` (national, by phone, online).
    `because` are short plain reasons, fit to be shown.
    """

    card: Card
    score: float
    distance_miles: float | None = None
    next_session: Session | None = None
    place: CardPlace | None = None
    section: Section = "near"
    because: tuple[str, ...] = ()


@dataclass(slots=True)
class FacetValue:
    """A value to filter by, and how many would be found with it and all the other filters."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Relax:
    """A way out of a dead end: parameters of the address to change (None: drop) and the gain."""

    label: str
    changes: dict[str, Any]
    gains: int


class Point(NamedTuple):
    """A pin on the map."""

    slug: str
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class SearchResults:
    """The answer to one SearchRequest; totals are exact.

    `facets` are keyed as in addresses: need, audience, kind, asset, day, time, cost, access,
    delivery, language, referral, capacity, checked. `understood` holds `text` (what was searched
    for), `corrected` (a word as typed: as taken), `synonyms` (words: others also looked for).
    """

    total: int
    near_total: int
    anywhere_total: int
    page: int
    size: int
    took_ms: float
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    understood: dict[str, Any] = field(default_factory=dict)
    did_you_mean: str | None = None
    relax: list[Relax] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
