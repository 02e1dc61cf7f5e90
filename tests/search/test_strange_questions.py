"""Whatever is typed, there is an answer and never an error."""

import random

import pytest

from tests.search.listings import HEACHAM, Directory, listing, words

STRANGE = [
    "",
    " ",
    "?!",
    '"',
    '""',
    '"unbalanced',
    "'; DROP TABLE service; --",
    "1 OR 1=1",
    "<script>alert(1)</script>",
    "\U0001f600 \U0001f9d3 \U0001f35b",
    "name:yoga AND (NOT *) ~2 ^3 [a TO b] {x}",
    "\x00\x01\x02",
    "\ud800",
    "a" * 500,
    "yoga " * 100,
    " ".join(f"word{n}" for n in range(200)),
    "\u202egnirts desrever",
    "\u4f60\u597d \u0928\u092e\u0938\u094d\u0924\u0947 \u0645\u0631\u062d\u0628\u0627",
    "%s %(x)s {0} \\",
    "*",
    "yog*",
    "12345678901234567890",
    "\u212b\u017f\ufb01",
]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    documents = [listing("Yoga", details="for all", miles=1), listing("\U0001f600"), listing("?")]
    known = words(stops="a the", fillers="group", same=["yoga|stretching"], towards=["yoga|bend"])
    return Directory(tmp_path_factory.mktemp("index"), documents, known)


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_question_is_answered(directory: Directory, text: str) -> None:
    found = directory.ask(text, place=HEACHAM, within=3)
    assert found.total >= len(found.hits)
    assert isinstance(found.understood["text"], str)


@pytest.mark.parametrize("text", ["", " ", "?!", '""', "\U0001f600", "\x00\x01"])
def test_a_question_without_words_shows_everything(directory: Directory, text: str) -> None:
    assert directory.ask(text).total == 3


def test_what_stands_beside_signs_is_still_found(directory: Directory) -> None:
    for text in ("<b>yoga</b>", "yoga; DROP TABLE x", "(yoga)", "yoga*", '"yoga'):
        assert directory.names(text)[:1] == ["Yoga"], text


def test_letters_at_random_are_answered(directory: Directory) -> None:
    chance = random.Random(5)
    letters = "yoga STRECH'\"-.&*()<>\u00e9\u2019\U0001f600 \t\n0123"
    for _ in range(300):
        text = "".join(chance.choices(letters, k=chance.randint(0, 60)))
        assert directory.ask(text).total >= 0


def test_odd_numbers_and_values_are_answered(directory: Directory) -> None:
    found = directory.ask("yoga", age=-1, checked=10**6 // 2000, sort="no such order", within=None)
    assert found.page == 1
    directory.ask(place=HEACHAM, within=0.0)
    directory.ask(place=HEACHAM, within=1e9)
    directory.ask(needs=("",), days=("someday",), times=("teatime",))
