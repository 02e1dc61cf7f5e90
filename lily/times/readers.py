"""Readers: each takes what it understands at the cursor and returns a part, or nothing."""

from collections.abc import Callable
from datetime import date

from lily.times import dates
from lily.times.closures import read_closed
from lily.times.cursor import Cursor
from lily.times.days import read_days, read_interval, read_month_days, read_nth
from lily.times.hours import Unclear
from lily.times.parts import Bank, Days, Doubt, Hours, Mark, Monthly, Part, TermTime
from lily.times.times import read_always, read_hours
from lily.times.vocabulary import VENUES

_LONGEST_PLACE = 8


def read_parts(cursor: Cursor, today: date) -> list[Part]:
    """Take all tokens, and return the parts in their order."""
    parts: list[Part] = []
    while cursor.look().kind != "end":
        start = cursor.at
        try:
            part = _one(cursor, today, parts)
        except Unclear as unclear:
            part = Doubt(str(unclear))
            cursor.at = max(cursor.at, start + 1)
        if cursor.at == start:
            part = _left_over(cursor)
        if part is not None:
            parts.append(part)
    return parts


def _one(cursor: Cursor, today: date, before: list[Part]) -> Part | None:
    readers: tuple[Callable[[Cursor], Part | None], ...] = (
        lambda here: read_closed(
            here,
            today,
            is_after_days=_ends_in_days(before),
            is_after_hours=any(isinstance(part, Hours) for part in before),
        ),
        read_interval,
        read_bank,
        read_term,
        lambda here: dates.read_dates(here, today),
        read_month_days,
        read_nth,
        read_days,
        read_always,
        read_hours,
        _mark,
    )
    for reader in readers:
        part: Part | None = cursor.tried(reader)
        if part is not None:
            return part
    _harmless(cursor)
    return None


def _ends_in_days(parts: list[Part]) -> bool:
    said = [part for part in parts if not (isinstance(part, Mark) and part.text in "-:;")]
    return bool(said) and isinstance(said[-1], Days | Bank)


def read_bank(cursor: Cursor) -> Bank | None:
    """Take "including bank holidays", "bank holidays too"; Bank(None) where nothing is said."""
    including = cursor.take("including")
    cursor.skip("filler")
    if not cursor.take("bank"):
        return None
    start = cursor.at
    cursor.skip("filler")
    if cursor.take("too") or including:
        return Bank(True)
    cursor.at = start
    return Bank(None)


def read_term(cursor: Cursor) -> TermTime | Monthly | None:
    """Take "in term time", "monthly"."""
    if cursor.take("term"):
        return TermTime()
    return Monthly() if cursor.take("monthly") else None


def _mark(cursor: Cursor) -> Mark | None:
    token = cursor.take("newline", "and", "mark")
    if token is None:
        return None
    if token.kind == "and" or token.value in "&+":
        return Mark("and")
    if token.kind == "newline" or token.value in ";.|\u2022\u00b7*!":
        return Mark(";", is_hard=token.value != ".")
    if token.value in ",/()[]-:@":
        return Mark({"[": "(", "]": ")"}.get(token.value, token.value))
    cursor.at -= 1
    return None


def _harmless(cursor: Cursor) -> None:
    """Leave behind words that say nothing about when."""
    if _age(cursor) or cursor.tried(_place):
        return
    if cursor.look().kind == "every" and cursor.look(1).kind not in {"number", "ordinal", "month"}:
        cursor.at += 1
        return
    cursor.skip("filler", "harmless", "weekly", "all year", "too")
    if cursor.look().kind in {"including", "at"} and cursor.look(1).kind in {"day", "days"}:
        cursor.at += 1


def _age(cursor: Cursor) -> bool:
    """Take "ages 5-11", "over 60s", "5 to 11 years"."""
    start = cursor.at
    is_said = bool(cursor.take("age"))
    found = cursor.take("number") is not None
    if found and (cursor.take_mark("-") or cursor.take("to", "and")):
        found = cursor.take("number") is not None
    if found:
        is_plus = cursor.take_mark("+")
        is_said = bool(cursor.take("years")) or is_plus or is_said
    if found and is_said:
        return True
    cursor.at = start
    return False


def _place(cursor: Cursor) -> bool | None:
    """Take "at St Mary's Church Hall": a place names itself by a venue's word or by capitals."""
    if not (cursor.take("at") or (cursor.look().value in ("in", "@") and cursor.next())):
        return None
    start = cursor.at
    is_place = False
    while cursor.look().kind in {"filler", "harmless", "unknown"} and cursor.at - start < (
        _LONGEST_PLACE
    ):
        token = cursor.next()
        word = cursor.text[token.at : token.end]
        is_named = word[:1].isupper() and not cursor.text.isupper()
        if token.kind == "unknown" and not is_named:
            return None
        is_place = is_place or is_named or word.lower().split()[-1] in VENUES
    while is_place and cursor.look().value == "," and _is_name(cursor, 1):
        cursor.at += 2
    return is_place or None


def _is_name(cursor: Cursor, ahead: int) -> bool:
    token = cursor.look(ahead)
    is_named = cursor.text[token.at : token.at + 1].isupper() and not cursor.text.isupper()
    return token.kind == "unknown" and is_named


def _left_over(cursor: Cursor) -> Doubt:
    start = cursor.at
    cursor.at += 1
    while cursor.look().kind in {"unknown", "filler"} and cursor.at - start < _LONGEST_PLACE:
        cursor.at += 1
    return Doubt(f"We did not understand \u201c{cursor.words(start)}\u201d.")
