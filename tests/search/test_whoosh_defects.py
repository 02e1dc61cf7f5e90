"""What Whoosh 2.7.4 gets wrong, and that our way is right. Each of these was met while building.

They pass as long as the library is as it is; one that fails says that the library changed, and
that the way round it may go.
"""

import random
import struct
import threading
from pathlib import Path

import pytest
from whoosh import fields, index, query, writing
from whoosh.filedb.filestore import FileStorage

from lily.search.document import Document
from lily.search.index import Index
from tests.search import reference
from tests.search.listings import Directory, listing

pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("leaks_of_whoosh"),
]

VOCABULARY = [f"word{number}" for number in range(40)]


def some(chance: random.Random, count: int) -> str:
    ranks = [min(int(chance.expovariate(0.12)), len(VOCABULARY) - 1) for _ in range(count)]
    return " ".join(VOCABULARY[rank] for rank in ranks)


def documents(count: int = 800) -> list[Document]:
    chance = random.Random(2)
    return [
        listing(some(chance, 3), details=some(chance, 30), id=f"{number:032}")
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def listings() -> list[Document]:
    return documents()


@pytest.fixture(scope="module")
def by_whoosh(
    listings: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> index.FileIndex:
    """Return the listings in Whoosh as its users would have them: a text field for each zone."""
    schema = fields.Schema(
        id=fields.ID(stored=True),
        name=fields.TEXT(field_boost=3.0),
        details=fields.TEXT,
    )
    made = index.create_in(str(tmp_path_factory.mktemp("whoosh")), schema)
    writer = made.writer()
    for document in listings:
        details = dict(document.texts)["details"][0]
        writer.add_document(id=document.card.id, name=document.card.name, details=details)
    writer.commit()
    return made


def both(words: list[str]) -> query.Query:
    """Return what the multi-field parser makes of "all of these words"."""
    each = [query.Or([query.Term(field, word) for field in ("name", "details")]) for word in words]
    return query.And(each)


QUESTIONS = [random.Random(seed).sample(VOCABULARY[:25], 2) for seed in range(60)]


def test_its_top_twenty_is_wrong_and_ours_is_that_of_exhaustive_scoring(
    listings: list[Document], by_whoosh: index.FileIndex, tmp_path: Path
) -> None:
    wrong = []
    with by_whoosh.searcher() as searcher:
        for words in QUESTIONS:
            top = [round(hit.score, 4) for hit in searcher.search(both(words), limit=20)]
            every = [round(hit.score, 4) for hit in searcher.search(both(words), limit=None)]
            if top != every[:20]:
                wrong.append(words)
    assert wrong, "Whoosh finds its own top twenty now"
    ours = Directory(tmp_path, listings)
    for words in [*wrong[:10], *QUESTIONS[:10]]:
        plain = [f"{word} " for word in words]
        expected = reference.scores_of_all_words(listings, words)
        if len(expected) < 20:
            continue
        bonus = ours.answerer.snapshot.matches((words[0], words[1])).documents
        beside = {ours.answerer.snapshot.card(int(number)).id for number in bonus}
        top = [hit for hit in ours.ask("".join(plain), size=20).hits if hit.card.id not in beside]
        best = sorted((s for i, s in expected.items() if i not in beside), reverse=True)
        assert [hit.score for hit in top] == pytest.approx(best[: len(top)], rel=1e-3)


def test_it_undercounts_when_it_does_not_read_all_and_we_count_exactly(
    listings: list[Document], by_whoosh: index.FileIndex, tmp_path: Path
) -> None:
    counted_short = 0
    with by_whoosh.searcher() as searcher:
        for words in QUESTIONS[:30]:
            whole = len(searcher.search(both(words), limit=None))
            counted_short += searcher.search(both(words), limit=5).scored_length() < whole
    assert counted_short
    ours = Directory(tmp_path, listings)
    for words in QUESTIONS[:20]:
        total = ours.ask(f'"{words[0]}" "{words[1]}"').total
        assert total == len(reference.scores_of_all_words(listings, words))


def test_a_sortable_float_cannot_be_indexed_and_ours_are_columns(tmp_path: Path) -> None:
    schema = fields.Schema(latitude=fields.NUMERIC(float, sortable=True))
    writer = index.create_in(str(tmp_path), schema).writer()
    with pytest.raises(struct.error):
        writer.add_document(latitude=52.9)
    ours = Directory(tmp_path / "ours", [listing("Near", miles=1.0)])
    assert len(ours.answerer.snapshot.facts.place_points) == 1


def test_a_buffered_writer_cannot_search_for_slips_and_we_use_none(tmp_path: Path) -> None:
    made = index.create_in(str(tmp_path), fields.Schema(text=fields.TEXT(stored=True)))
    buffered = writing.BufferedWriter(made, period=None, limit=100)
    buffered.add_document(text="yoga")
    with buffered.searcher() as searcher, pytest.raises(NotImplementedError):
        searcher.search(query.FuzzyTerm("text", "yogb"))
    buffered.close()
    ours = Directory(tmp_path / "ours", [])
    ours.write(listing("Yoga"))
    assert ours.names("yogb") == ["Yoga"]


def test_its_writers_refuse_each_other_and_ours_wait(tmp_path: Path) -> None:
    made = index.create_in(str(tmp_path), fields.Schema(text=fields.TEXT))
    first = made.writer()
    with pytest.raises(index.LockError):
        made.writer()
    first.cancel()
    ours = Directory(tmp_path / "ours", [listing("First")])
    held = threading.Event()

    def hold() -> None:
        with Index(ours.index.folder.parent).lock():
            held.set()
            held.clear()
            threading.Event().wait(0.2)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(1)
    ours.write(listing("Second"))
    holder.join()
    assert ours.ask().total == 2


def test_its_refreshed_readers_may_double_and_ours_are_opened_anew(tmp_path: Path) -> None:
    ours = Directory(tmp_path, [listing(f"Listing {n}") for n in range(6)])
    for _ in range(4):
        for number in range(6):
            ours.write(listing(f"Listing {number}"))
    assert ours.ask("listing").total == 6
    assert ours.answerer.snapshot.count == 6


def test_an_asynchronous_writer_returns_before_anything_is_stored(tmp_path: Path) -> None:
    made = index.create_in(str(tmp_path), fields.Schema(text=fields.TEXT))
    busy = made.writer()
    late = writing.AsyncWriter(made, delay=0.05)
    late.add_document(text="yoga")
    late.commit()
    assert made.doc_count() == 0, "It said that it had committed"
    busy.cancel()
    late.join()
    assert made.doc_count() == 1
    ours = Directory(tmp_path / "ours", [])
    ours.write(listing("Yoga"))
    assert ours.names("yoga") == ["Yoga"]


def test_the_lock_is_free_when_its_holder_is_gone(tmp_path: Path) -> None:
    ours = Directory(tmp_path, [listing("Yoga")])
    stale = FileStorage(str(ours.index.folder)).lock("MAIN_WRITELOCK")
    assert stale.acquire()
    stale.release()
    (ours.index.folder.parent / "lock").touch()
    ours.write(listing("Tai chi"))
    assert ours.ask().total == 2
