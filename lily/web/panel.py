"""The filters beside the results, with their counts, and the chips of what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lily.directory.queries.needs import Need
from lily.search import FacetValue, SearchResults
from lily.web import labels
from lily.web.asking import MANY, Asked


@dataclass(frozen=True)
class Choice:
    """A value to tick: how many would be found with it; `level` is its depth in a tree."""

    value: str
    label: str
    count: int
    is_chosen: bool
    level: int = 0


@dataclass(frozen=True)
class Filter:
    """One filter: its parameter, its question, and its values; `kind` is ticks or radios."""

    name: str
    title: str
    kind: str
    choices: tuple[Choice, ...]
    is_open: bool
    is_chosen: bool


@dataclass(frozen=True)
class Chip:
    """Something chosen, and the address without it."""

    label: str
    without: str


_TITLES = (
    ("need", "What kind of help"),
    ("day", "Which day"),
    ("time", "Time of day"),
    ("cost", "Cost"),
    ("access", "Getting in and around"),
    ("delivery", "How you meet"),
    ("kind", "What it is"),
    ("audience", "Who it is for"),
    ("language", "Languages"),
    ("capacity", "Is there room?"),
    ("referral", "Do I need a referral?"),
    ("checked", "When it was checked"),
    ("asset", "Community assets"),
)
Names = Mapping[tuple[str, str], str]
"""What terms are called, by (filter, slug)."""

_RADIOS = {"referral", "checked"}
_OPEN_AT_FIRST = {"need", "day"}
_MOST_CHOICES = 24


def label_of(name: str, value: str, named: Names) -> str:
    """Return what a value is called: our own word, the term's name, or as it stands."""
    return labels.OF_FACET.get(name, {}).get(value) or named.get((name, value)) or value


def _choices(
    name: str, values: Sequence[FacetValue], chosen: tuple[str, ...]
) -> tuple[Choice, ...]:
    known = labels.OF_FACET.get(name, {})
    found = {each.value: each for each in values}
    in_order = [*(known if name != "language" else ()), *found, *chosen]
    choices = []
    for value in dict.fromkeys(in_order):
        each = found.get(value)
        count = each.count if each else 0
        if count or value in chosen:
            label = known.get(value) or (each.label if each and each.label else value)
            choices.append(Choice(value, label, count, value in chosen))
    return tuple(choices[:_MOST_CHOICES])


def _need_choices(
    values: Sequence[FacetValue], chosen: tuple[str, ...], needs: Sequence[Need]
) -> tuple[Choice, ...]:
    """Return the broad needs; below a chosen one, and beside it, the narrower ones."""
    counts = {each.value: each.count for each in values}
    choices = []
    for top in needs:
        is_opened = top.slug in chosen or any(child.slug in chosen for child in top.children)
        for need in (top, *(top.children if is_opened else ())):
            count = counts.get(need.slug, 0)
            if count or need.slug in chosen:
                level = 0 if need is top else 1
                choices.append(Choice(need.slug, need.name, count, need.slug in chosen, level))
    return tuple(choices)


def filters_of(asked: Asked, results: SearchResults, needs: Sequence[Need]) -> tuple[Filter, ...]:
    """Return the filters that have something to choose, in the order people ask for them."""
    made = []
    for name, title in _TITLES:
        chosen = asked.many(name)
        values = results.facets.get(name, [])
        if name == "need":
            choices = _need_choices(values, chosen, needs)
        else:
            choices = _choices(name, values, chosen)
        if choices:
            kind = "radio" if name in _RADIOS else "checkbox"
            is_open = bool(chosen) or name in _OPEN_AT_FIRST
            made.append(Filter(name, title, kind, choices, is_open, bool(chosen)))
    return tuple(made)


def chips_of(asked: Asked, named: Names) -> tuple[Chip, ...]:
    """Return a chip for each filter chosen, with the address without it.

    The words and the place stand in their boxes above, and are changed there.
    """
    chips = [
        Chip(label_of(name, value, named), asked.without(name, value))
        for name in MANY
        for value in asked.many(name)
    ]
    if asked.one("within"):
        miles = asked.one("within")
        said = f"Within {miles} mile{'' if miles == '1' else 's'}"
        chips.append(Chip(said, asked.address({"within": None})))
    if asked.one("age"):
        chips.append(Chip(f"Aged {asked.one('age')}", asked.address({"age": None})))
    chips += [
        Chip(label_of(name, asked.one(name), named), asked.address({name: None}))
        for name in ("referral", "capacity", "checked")
        if asked.one(name)
    ]
    return tuple(chips)
