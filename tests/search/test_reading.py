"""Reading a question: what is asked for, in which other words, and what is left out."""

from pathlib import Path

import pytest

from lily.search.question import Question
from tests.search.listings import Directory, listing, named, words


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Directory:
    documents = [
        listing("Lunch club", details="A hot meal on Tuesdays. Drop in, no need to book."),
        listing("Foodbank", details="Food parcels for people in need"),
        listing("Memory caf\u00e9", details="For people with dementia and their carers"),
        listing("Carers break", details="Respite so that you can have a break"),
        listing("Debt advice", details="Gas and electricity bills"),
        listing("Alzheimer's Society", details="Dementia support"),
        listing("Food bank at St Mary's", details="Open on Mondays"),
    ]
    known = words(
        stops="my i and a the has to in of how do cant need",
        fillers="help support husband club",
        same=["food bank|food parcel|emergency food", "dementia|alzheimers|memory loss"],
        towards=["debt advice|cant pay|red letters", "respite|need a break|have a rest"],
    )
    return Directory(tmp_path_factory.mktemp("index"), documents, known)


def read(directory: Directory, text: str) -> Question:
    return directory.answerer.understand(text)


def asked(question: Question) -> list[str]:
    return [clause.said for clause in question.clauses if not clause.is_filler]


def ways(question: Question, clause: int = 0) -> set[str]:
    return {way.said for way in question.clauses[clause].ways}


def test_stop_words_are_left_out_and_fillers_are_not_required(directory: Directory) -> None:
    question = read(directory, "help my husband has dementia")
    assert asked(question) == ["dementia"]
    assert [c.said for c in question.clauses] == ["help", "husband", "dementia"]


def test_a_filler_alone_is_asked_for(directory: Directory) -> None:
    assert asked(read(directory, "the club")) == ["club"]


def test_stop_words_alone_are_asked_for(directory: Directory) -> None:
    assert asked(read(directory, "how to")) == ["how", "to"]


def test_a_name_of_several_words_is_one_thing(directory: Directory) -> None:
    question = read(directory, "food banks")
    assert asked(question) == ["food banks"]
    assert {"food parcel", "emergency food"} <= ways(question)


def test_a_name_nobody_uses_falls_apart_into_words(directory: Directory) -> None:
    assert asked(read(directory, "memory loss")) == ["memory loss"]
    lost = words(same=["gas bill|fuel bill"])
    bare = Directory(directory.index.folder.parent.parent / "bare", [listing("Gas")], lost)
    assert asked(read(bare, "gas bill")) == ["gas", "bill"]


def test_a_hint_is_more_than_its_parts_and_takes_no_word_away(directory: Directory) -> None:
    question = read(directory, "cant pay gas")
    assert asked(question) == ["pay", "gas"]
    (hint,) = question.hints
    assert [part.said for part in hint.parts] == ["pay"]
    assert {way.said for way in hint.ways} == {"debt advice"}


def test_a_hint_of_stop_words_alone_is_something_asked_for(directory: Directory) -> None:
    known = words(
        stops="i dont know where to start", towards=["debt advice|dont know where to start"]
    )
    lost = Directory(directory.index.folder.parent.parent / "lost", [listing("Debt advice")], known)
    question = read(lost, "i dont know where to start")
    assert (question.clauses, question.text) == ((), "dont know where to start")
    assert lost.names("i dont know where to start") == ["Debt advice"]


def test_hints_that_overlap_are_one(directory: Directory) -> None:
    known = words(towards=["debt advice|red letters come", "debt advice|letters come daily"])
    post = Directory(directory.index.folder.parent.parent / "post", [listing("Debt advice")], known)
    (hint,) = read(post, "red letters come daily").hints
    assert hint.said == "red letters come daily"


def test_a_hint_that_leads_to_nothing_here_is_none(directory: Directory) -> None:
    known = words(towards=["pony club|horse mad"])
    question = read(
        Directory(directory.index.folder.parent.parent / "pony", [listing("Horse riding")], known),
        "horse mad",
    )
    assert question.hints == ()
    assert asked(question) == ["horse", "mad"]


def test_a_hint_leads_one_way(directory: Directory) -> None:
    question = read(directory, "debt advice")
    assert question.hints == ()
    assert "cant pay" not in ways(question)


def test_joined_and_parted_words_meet(directory: Directory) -> None:
    assert "food bank" in ways(read(directory, "foodbank"))
    assert "foodbank" in ways(read(directory, "food bank"))
    assert {hit.card.name for hit in directory.ask("foodbank").hits} == {
        "Foodbank",
        "Food bank at St Mary's",
    }


@pytest.mark.parametrize("typed", ["drop in", "drop-in", "dropin"])
def test_hyphens_parts_and_wholes_are_the_same(directory: Directory, typed: str) -> None:
    assert directory.names(typed) == ["Lunch club"]


def test_a_slip_is_corrected_and_said(directory: Directory) -> None:
    question = read(directory, "dementai help")
    assert question.corrected == {"dementai": "dementia"}
    assert question.did_you_mean == "dementia help"
    assert asked(question) == ["dementia"]


def test_a_slip_may_lead_to_a_word_that_only_staff_know(directory: Directory) -> None:
    assert read(directory, "alzhiemers").corrected == {"alzhiemers": "alzheimers"}


def test_a_known_word_is_not_corrected(directory: Directory) -> None:
    question = read(directory, "meals")
    assert question.corrected == {}
    assert question.did_you_mean is None


def test_a_slip_in_a_listing_does_not_hide_the_rest(tmp_path: Path) -> None:
    rest = [listing(f"Group {n}", details="Counselling for all") for n in range(12)]
    directory = Directory(tmp_path, [listing("Talk", details="councelling by phone"), *rest])
    found = directory.ask("councelling")
    assert found.total == 13
    assert found.hits[0].card.name == "Talk"
    assert found.did_you_mean == "counselling"
    assert found.understood["corrected"] == {}


def test_a_word_only_in_listings_that_are_gone_is_not_known(tmp_path: Path) -> None:
    documents = [listing("Yogga"), listing("Yoga"), *(listing(f"Other {n}") for n in range(9))]
    directory = Directory(tmp_path, documents)
    directory.write(gone=[named("Yogga")])
    assert directory.names("yogga") == ["Yoga"]


def test_the_last_word_may_be_unfinished(directory: Directory) -> None:
    assert directory.names("demen")[:1] == ["Alzheimer's Society"]
    assert directory.ask("demen").did_you_mean is None


def test_words_in_quotation_marks_must_stand_so(directory: Directory) -> None:
    assert directory.names('"gas and electricity"') == ["Debt advice"]
    assert directory.names('"electricity and gas"') == []
    assert directory.names('dementia "memory cafe"') == ["Memory caf\u00e9"]


def test_a_quotation_mark_that_is_never_closed_is_no_matter(directory: Directory) -> None:
    assert directory.names('"dementia') == directory.names("dementia")


def test_synonyms_are_told(directory: Directory) -> None:
    assert "food parcel" in read(directory, "food bank").synonyms["food bank"]


def test_reading_no_words_asks_for_nothing(directory: Directory, tmp_path: Path) -> None:
    assert read(directory, " \U0001f600 ?! ").clauses == ()
    assert Directory(tmp_path, []).answerer.understand("dementia").clauses
