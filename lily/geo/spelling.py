"""Postcodes as people type them: any case, spaces missing or odd, O for 0 and I for 1."""

import re
from collections.abc import Collection, Iterator
from itertools import product

LONGEST_TYPED = 100
"""Nobody's postcode is further in than this: longer texts are not looked through."""

_NOT_IN_POSTCODES = re.compile(r"[^A-Z0-9]+")
_LOOKS_LIKE_UNIT = re.compile(r"([A-Z][A-Z0-9]{1,3})([0-9OIL][A-Z]{2})")
_WITHIN = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}[0-9OIL][A-Z0-9]?) ?([0-9OIL][A-Z]{2})(?![A-Z0-9])")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_LETTERS = {"0": "O", "1": "I"}
_DIGITS = {"O": "0", "I": "1", "L": "1"}


def squeeze(text: str) -> str:
    """Return the letters and digits of a text, in capitals: "pe31-7ex " is "PE317EX"."""
    return _NOT_IN_POSTCODES.sub("", text[:LONGEST_TYPED].upper())


def split_unit(text: str) -> tuple[str, str] | None:
    """Return what may be the two halves of a whole postcode, its inward half put right.

    The text is one postcode, or an address that holds exactly one. A word without any digit is
    not taken for one.
    """
    squeezed = squeeze(text)
    whole = _LOOKS_LIKE_UNIT.fullmatch(squeezed)
    if whole and _has_digit(squeezed):
        return whole[1], _as_inward(whole[2])
    found = _WITHIN.findall(text[:LONGEST_TYPED].upper())
    return (found[0][0], _as_inward(found[0][1])) if len(found) == 1 else None


def _has_digit(text: str) -> bool:
    return any(sign.isdecimal() for sign in text)


def _as_inward(inward: str) -> str:
    return _DIGITS.get(inward[0], inward[0]) + inward[1:]


def read_outcode(outward: str, known: Collection[str]) -> str | None:
    """Return the outcode that was meant, or None when there is no such one or more than one.

    What was typed wins where it is an outcode; otherwise O and 0, I, L and 1 may be mistaken for
    each other.
    """
    if outward in known:
        return outward
    if not _has_digit(outward):
        return None
    found = {other for other in _respelt(outward) if other in known}
    return found.pop() if len(found) == 1 else None


def is_outward(outward: str) -> bool:
    """Whether this has the shape of an outcode, known or not."""
    return bool(_OUTWARD.fullmatch(outward))


def _respelt(outward: str) -> Iterator[str]:
    choices = ({sign, _LETTERS.get(sign, sign), _DIGITS.get(sign, sign)} for sign in outward)
    for signs in product(*choices):
        other = "".join(signs)
        if is_outward(other):
            yield other
