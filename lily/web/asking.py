"""What an address asks for: its parameters read, checked, and written again with changes.

Every search has one address that says all of it, so that it can be shared, and the page works
without JavaScript. The names are those of the public contract and never change.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from lily.errors import Invalid
from lily.geo.place import Place
from lily.search import SearchRequest
from lily.web import labels

LONGEST_TEXT = 500
LONGEST_PLACE = 120
LONGEST_RADIUS = 1000.0
LARGEST_PAGE_SIZE = 100
OLDEST = 130

Parameters = MultiDict[str, str]
Changes = Mapping[str, str | tuple[str, ...] | None]
"""Parameters of an address to change; None drops one."""

SEARCH = "/search"

MANY: dict[str, Collection[str] | None] = {
    "need": None,
    "audience": None,
    "kind": labels.KINDS,
    "asset": labels.ASSETS,
    "day": labels.DAYS,
    "time": labels.TIMES,
    "cost": labels.COSTS,
    "access": labels.ACCESS,
    "delivery": labels.DELIVERIES,
    "language": None,
}
"""Filters that take several values, with the values there are (None: not a closed list)."""

ONE = ("q", "near", "within", "age", "referral", "capacity", "checked", "sort", "page")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.IGNORECASE)


def _tidy(text: str) -> str:
    """Return the text on one line, without signs that cannot be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@dataclass(frozen=True)
class Asked:
    """The parameters of an address that say something, tidied; nothing is checked yet."""

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, parameters: Parameters) -> "Asked":
        """Read the parameters of an address, leaving out the empty and the unknown."""
        found: dict[str, tuple[str, ...]] = {}
        for name in (*ONE, *MANY, "map"):
            texts = dict.fromkeys(filter(None, map(_tidy, parameters.getlist(name))))
            if texts:
                found[name] = tuple(texts) if name in MANY else (next(iter(texts)),)
        return cls(found)

    def one(self, name: str) -> str:
        """Return a parameter's value; empty where it is not asked for."""
        return self.values.get(name, ("",))[0]

    def many(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter."""
        return self.values.get(name, ())

    def kept(self, mistaken: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield what a form must carry besides its two boxes: (name, value), mistakes left out."""
        for name, values in self.values.items():
            if name not in {"q", "near", "page", *mistaken}:
                yield from ((name, value) for value in values)

    def address(self, changes: Changes | None = None) -> str:
        """Return the address with some parameters changed (None: dropped), back on page one."""
        changed: dict[str, tuple[str, ...]] = {
            name: values for name, values in self.values.items() if name != "page"
        }
        for name, value in (changes or {}).items():
            changed[name] = () if value is None else (value,) if isinstance(value, str) else value
        query = urlencode({name: value for name, value in changed.items() if value}, doseq=True)
        return f"{SEARCH}?{query}" if query else SEARCH

    def without(self, name: str, value: str) -> str:
        """Return the address without one value of a parameter."""
        return self.address({name: tuple(v for v in self.many(name) if v != value)})

    def plain(self) -> str:
        """Return the address with the words and the place alone."""
        return self.address({name: None for name in self.values if name not in {"q", "near"}})


@dataclass
class Checked:
    """A request that can be made, and what could not be read: messages by field."""

    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)

    def take(self, name: str, read: Callable[[], object]) -> None:
        """Read one value, or note what is wrong with it."""
        try:
            self.values[name] = read()
        except Invalid as error:
            self.errors[error.field] = error.message

    def request(self, place: Place | None, size: int) -> SearchRequest:
        """Return the request; call it only where there are no errors."""
        return SearchRequest(place=place, size=size, **self.values)  # type: ignore[arg-type]


def _number(name: str, text: str, message: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise Invalid(name, message) from None
    if not math.isfinite(number):
        raise Invalid(name, message)
    return number


def _within(text: str) -> float | None:
    if not text:
        return None
    message = "Give the distance in miles, as a number above 0. For example: 5."
    miles = _number("within", text, message)
    if not 0 < miles <= LONGEST_RADIUS:
        raise Invalid("within", message)
    return miles


def whole(name: str, text: str, least: int, most: int, message: str) -> int:
    """Return a whole number from `least` to `most`. Raises Invalid with the message."""
    if not re.fullmatch(r"[+-]?\d{1,9}", text) or not least <= int(text) <= most:
        raise Invalid(name, message)
    return int(text)


def _age(text: str) -> int | None:
    message = f"Give the age in years, as a whole number from 0 to {OLDEST}."
    return whole("age", text, 0, OLDEST, message) if text else None


def _page(text: str) -> int:
    message = "Give the page as a whole number, 1 or more."
    return whole("page", text, 1, 999_999_999, message) if text else 1


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Invalid("q", f"That is too long for us. Use {LONGEST_TEXT} letters or fewer.")
    return text


def _checked(text: str) -> int | None:
    message = "Give the months since it was checked, as a whole number from 1 to 120."
    return whole("checked", text, 1, 120, message) if text else None


def _chosen(name: str, values: tuple[str, ...], known: Collection[str] | None) -> tuple[str, ...]:
    taken = tuple(value.lower() for value in values)
    if name == "access":
        taken = tuple(value.replace("_", "-") for value in taken)
    for value in taken:
        fits = value in known if known is not None else _SLUG.fullmatch(value)
        if not fits:
            choices = f" Choose from: {', '.join(known)}." if known else " Choose from the list."
            raise Invalid(name, f"We do not know “{value[:40]}”.{choices}")
    return taken


def _one_of(name: str, value: str, known: Collection[str], default: str = "") -> str:
    return _chosen(name, (value,), known)[0] if value else default


_PLURALS = {
    "need": "needs",
    "audience": "audiences",
    "kind": "kinds",
    "asset": "assets",
    "day": "days",
    "time": "times",
    "cost": "costs",
    "access": "access",
    "delivery": "deliveries",
    "language": "languages",
}


def check(asked: Asked) -> Checked:
    """Check everything but the place, which needs the gazetteer."""
    found = Checked()
    found.take("text", lambda: _text(asked.one("q")))
    found.take("within", lambda: _within(asked.one("within")))
    found.take("age", lambda: _age(asked.one("age")))
    found.take("page", lambda: _page(asked.one("page")))
    found.take("checked", lambda: _checked(asked.one("checked")))
    found.take("sort", lambda: _one_of("sort", asked.one("sort"), labels.SORTS, "best"))
    found.take("referral", lambda: _one_of("referral", asked.one("referral"), labels.REFERRALS))
    found.take("capacity", lambda: _one_of("capacity", asked.one("capacity"), labels.CAPACITIES))
    for name, known in MANY.items():
        found.take(_PLURALS[name], lambda n=name, k=known: _chosen(n, asked.many(n), k))  # type: ignore[misc]
    return found
