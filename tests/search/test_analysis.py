"""From text to words: what is folded away, and what stays."""

import pytest

from lily.search.analysis import sort_key, stem, stems, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Men\u2019s Shed", ["mens", "shed"]),
        ("men's shed", ["mens", "shed"]),
        ("mens shed", ["mens", "shed"]),
        (
            "Caf\u00e9 na\u00efve \u0141\u00f3d\u017a stra\u00dfe",
            ["cafe", "naive", "lodz", "strasse"],
        ),
        ("cafe\u0301", ["cafe"]),
        ("drop-in", ["drop", "in"]),
        ("C.A.B. and R.N.I.B", ["cab", "and", "rnib"]),
        ("over 60s, 9.30am, 111", ["over", "60", "9", "30am", "111"]),
        ("drug & alcohol", ["drug", "and", "alcohol"]),
        ("\uff26\uff35\uff2c\uff2c width", ["full", "width"]),
        ("\U0001f600 <b>bold</b>; DROP TABLE x", ["b", "bold", "b", "drop", "table", "x"]),
        ("", []),
        ("\u0000 \u200b ---", []),
    ],
)
def test_words_are_folded_and_cut(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_word_without_end_is_cut() -> None:
    assert words("x" * 500) == ["x" * 32]
    assert len(words("\u4f60" * 500)[0].encode()) <= 32


def test_forms_of_a_word_share_a_stem() -> None:
    assert stem("bereavement") == stem("bereaved")
    assert stem("carers") == stem("carer")
    assert stems("Men's sheds") == stems("mens shed")
    assert stem("carer") != stem("care")


def test_names_are_put_in_order_without_signs() -> None:
    assert sort_key("\u201c\u00c9lan\u201d") == "elan"
