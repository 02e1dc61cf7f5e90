"""Slips are forgiven by the length of the word, and measured properly."""

import random

import pytest

from lily.search.spelling import closest, meets, slips, slips_allowed, variants_of

KNOWN = sorted(
    b"alzheimers bereavement veterans dementia cement counselling gardening garden "
    b"benefits benefit befriending housing house mouse batteries hearing heating".split()
)


def near(word: str, known: list[bytes] = KNOWN) -> list[str]:
    met = meets(word, *variants_of(known))
    return [form for form, _ in closest(word, [(known[n].decode(), 1) for n in met])]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alzhiemers", "alzheimers"),
        ("bereavment", "bereavement"),
        ("veterens", "veterans"),
        ("counceling", "counselling"),
        ("bateries", "batteries"),
        ("hosue", "house"),
        ("gardenning", "gardening"),
    ],
)
def test_a_slip_leads_to_the_word(typed: str, meant: str) -> None:
    assert near(typed)[0] == meant


@pytest.mark.parametrize(
    ("word", "allowed"), [("cab", 0), ("debt", 1), ("autism", 1), ("dementia", 2), ("pe317ex", 0)]
)
def test_longer_words_may_have_more_slips(word: str, allowed: int) -> None:
    assert slips_allowed(word) == allowed


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("house", "hosue", 1), ("house", "mouse", 1), ("abcd", "abcd", 0), ("ca", "abc", 3)],
)
def test_slips_are_counted(one: str, other: str, expected: int) -> None:
    assert slips(one, other, 5) == expected


def test_more_slips_than_asked_about_are_one_more() -> None:
    assert slips("house", "garden", 2) == 3


def test_the_same_first_letter_wins_then_the_commoner_word() -> None:
    assert closest("hpuse", [("mouse", 9), ("house", 1)]) == [("house", 1)]
    assert closest("heatin", [("beatin", 99), ("heating", 1), ("heatib", 5)])[0] == ("heatib", 1)


def test_every_word_within_the_slips_is_met() -> None:
    chance = random.Random(7)
    letters = "abcde"
    known = sorted(
        {"".join(chance.choices(letters, k=chance.randint(3, 10))).encode() for _ in range(400)}
    )
    table = variants_of(known)
    for _ in range(60):
        typed = "".join(chance.choices(letters, k=chance.randint(4, 9)))
        met = {known[number].decode() for number in meets(typed, *table)}
        most = slips_allowed(typed)
        within = {form.decode() for form in known if slips(typed, form.decode(), most) <= most}
        assert within <= met


def test_no_words_at_all_are_no_trouble() -> None:
    assert near("dementia", []) == []
