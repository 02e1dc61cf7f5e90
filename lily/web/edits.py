"""Editing a value in place on a moderator's page: as text that is typed, and read back.

Only fields that one box can hold are edited there; a box that was left as it was is no edit.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lily import clock
from lily.directory import text as texts
from lily.listings.fields import FIELDS
from lily.listings.sayings import WORDS, say_schedule
from lily.times.reading import read_times

_RICH = re.compile(r"<(?!/?(?:p|br|ul|li)>)")
_LONG = frozenset(
    {"who_for", "fees", "how_to_get_help", "what_happens_first", "what_to_bring"}
    | {"capacity_words", "summary"}
)
_SHORT = ("name", "alternate_name", "minimum_age", "maximum_age", "email", "url", "closed_until")
_CHOSEN = ("kind", "asset_kind", "referral", "capacity", "status")


@dataclass(frozen=True)
class Box:
    """One box to type or choose in. `name` is what the form calls it."""

    name: str
    label: str
    value: str
    hint: str = ""
    rows: int = 1
    options: Mapping[str, str] | None = None


def boxes(field: str, value: Any, names: Mapping[str, str]) -> list[Box]:
    """Return the boxes in which a field's value is edited; none where it cannot be done here."""
    name, label = f"edit-{field}", FIELDS[field].label
    if field == "times":
        return [
            Box(f"{name}-{at}", _times_label(entry, names), _typed(entry))
            for at, entry in enumerate(value)
        ]
    if field in _CHOSEN:
        empty = {"": "Not said"} if field == "asset_kind" else {}
        return [Box(name, label, value or "", options=empty | WORDS[field])]
    box = _one_box(field, name, label, value)
    return [box] if box else []


def _one_box(field: str, name: str, label: str, value: Any) -> Box | None:
    if field == "phones":
        typed = "\n".join(_phone(phone) for phone in value)
        return Box(name, label, typed, hint="One number a line, then words.", rows=3)
    if field == "description":
        return Box(name, label, _prose(value), rows=8)
    if field in _LONG:
        return Box(name, label, value, rows=3)
    if field in _SHORT:
        hint = "As year-month-day: 2026-12-01." if field == "closed_until" else ""
        return Box(name, label, "" if value is None else str(value), hint=hint)
    return None


def read_edit(field: str, value: Any, names: Mapping[str, str], typed: Mapping[str, str]) -> Any:
    """Return the value that was typed in a field's boxes; the value itself where nothing changed.

    What comes back is raw: `tidy_value` checks it.
    """
    changed = {
        box.name: text
        for box in boxes(field, value, names)
        if (text := _lines(typed.get(box.name, box.value))) != _lines(box.value)
    }
    if not changed:
        return value
    reader = _READERS.get(field)
    return reader(value, changed) if reader else next(iter(changed.values()))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _phone(phone: Mapping[str, str]) -> str:
    extension = f"ext {phone['extension']}" if phone["extension"] else ""
    return ", ".join(filter(None, (f"{phone['number']} {extension}".strip(), phone["words"])))


def _read_phones(_value: Any, typed: Mapping[str, str]) -> Any:
    (text,) = typed.values()
    return [{"number": line} for line in text.split("\n") if line.strip()]


def _times_label(entry: Mapping[str, Any], names: Mapping[str, str]) -> str:
    where = names.get(entry["place"], "")
    return f"Times at {where}" if where else "Times"


def _typed(entry: Mapping[str, Any]) -> str:
    return entry["words"] or "; ".join(map(say_schedule, entry["schedules"]))


def _read_times(value: Any, typed: Mapping[str, str]) -> Any:
    """Read the times that were typed anew; where they are not clear the words stand alone."""
    entries = []
    for at, entry in enumerate(value):
        words = typed.get(f"edit-times-{at}")
        if words is None:
            entries.append(entry)
        elif words:
            reading = read_times(words, clock.today())
            raw = [schedule.raw() for schedule in reading.schedules]
            entries.append({"place": entry["place"], "words": words, "schedules": raw})
    return entries


def _prose(value: str) -> str:
    """Return a description as it is typed: paragraphs and bullets; HTML where it has more."""
    if _RICH.search(value):
        return value
    return re.sub(r"\n(?!- )", "\n\n", texts.plain(value))


_READERS: dict[str, Callable[[Any, Mapping[str, str]], Any]] = {
    "phones": _read_phones,
    "times": _read_times,
}
