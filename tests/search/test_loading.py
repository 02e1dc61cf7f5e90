"""The lists of words that LILY ships, put into the database and read from it."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from lily.errors import Invalid
from lily.resources import SEED
from lily.search.loading import load_words, read_words
from lily.search.models import StopWord, SynonymGroup
from lily.search.words import SynonymKind


def write_lists(folder: Path, stop_words: str, synonyms: str) -> Path:
    (folder / "stop-words.csv").write_text(f"word,kind,note\n{stop_words}")
    (folder / "synonyms.csv").write_text(f"words,kind,note\n{synonyms}")
    return folder


def test_lists_are_loaded_once_and_again_without_change(session: Session, tmp_path: Path) -> None:
    folder = write_lists(
        tmp_path,
        "a,stop,\nhelp,filler,why\n",
        "food bank | foodbank,same,\nfood bank|hungry,towards,\n",
    )
    loaded = load_words(session, folder)
    assert (loaded.stop_words, loaded.groups, loaded.made) == (2, 2, 4)
    session.commit()
    assert load_words(session, folder).made == 0
    assert len(session.exec(select(SynonymGroup)).all()) == 2


def test_what_staff_changed_stays(session: Session, tmp_path: Path) -> None:
    folder = write_lists(tmp_path, "help,filler,\n", "food bank|foodbank,same,\n")
    load_words(session, folder)
    word = session.exec(select(StopWord)).one()
    word.note = "Ours"
    session.commit()
    write_lists(tmp_path, "help,stop,\nplease,stop,\n", "food bank|larder,same,\n")
    assert load_words(session, folder).made == 1
    assert session.exec(select(StopWord.note).where(StopWord.word == "help")).one() == "Ours"


def test_words_are_read_back_as_they_were_loaded(session: Session, tmp_path: Path) -> None:
    folder = write_lists(
        tmp_path,
        "can't,stop,\nhelp,filler,\n",
        "food bank|foodbank|food parcels,same,\nfood bank|can't afford food,towards,\n",
    )
    load_words(session, folder)
    known = read_words(session)
    assert known.stops == {"cant"}
    assert known.fillers == {"help"}
    assert [s.said for s in known.sayings(("food", "parcel"))] == ["food bank", "foodbank"]
    led = known.sayings(("cant", "afford", "food"))
    assert {(s.said, s.kind) for s in led} == {
        (said, SynonymKind.TOWARDS) for said in ("food bank", "foodbank", "food parcels")
    }
    assert known.sayings(("nothing",)) == ()
    assert known.knows("hungry") is False
    assert known.knows("parcels")


@pytest.mark.parametrize(
    ("stop_words", "synonyms", "field"),
    [
        ("a,sometimes,\n", "a|b,same,\n", "kind"),
        ("a,stop,\n", "a|b,backwards,\n", "kind"),
        ("a,stop,\n", "alone,same,\n", "words"),
    ],
)
def test_a_list_that_cannot_be_read_says_where(
    session: Session, tmp_path: Path, stop_words: str, synonyms: str, field: str
) -> None:
    with pytest.raises(Invalid, match="line 2") as refused:
        load_words(session, write_lists(tmp_path, stop_words, synonyms))
    assert refused.value.field == field


def test_the_lists_that_lily_ships_can_be_loaded(session: Session) -> None:
    loaded = load_words(session, SEED)
    assert loaded.groups >= 250
    known = read_words(session)
    assert "citizens advice" in {saying.said for saying in known.sayings(("cab",))}
    assert known.longest > 3
