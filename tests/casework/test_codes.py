"""The codes of SNOMED CT that are shown are whole, known once, and vouched for."""

import re

import pytest

from lily.casework.codes import CODES, Code

TIMES = [
    [(each + row) % 5 + (5 if (row < 5) != (each < 5) else 0) for each in range(10)]
    if row < 5
    else [(row - each) % 5 + (5 if (row < 5) != (each < 5) else 0) for each in range(10)]
    for row in range(10)
]
"""The dihedral group of ten, by which Verhoeff's check digit is reckoned."""
TURNED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
NOT_VOUCHED_FOR = "871691000000100"


def _turn(digit: int, times: int) -> int:
    for _ in range(times % 8):
        digit = TURNED[digit]
    return digit


def _is_whole(sctid: str) -> bool:
    left = 0
    for at, digit in enumerate(reversed(sctid)):
        left = TIMES[left][_turn(int(digit), at)]
    return left == 0


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.sctid)
def test_a_code_is_whole_and_says_when_and_whose_it_is(code: Code) -> None:
    assert re.fullmatch(r"\d{6,18}", code.sctid)
    assert _is_whole(code.sctid), "A figure is wrong: its check digit says so"
    assert code.term
    assert code.when.endswith(".")
    assert code.source


def test_a_wrong_figure_is_noticed() -> None:
    assert not _is_whole("871731000000107")
    assert not _is_whole("871713000000106")


def test_no_code_is_there_twice_or_without_somebody_who_vouches_for_it() -> None:
    numbers = [code.sctid for code in CODES]
    assert len(set(numbers)) == len(numbers)
    assert NOT_VOUCHED_FOR not in numbers
