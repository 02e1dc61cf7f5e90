"""What two texts say otherwise, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

_WORD = re.compile(r"\n|[^\s]+")


class Part(StrEnum):
    """What becomes of some words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    """Some words in a row with the same fate; a line end is a piece of its own."""

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
            pieces += _pieces(Part.SAME, old[start:end])
            continue
        pieces += _pieces(Part.REMOVED, old[start:end])
        pieces += _pieces(Part.ADDED, new[new_start:new_end])
    return pieces


def _pieces(part: Part, words: Sequence[str]) -> Iterator[Piece]:
    """Yield words as one piece, without line ends at its edges: those belong to nobody."""
    for is_end, group in groupby(words, key=lambda word: word == "\n"):
        yield Piece(Part.SAME, "\n") if is_end else Piece(part, " ".join(group))
