"""Scores: as on paper, all words first, names above descriptions, what stands together together."""

import random
from pathlib import Path

import pytest

from lily.search.analysis import stem
from lily.search.document import Document
from lily.search.question import Clause, Question, Way
from lily.search.scoring import ENOUGH, score
from tests.search import reference
from tests.search.listings import Directory, listing, named, words

VOCABULARY = [
    "ash",
    "birch",
    "cedar",
    "elm",
    "fir",
    "hazel",
    "holly",
    "larch",
    "oak",
    "pine",
    "yew",
]


def random_listings(count: int, seed: int) -> list[Document]:
    chance = random.Random(seed)

    def some(most: int) -> str:
        return " ".join(chance.choices(VOCABULARY, k=chance.randint(0, most)))

    return [
        listing(
            f"{chance.choice(VOCABULARY)} {number}",
            details=some(40),
            summary=some(8),
            organisation=some(3),
            needs=some(2).split(),
        )
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def wood(tmp_path_factory: pytest.TempPathFactory) -> tuple[Directory, list[Document]]:
    documents = random_listings(300, seed=1)
    return Directory(tmp_path_factory.mktemp("wood"), documents), documents


def plain_question(asked: list[str]) -> Question:
    clauses = tuple(Clause(word, (Way(word, (stem(word),)),)) for word in asked)
    return Question(clauses=clauses)


@pytest.mark.parametrize("seed", range(20))
def test_full_answers_and_scores_are_those_of_exhaustive_scoring(
    wood: tuple[Directory, list[Document]], seed: int
) -> None:
    directory, documents = wood
    asked = random.Random(seed).sample(VOCABULARY, 1 + seed % 3)
    expected = reference.scores_of_all_words(documents, asked)
    answers = score(directory.answerer.snapshot, plain_question(asked))
    found = {
        directory.answerer.snapshot.card(document).id: value
        for document, value, full in zip(
            answers.documents.tolist(), answers.scores.tolist(), answers.is_full, strict=True
        )
        if full
    }
    assert found == pytest.approx(expected, rel=1e-5)


def test_scores_are_the_same_from_one_segment_or_many(
    wood: tuple[Directory, list[Document]], tmp_path: Path
) -> None:
    whole, documents = wood
    parts = Directory(tmp_path, documents[:200])
    for start in (200, 210, 220, 290):
        parts.write(*documents[start : {200: 210, 210: 220, 220: 290, 290: 300}[start]])
    parts.write(*documents[5:9], gone=[documents[50].card.id])
    parts.write(documents[50])
    assert len(parts.answerer.snapshot.segments) > 3
    for text in ("oak", "oak elm", "pine yew holly", '"oak elm"', "ash ash"):
        one, other = whole.ask(text, size=100), parts.ask(text, size=100)
        assert [h.card.id for h in one.hits] == [h.card.id for h in other.hits]
        assert [h.score for h in one.hits] == pytest.approx([h.score for h in other.hits], rel=1e-3)
        assert one.total == other.total


@pytest.fixture
def clubs(tmp_path: Path) -> Directory:
    documents = [
        listing("Knit and natter", details="A club where we knit. Lunch is not served."),
        listing("Lunch club", details="Every Tuesday."),
        listing("Tuesday group", details="We meet. There is a lunch club after it."),
        listing("Youth club", details="For teenagers."),
        listing("Dementia caf\u00e9", details="Lunch, and company."),
    ]
    return Directory(tmp_path, documents, words(stops="the a", fillers="group"))


def test_the_name_weighs_most_and_words_together_more_than_apart(clubs: Directory) -> None:
    assert clubs.names("lunch club")[:3] == ["Lunch club", "Tuesday group", "Knit and natter"]


def test_all_words_come_before_some(clubs: Directory) -> None:
    assert clubs.names("lunch company") == ["Dementia caf\u00e9", *clubs.names("lunch")[:0]]
    assert clubs.names("teenagers company") == ["Youth club", "Dementia caf\u00e9"]
    assert clubs.names("teenagers lunch club")[0] == "Youth club"


def test_what_answers_too_little_is_no_answer(tmp_path: Path) -> None:
    documents = [listing(f"Club {n}", details="help with forms") for n in range(30)]
    directory = Directory(tmp_path, [*documents, listing("Visa advice")])
    assert directory.names("visa forms") == ["Visa advice"]


def test_a_word_that_nobody_knows_does_not_empty_the_answer(clubs: Directory) -> None:
    assert "Youth club" in clubs.names("qqqq youth")


def test_where_enough_say_it_all_a_part_is_left_out(tmp_path: Path) -> None:
    both = [listing(f"Carers {n}", details="support for carers in Heacham") for n in range(ENOUGH)]
    some = [listing(f"Other {n}", details="carers") for n in range(5)]
    directory = Directory(tmp_path, both + some)
    assert directory.ask("carers heacham").total == ENOUGH
    fewer = Directory(tmp_path / "fewer", both[1:] + some)
    assert fewer.ask("carers heacham").total >= ENOUGH - 1


def test_synonyms_count_less_than_the_word_itself(tmp_path: Path) -> None:
    known = words(same=["bereavement|grief"], towards=["bereavement|wife died"])
    documents = [listing("Grief group"), listing("Bereavement group"), listing("Wife died group")]
    directory = Directory(tmp_path, documents, known)
    assert directory.names("grief")[:2] == ["Grief group", "Bereavement group"]
    assert "Wife died group" not in directory.names("grief")


def test_a_deleted_listing_counts_no_more(tmp_path: Path) -> None:
    directory = Directory(tmp_path, [listing("Yoga one"), listing("Yoga two"), listing("Tai chi")])
    directory.write(gone=[named("Yoga one")])
    fresh = Directory(tmp_path / "fresh", [listing("Yoga two"), listing("Tai chi")])
    assert directory.ask("yoga").hits[0].score == fresh.ask("yoga").hits[0].score
    assert directory.ask("yoga").total == 1


def test_what_a_saying_leads_towards_beats_its_words_and_counts_once(tmp_path: Path) -> None:
    known = words(
        stops="to me for a",
        towards=["telephone befriending|someone to ring me", "helpline|someone to ring me"],
    )
    documents = [
        listing("Phone friends", details="Telephone befriending every week"),
        listing("Plumber", details="Ring someone today. Ring us."),
        listing("Ring road group", details="someone cares"),
        *(listing(f"Club {n}", details="Ring to book") for n in range(20)),
    ]
    directory = Directory(tmp_path, documents, known)
    assert directory.names("someone to ring me")[0] == "Phone friends"
    (hint,) = directory.answerer.understand("someone to ring me").hints
    assert [part.said for part in hint.parts] == ["someone", "ring"]
    because = directory.ask("someone to ring me").hits[0].because
    assert because == ("Description says “telephone befriending” for “someone to ring me”",)
