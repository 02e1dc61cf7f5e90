"""What people in trouble type finds what helps, on the demonstration: page one, near the top."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from lily.config import Config
from lily.database import make_engine
from lily.resources import SEED
from lily.search import SearchRequest, search

TOP = 5
ASKED = [
    ("meals on wheels", "meals-delivered"),
    ("hot dinners delivered", "meals-delivered"),
    ("help with pip form", "disability-benefits"),
    ("universal credit", "benefits"),
    ("mum is lonely", "befriending"),
    ("lift to hospital", "lifts-to-appointments"),
    ("cant afford food", "food-banks"),
    ("my wife died", "bereavement-groups"),
    ("grab rails", "adaptations"),
    ("my son hits me", "domestic-abuse"),
    ("someone to mow the lawn", "gardening-help"),
    ("hearing aid batteries", "hearing-loss"),
    ("toddler group", "baby-and-toddler-groups"),
    ("drinking too much", "alcohol"),
    ("scam phone call", "scams"),
    ("bereavment", "bereavement-groups"),
]


@pytest.fixture(scope="module")
def directory(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Return a session on a demonstration of this file's own."""
    folder = tmp_path_factory.mktemp("plain") / "data"
    shutil.copytree(seeded, folder)
    engine = make_engine(Config(data_dir=str(folder)).database)
    with Session(engine) as session:
        yield session
    engine.dispose()


def with_need(session: Session, slug: str) -> set[str]:
    found = search(session, SearchRequest(needs=(slug,), size=100))
    return {hit.card.id for hit in found.hits}


@pytest.mark.parametrize(("text", "need"), ASKED)
def test_plain_words_find_listings_of_the_need(directory: Session, text: str, need: str) -> None:
    top = search(directory, SearchRequest(text=text, size=TOP)).hits
    assert with_need(directory, need).intersection(hit.card.id for hit in top), [
        hit.card.name for hit in top
    ]


def test_the_name_of_every_need_finds_its_listings(directory: Session) -> None:
    missed = []
    with (SEED / "taxonomy.csv").open(encoding="utf-8") as file:
        terms = list(csv.DictReader(file))
    for term in terms:
        wanted = with_need(directory, term["slug"])
        top = search(directory, SearchRequest(text=term["name"], size=TOP)).hits
        if wanted and wanted.isdisjoint(hit.card.id for hit in top):
            missed.append(term["name"])
    assert missed == []
