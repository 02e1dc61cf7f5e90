"""What may stand where a field is: a constant, or a table that says which columns to take.

name = { column = "Name" }
description = { columns = ["What", "Who"], join = " " }
summary = { template = "{Sport} at {Site}" }
referral = { column = "Referral", values = { "Open door" = "self" }, otherwise = "not_known" }
email = { column = "Contact", find = "email" }
audiences = { column = "For", split = ";", values = { "Carers" = "carers" } }
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, Self

from pydantic import ConfigDict, model_validator

from lily.imports.parts import Record

_HOLE = re.compile(r"\{([^{}]+)\}")
_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[a-z]{2,}", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://|www\.)[^\s,;<>()]+", re.IGNORECASE)
_FROM = {"column", "columns", "template"}

Row = Mapping[str, str]


class Taken(Record):
    """A value that is taken from columns: the first three fields say which, one of them alone.

    `values` turns what stands there into something else, whatever its capitals; what is not named
    becomes `otherwise`, or stays as it is where there is no `otherwise`. `find` takes an e-mail
    address, a number or a web address out of words. `split` makes a list.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)

    column: str = ""
    columns: list[str] = []
    template: str = ""
    join: str = " "
    values: dict[str, Any] = {}
    otherwise: Any = None
    find: Literal["email", "phone", "web"] | None = None
    split: str = ""

    @model_validator(mode="after")
    def _says_from_where(self) -> Self:
        if sum(map(bool, (self.column, self.columns, self.template))) != 1:
            raise ValueError("say one of column, columns or template")
        return self

    def named(self) -> list[str]:
        """Return the columns that it names."""
        return [self.column] if self.column else self.columns or _HOLE.findall(self.template)

    def value(self, row: Row) -> Any:
        """Return what a row comes to; None where its cells are empty."""
        cells = [row[name] for name in self.named()]
        if self.template:
            text = _HOLE.sub(lambda hole: row[hole[1]], self.template) if all(cells) else ""
        else:
            text = self.join.join(filter(None, cells))
        text = _FOUND[self.find](text) if self.find else text
        if self.split:
            pieces = [piece.strip() for piece in text.split(self.split)]
            found = [self._turned(piece) for piece in pieces if piece]
            return [one for one in found if one is not None] or None
        return self._turned(text) if text else self.otherwise

    def _turned(self, text: str) -> Any:
        if not self.values and self.otherwise is None:
            return text
        known = {name.strip().lower(): value for name, value in self.values.items()}
        return known.get(text.strip().lower(), text if self.otherwise is None else self.otherwise)


def _first(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def first(text: str) -> str:
        found = pattern.search(text)
        return found[0] if found else ""

    return first


def _without_addresses(text: str) -> str:
    rest = _WEB.sub(" ", _EMAIL.sub(" ", text)).strip()
    return rest if any(letter.isdigit() for letter in rest) else ""


_FOUND: dict[str, Callable[[str], str]] = {
    "email": _first(_EMAIL),
    "web": _first(_WEB),
    "phone": _without_addresses,
}


def compiled(tree: Any) -> Any:
    """Return a mapping's part with its tables of columns read. Raises pydantic's error."""
    if isinstance(tree, dict):
        if _FROM & tree.keys():
            return Taken.model_validate(tree)
        return {name: compiled(part) for name, part in tree.items()}
    return [compiled(part) for part in tree] if isinstance(tree, list) else tree


def columns_of(tree: Any) -> Iterator[str]:
    """Return every column that a part of a mapping names."""
    if isinstance(tree, Taken):
        yield from tree.named()
    parts = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for part in parts:
        yield from columns_of(part)


def evaluated(tree: Any, row: Row) -> Any:
    """Return what a part of a mapping comes to for a row.

    An item of a list is left out where a column that it takes from is empty.
    """
    if isinstance(tree, Taken):
        return tree.value(row)
    if isinstance(tree, dict):
        return {name: evaluated(part, row) for name, part in tree.items()}
    if isinstance(tree, list):
        return [one for part in tree if not _is_empty(one := evaluated(part, row), part)]
    return tree


def _is_empty(value: Any, tree: Any) -> bool:
    if isinstance(tree, dict):
        return any(isinstance(part, Taken) and value[name] is None for name, part in tree.items())
    return value is None
