"""What two texts say otherwise, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_WORD = re.compile(r"\n|[^\s]+")


class Part(StrEnum):
    """What becomes of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """Some words in a row with the same fate. A line end is a piece's "\\n"."""

    part: Part
    words: str


def word_difference(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    """Return the words of two texts (a line each) in one row: what stays, what goes, what comes."""
    old, new = (_WORD.findall("\n".join(lines)) for lines in (before, after))
    pieces: list[Piece] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(Part.SAME, _joined(old[start:end])))
            continue
        if end > start:
            pieces.append(Piece(Part.REMOVED, _joined(old[start:end])))
        if new_end > new_start:
            pieces.append(Piece(Part.ADDED, _joined(new[new_start:new_end])))
    return pieces


def _joined(words: Sequence[str]) -> str:
    return " ".join(words).replace(" \n ", "\n").replace(" \n", "\n").replace("\n ", "\n")
