"""The index on disk: written by one at a time, whole or not at all, and never trusted blindly."""

import json
from pathlib import Path

import pytest

from lily.errors import Refused
from lily.search.column_file import Damaged
from lily.search.index import VERSION, Index
from tests.search.listings import Directory, listing, named, opened


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    return Directory(tmp_path, [listing(f"Listing {n}", details="oak") for n in range(10)])


def test_a_changed_listing_takes_the_place_of_the_old_one(directory: Directory) -> None:
    directory.write(listing("Listing 3", details="elm", id=named("Listing 3")))
    assert directory.ask("oak").total == 9
    assert directory.names("elm") == ["Listing 3"]
    assert directory.ask().total == 10


def test_only_the_new_segment_is_made_on_a_change(directory: Directory) -> None:
    before = {path: path.stat().st_mtime_ns for path in directory.index.folder.glob("*.columns")}
    directory.write(listing("One more"))
    after = {path: path.stat().st_mtime_ns for path in directory.index.folder.glob("*.columns")}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1


def test_little_segments_are_merged_and_the_big_one_is_left(directory: Directory) -> None:
    big = directory.answerer.snapshot.segments[0].name
    for number in range(60):
        directory.write(listing(f"New {number}", details="birch"))
    snapshot = directory.answerer.snapshot
    assert snapshot.count == 70
    assert directory.ask("birch").total == 60
    assert len(snapshot.segments) < 20
    assert big in {segment.name for segment in snapshot.segments}


def test_a_segment_of_which_nothing_is_left_goes_with_its_files(directory: Directory) -> None:
    directory.write(listing("New"))
    directory.write(gone=[named("New")])
    assert len(directory.answerer.snapshot.segments) == 1
    assert len(list(directory.index.folder.glob("*.columns"))) == 1


def test_a_rebuild_leaves_one_segment(directory: Directory) -> None:
    for number in range(5):
        directory.write(listing(f"New {number}"))
    with directory.index.lock():
        directory.index.rebuild([listing("Alone")], origin="test", applied=7)
    snapshot = opened(directory.index)
    assert (snapshot.count, len(snapshot.segments)) == (1, 1)


def test_an_index_of_nothing_answers(tmp_path: Path) -> None:
    empty = Directory(tmp_path, [])
    assert empty.ask("anything").total == 0
    assert empty.ask().total == 0
    empty.write(listing("First"))
    assert empty.names() == ["First"]
    empty.write(gone=[named("First")])
    assert empty.names() == []


def test_one_writes_at_a_time(directory: Directory) -> None:
    other = Index(directory.index.folder.parent).lock(0.05)
    with directory.index.lock(), pytest.raises(Refused, match="Another process"), other:
        pass


def test_a_snapshot_stays_as_it_was(directory: Directory) -> None:
    old = directory.answerer.snapshot
    directory.write(gone=[named("Listing 1")])
    with directory.index.lock():
        directory.index.rebuild([], origin="test", applied=0)
    assert old.count == 10
    assert old.card(3).name == "Listing 3"


def test_columns_that_are_lost_are_made_anew_by_the_next_writer(directory: Directory) -> None:
    for path in directory.index.folder.glob("*.columns"):
        path.unlink()
    directory.write(listing("One more"))
    assert directory.ask("oak").total == 10


@pytest.mark.parametrize("spoil", ["cut", "head", "body", "foreign", "empty"])
def test_damaged_columns_are_known_before_they_are_used(directory: Directory, spoil: str) -> None:
    (path,) = directory.index.folder.glob("*.columns")
    whole = path.read_bytes()
    path.write_bytes(
        {
            "cut": whole[: len(whole) // 2],
            "head": whole[:30] + b"\xff" + whole[31:],
            "body": whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:],
            "foreign": b"something else",
            "empty": b"",
        }[spoil]
    )
    with pytest.raises(Damaged):
        opened(directory.index)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("leaks_of_whoosh")
def test_a_damaged_table_of_contents_is_told_and_a_rebuild_mends_it(directory: Directory) -> None:
    for path in directory.index.folder.glob("*.toc"):
        path.write_bytes(b"nonsense")
    with directory.index.lock(), pytest.raises(Damaged):
        directory.index.write([listing("New")], [], origin="test", applied=1)
    with directory.index.lock():
        directory.index.rebuild([listing("New")], origin="test", applied=1)
    assert opened(directory.index).count == 1


@pytest.mark.parametrize("published", ["", "{", "[]", '{"applied": 1}'])
def test_what_cannot_be_read_is_not_published(directory: Directory, published: str) -> None:
    (directory.index.folder / "published.json").write_text(published)
    assert directory.index.read() is None


def test_nothing_is_published_where_there_is_nothing(tmp_path: Path) -> None:
    assert Index(tmp_path).read() is None
    assert Index(tmp_path).stamp() == (0, 0)


def test_the_folder_is_named_for_the_shape_and_the_weights(directory: Directory) -> None:
    assert directory.index.folder.name == VERSION
    published = json.loads((directory.index.folder / "published.json").read_text())
    assert published["origin"] == "test"


def test_a_writer_that_fails_leaves_what_was_published(directory: Directory) -> None:
    def failing() -> list[object]:
        raise RuntimeError("the database went away")

    with directory.index.lock(), pytest.raises(RuntimeError):
        directory.index.rebuild(
            (listing("New") if n < 3 else failing()[0] for n in range(5)),  # type: ignore[misc]
            origin="test",
            applied=9,
        )
    assert opened(directory.index).count == 10
    directory.write(listing("After"))
    assert directory.ask().total == 11
