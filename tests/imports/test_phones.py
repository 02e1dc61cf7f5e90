"""Telephone numbers as people type them."""

import pytest

from lily.imports.phones import Number, read_numbers


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("01632 960123", [Number("01632 960123")]),
        ("(0161)9733485", [Number("0161 973 3485")]),
        ("+44 (0)161 973 3485", [Number("0161 973 3485")]),
        ("0044 1724 296000", [Number("01724 296000")]),
        ("1724 296000", [Number("01724 296000")]),
        ("tel:01724296000", [Number("01724 296000")]),
        ("07700900123", [Number("07700 900123")]),
        ("0808 157 0510", [Number("0808 157 0510")]),
        ("116 123", [Number("116 123")]),
        ("111", [Number("111")]),
        ("+353 1 234 5678", [Number("+353 1 234 5678")]),
        ("01724 841234 ext 3", [Number("01724 841234", "3")]),
        ("01724 296000 / 01724 296001", [Number("01724 296000"), Number("01724 296001")]),
        (
            "Tel: 01724 296000 (Mon-Fri) or 07700 900123",
            [Number("01724 296000", words="Mon-Fri"), Number("07700 900123")],
        ),
        ("01724 296000 ask for the office", [Number("01724 296000", words="ask for the office")]),
        ("12345", [Number("12345", is_sure=False)]),
        ("00000 000000", [Number("00000 000000", is_sure=False)]),
        ("ask at the bar", []),
        ("", []),
    ],
)
def test_numbers_are_written_as_people_read_them(typed: str, numbers: list[Number]) -> None:
    assert read_numbers(typed) == numbers


def test_what_was_written_is_read_again_as_it_is() -> None:
    for typed in ("01632 960123", "0161 973 3485", "116 123", "+353 1 234 5678", "0306 999 0123"):
        assert read_numbers(typed) == [Number(typed)]
