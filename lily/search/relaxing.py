"""Ways out of a dead end: what leaving one thing out, or looking further, would add."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lily.search.question import Question
from lily.search.reach import radius_of
from lily.search.request import SearchRequest
from lily.search.results import Relax

FEW = 5
_MOST = 5

_FILTERS: dict[str, tuple[str, str, Any]] = {
    "need": ("needs", "Any kind of need", ()),
    "audience": ("audiences", "For anyone", ()),
    "kind": ("kinds", "Services, activities and advice of any kind", ()),
    "asset": ("assets", "Any kind of community asset", ()),
    "day": ("days", "On any day", ()),
    "time": ("times", "At any time of day", ()),
    "cost": ("costs", "At any cost", ()),
    "age": ("age", "For any age", None),
    "access": ("access", "Whatever we know about access", ()),
    "delivery": ("deliveries", "In person, at home, by phone or online", ()),
    "language": ("languages", "In any language", ()),
    "referral": ("referral", "With or without a referral", ""),
    "capacity": ("capacity", "Full or not", ""),
    "checked": ("checked", "Checked at any time", None),
}
"""For each parameter of the address: the field of a request, the words, and what "any" is."""


@dataclass(frozen=True)
class _Change:
    label: str
    changes: dict[str, Any]
    request: SearchRequest


def relax(
    request: SearchRequest, question: Question, total_of: Callable[[SearchRequest], int]
) -> list[Relax]:
    """Return the changes that find more, those that find most first.

    `question` is the request's text as read; `total_of` counts what another request would find.
    """
    now = total_of(request)
    changes = [*_without_filters(request), *_further(request), *_fewer_words(request, question)]
    found = [Relax(c.label, c.changes, total_of(c.request) - now) for c in changes]
    return sorted((r for r in found if r.gains > 0), key=lambda r: -r.gains)[:_MOST]


def _without_filters(request: SearchRequest) -> Iterator[_Change]:
    for parameter, (field, label, any_value) in _FILTERS.items():
        if getattr(request, field) != any_value:
            yield _Change(label, {parameter: None}, replace(request, **{field: any_value}))


def _further(request: SearchRequest) -> Iterator[_Change]:
    if request.place is None:
        return
    twice = radius_of(request.place, request.within) * 2
    further = replace(request, within=twice)
    yield _Change(f"Within {twice:g} miles", {"within": f"{twice:g}"}, further)
    everywhere = replace(request, place=None, within=None)
    yield _Change("Anywhere", {"near": None, "within": None}, everywhere)


def _fewer_words(request: SearchRequest, question: Question) -> Iterator[_Change]:
    parts = [clause.said for clause in question.clauses if not clause.is_filler]
    if len(parts) > 1:
        for part in dict.fromkeys(parts):
            yield _Change(f"Only “{part}”", {"q": part}, replace(request, text=part))
    is_narrow = request.place is not None or any(True for _ in _without_filters(request))
    if parts and is_narrow:
        yield _Change("Without the words you typed", {"q": None}, replace(request, text=""))
