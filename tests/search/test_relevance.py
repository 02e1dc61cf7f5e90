"""Real questions on a real directory, judged by reading it: search must answer them well.

The directory and the judgements are private test input beside the project (LILY_SHARED). The
thresholds are well under what is reached (docs/measurements.md), so that this fails when something
breaks and not when one word's weight is changed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from lily.bench.relevance import Judged, load_feed, ours, read_judged, run_of, score
from lily.search import catch_up

FEED = Path("data/directories/oruk_north_lincolnshire_2024/services.json")
QUESTIONS = Path("data/relevance/north_lincolnshire")


@pytest.fixture(scope="module")
def judged(shared: Path) -> Judged:
    return read_judged(shared / QUESTIONS)


@pytest.fixture(scope="module")
def directory(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with load_feed(shared / FEED, tmp_path_factory.mktemp("judged")) as session:
        catch_up(session.get_bind())  # type: ignore[arg-type]
        yield session


def test_real_questions_are_answered_well(directory: Session, judged: Judged) -> None:
    reached = score(run_of(judged, lambda text: ours(directory, text)), judged)
    assert reached["nDCG@10"] >= 0.72
    assert reached["success@3"] >= 0.9
    assert reached["success@1"] >= 0.75
    assert reached["no result"] <= 0.04


@pytest.mark.parametrize("text", ["counselling", "food bank", "debt", "dementia"])
def test_a_plain_need_finds_its_name_first(directory: Session, text: str) -> None:
    from lily.search import SearchRequest, search

    top = [hit.card for hit in search(directory, SearchRequest(text=text, size=5)).hits]
    assert len(top) == 5
    stem = text[:4]
    named = [card for card in top if stem in f"{card.name} {card.organisation}".lower()]
    assert len(named) >= 2, [card.name for card in top]


def test_what_is_not_there_is_answered_with_little(directory: Session, judged: Judged) -> None:
    for name, text in judged.questions.items():
        if not any(grade >= 2 for grade in judged.grades.get(name, {}).values()):
            assert len(ours(directory, text)) < 20, text
