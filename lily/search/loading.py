"""Words in the database: read for questions, and filled from the lists that LILY ships."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from lily.errors import Invalid
from lily.search.models import StopWord, SynonymGroup, SynonymWord
from lily.search.words import Group, LeftOut, SynonymKind, WordKind, Words


@dataclass(frozen=True)
class Loaded:
    """How many words and groups were read from the lists, and how many were not there yet."""

    stop_words: int
    groups: int
    made: int


def read_words(session: Session) -> Words:
    """Return what staff know about words, from the database (three statements)."""
    stop_words = session.exec(select(StopWord)).all()
    groups = session.exec(
        select(SynonymGroup)
        .options(selectinload(SynonymGroup.members))  # type: ignore[arg-type]
        .order_by(col(SynonymGroup.position), col(SynonymGroup.id))
        .execution_options(populate_existing=True)
    ).all()
    return Words(
        (LeftOut(each.word, each.kind) for each in stop_words),
        (Group(tuple(member.words for member in each.members), each.kind) for each in groups),
    )


def load_words(session: Session, folder: Path) -> Loaded:
    """Put the lists of a folder (stop-words.csv, synonyms.csv) into the database.

    What is there already stays as staff left it: a stop word of the same letters, or a group with
    the same first member and kind. Running it again changes nothing. Flushes. Raises Invalid.
    """
    stop_words, groups = list(_stop_words(folder)), list(_groups(folder))
    known = set(session.exec(select(StopWord.word)))
    new_words = [each for each in stop_words if each.word not in known]
    session.add_all(new_words)
    heads = set(
        session.exec(
            select(SynonymWord.words, SynonymGroup.kind)
            .join(SynonymGroup, col(SynonymGroup.id) == col(SynonymWord.group_id))
            .where(col(SynonymWord.position) == 0)
        )
    )
    new_groups = [each for each in groups if (each.members[0].words, each.kind) not in heads]
    session.add_all(new_groups)
    session.flush()
    return Loaded(len(stop_words), len(groups), len(new_words) + len(new_groups))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            yield f"{path.name}, line {number}", row


def _stop_words(folder: Path) -> Iterator[StopWord]:
    for where, row in _rows(folder / "stop-words.csv"):
        if row["kind"] not in list(WordKind):
            raise Invalid("kind", f"{where}: the kind must be stop or filler.")
        yield StopWord(word=row["word"], kind=WordKind(row["kind"]), note=row["note"] or "")


def _groups(folder: Path) -> Iterator[SynonymGroup]:
    for position, (where, row) in enumerate(_rows(folder / "synonyms.csv")):
        members = list(dict.fromkeys(filter(None, map(str.strip, row["words"].split("|")))))
        if row["kind"] not in list(SynonymKind):
            raise Invalid("kind", f"{where}: the kind must be same or towards.")
        if len(members) < 2:
            raise Invalid("words", f"{where}: a group needs two words or more, with | between.")
        yield SynonymGroup(
            position=position,
            kind=SynonymKind(row["kind"]),
            note=row["note"] or "",
            members=[SynonymWord(position=n, words=words) for n, words in enumerate(members)],
        )
