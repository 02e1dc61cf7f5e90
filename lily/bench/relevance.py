"""How well search answers real questions that people judged by reading a real directory.

The directory, questions and judgements are not part of LILY: `LILY_SHARED` says where they are.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from sqlmodel import Session

from lily import schema, search
from lily.config import Config
from lily.database import make_engine
from lily.imports.apply import apply
from lily.imports.oruk.reader import read_oruk
from lily.imports.records import SourceRecord
from lily.imports.seed import load_basics
from lily.imports.vocabulary import load_vocabulary
from lily.resources import SEED
from lily.search.loading import load_words

TOP, LONG = 10, 20
GOOD = 2
Run = Mapping[str, Sequence[str]]


def shared() -> Path:
    """Return the folder of real directories, which may not be there."""
    return Path(os.environ.get("LILY_SHARED", "../shared"))


@dataclass(frozen=True)
class Judged:
    """Questions by identifier, and the grade (0 to 3) of each judged listing for each question."""

    questions: dict[str, str]
    grades: dict[str, dict[str, int]]


def read_judged(folder: Path) -> Judged:
    """Read `queries.json` and `qrels.json`."""
    asked = json.loads((folder / "queries.json").read_text())
    grades = json.loads((folder / "qrels.json").read_text())
    return Judged({each["id"]: each["text"] for each in asked}, grades)


def load_feed(feed: Path, folder: Path) -> Session:
    """Import a feed into a new database in the folder, and return a session on it."""
    engine = make_engine(Config(data_dir=str(folder)).database)
    schema.upgrade(engine)
    session = Session(engine)
    load_basics(session, SEED)
    load_words(session, SEED)
    read = read_oruk(json.loads(feed.read_text()), load_vocabulary(session), source="judged")
    apply(session, SourceRecord(slug="judged", name="Judged"), read)
    session.commit()
    return session


def ours(session: Session, text: str) -> list[str]:
    """Return the references of the best listings, by LILY."""
    found = search.search(session, search.SearchRequest(text=text, size=LONG))
    return [hit.card.reference for hit in found.hits]


def run_of(judged: Judged, answer: Callable[[str], list[str]]) -> Run:
    """Ask every question."""
    return {name: answer(text) for name, text in judged.questions.items()}


def score(run: Run, judged: Judged) -> dict[str, float]:
    """Return nDCG at 10 (gain 2^grade - 1), success at 1 and 3, recall at 20, and empty answers.

    A question is answerable when a listing is graded 2 or 3 for it. The shares of empty answers
    are of the answerable ones; "answered" is the share of the others that got any answer.
    """
    rows: list[dict[str, float]] = []
    unanswerable: list[bool] = []
    for name in judged.questions:
        grades, found = judged.grades.get(name, {}), list(dict.fromkeys(run[name]))
        good = {each for each, grade in grades.items() if grade >= GOOD}
        if not good:
            unanswerable.append(bool(found))
            continue
        rows.append(
            {
                "nDCG@10": _gain(grades, found) / _gain(grades, _ideal(grades)),
                "success@1": float(bool(good.intersection(found[:1]))),
                "success@3": float(bool(good.intersection(found[:3]))),
                "recall@20": len(good.intersection(found[:LONG])) / min(LONG, len(good)),
                "no result": float(not found),
            }
        )
    means = {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}
    return means | {"unanswerable answered": sum(unanswerable) / max(len(unanswerable), 1)}


def _ideal(grades: Mapping[str, int]) -> list[str]:
    return sorted(grades, key=lambda each: -grades[each])


def _gain(grades: Mapping[str, int], found: Sequence[Any]) -> float:
    return sum(
        (2.0 ** grades.get(each, 0) - 1) / log2(at + 2) for at, each in enumerate(found[:TOP])
    )
