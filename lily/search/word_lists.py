"""Editing what staff know about words: synonyms and stop words. Every index follows by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from lily.audit.actions import changed, record
from lily.audit.actors import Actor
from lily.errors import Invalid, NotFound
from lily.search.analysis import words
from lily.search.models import StopWord, SynonymGroup, SynonymWord
from lily.search.words import SynonymKind, WordKind

LONGEST_MEMBER = 80
MOST_MEMBERS = 60
PAGE = 30
_MISSING = "That is not in the lists any more. Choose one from the lists of words."
_WITH_MEMBERS = selectinload(SynonymGroup.members)  # type: ignore[arg-type]


@dataclass(frozen=True)
class GroupDraft:
    """A group of synonyms as it is to be; in a TOWARDS group the others lead to the first."""

    members: tuple[str, ...]
    kind: SynonymKind = SynonymKind.SAME
    note: str = ""

    def tidied(self) -> "GroupDraft":
        """Return the draft with one spelling of each member. Raises Invalid."""
        kept: dict[tuple[str, ...], str] = {}
        for member in (" ".join(each.split()).lower() for each in self.members):
            if member and not words(member):
                raise Invalid("members", f"“{member}” has no letters to look for. Take it out.")
            if len(member) > LONGEST_MEMBER:
                raise Invalid("members", f"Use at most {LONGEST_MEMBER} letters on a line.")
            if member:
                kept.setdefault(tuple(words(member)), member)
        if len(kept) < 2:
            raise Invalid("members", "Give at least two words or phrases, each on its own line.")
        if len(kept) > MOST_MEMBERS:
            raise Invalid("members", f"Give at most {MOST_MEMBERS} words or phrases in a group.")
        return GroupDraft(tuple(kept.values()), self.kind, " ".join(self.note.split()))


@dataclass(frozen=True)
class StopDraft:
    """A word that questions are to leave out."""

    word: str
    kind: WordKind = WordKind.STOP
    note: str = ""

    def tidied(self) -> "StopDraft":
        """Return the draft as it is kept. Raises Invalid where it is not one word."""
        found = words(self.word)
        if len(found) != 1 or len(self.word.split()) != 1:
            raise Invalid("word", "Give one word, without spaces.")
        return StopDraft(self.word.strip().lower(), self.kind, " ".join(self.note.split()))


def _of_group(group: SynonymGroup) -> dict[str, Any]:
    members = [member.words for member in group.members]
    return {"kind": group.kind, "note": group.note, "words": members}


def _of_stop_word(stop_word: StopWord) -> dict[str, Any]:
    return {"word": stop_word.word, "kind": stop_word.kind, "note": stop_word.note}


def get_group(session: Session, group_id: UUID) -> SynonymGroup:
    """Return a group with its members. Raises NotFound."""
    found = session.exec(
        select(SynonymGroup).where(SynonymGroup.id == group_id).options(_WITH_MEMBERS)
    ).one_or_none()
    if found is None:
        raise NotFound(_MISSING)
    return found


def list_groups(
    session: Session, *, text: str = "", page: int = 1
) -> tuple[Sequence[SynonymGroup], int]:
    """Return a page of groups in which a member holds the text, and how many there are."""
    wanted: list[sa.ColumnElement[bool]] = []
    if text:
        holding = sa.select(col(SynonymWord.group_id)).where(
            col(SynonymWord.words).icontains(text, autoescape=True)
        )
        wanted.append(col(SynonymGroup.id).in_(holding))
    total = session.exec(select(sa.func.count()).select_from(SynonymGroup).where(*wanted)).one()
    rows = session.exec(
        select(SynonymGroup)
        .where(*wanted)
        .options(_WITH_MEMBERS)
        .order_by(col(SynonymGroup.position), col(SynonymGroup.id))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return rows, total


def _refuse_second_group(
    session: Session, draft: GroupDraft, other_than: UUID | None = None
) -> None:
    same = session.exec(
        select(SynonymGroup.id)
        .join(SynonymWord, col(SynonymWord.group_id) == col(SynonymGroup.id))
        .where(
            SynonymWord.position == 0,
            SynonymWord.words == draft.members[0],
            SynonymGroup.kind == draft.kind,
        )
    ).all()
    if set(same) - {other_than}:
        raise Invalid(
            "members", f"There is a group like this for “{draft.members[0]}”. Add to that one."
        )


def add_group(session: Session, draft: GroupDraft, *, by: Actor) -> SynonymGroup:
    """Add a group of synonyms. Raises Invalid."""
    draft = draft.tidied()
    _refuse_second_group(session, draft)
    last = session.exec(select(sa.func.max(col(SynonymGroup.position)))).one()
    group = SynonymGroup(
        position=(last or 0) + 1,
        kind=draft.kind,
        note=draft.note,
        members=[SynonymWord(position=n, words=each) for n, each in enumerate(draft.members)],
    )
    session.add(group)
    session.flush()
    record(
        session,
        "add_synonyms",
        by=by,
        kind="synonym_group",
        subject_id=group.id,
        changes=changed({}, _of_group(group)),
    )
    return group


def change_group(session: Session, group: SynonymGroup, draft: GroupDraft, *, by: Actor) -> None:
    """Change a group of synonyms. Raises Invalid. What is as it was is not written down."""
    draft = draft.tidied()
    _refuse_second_group(session, draft, other_than=group.id)
    before = _of_group(group)
    held = {member.words: member for member in group.members}
    members = [held.get(each) or SynonymWord(words=each) for each in draft.members]
    for position, member in enumerate(members):
        member.position = position
    group.members, group.kind, group.note = members, draft.kind, draft.note
    changes = changed(before, _of_group(group))
    session.flush()
    if changes:
        record(
            session,
            "change_synonyms",
            by=by,
            kind="synonym_group",
            subject_id=group.id,
            changes=changes,
        )


def remove_group(session: Session, group: SynonymGroup, *, by: Actor) -> None:
    """Take a group of synonyms away."""
    before = _of_group(group)
    session.delete(group)
    session.flush()
    record(
        session,
        "remove_synonyms",
        by=by,
        kind="synonym_group",
        subject_id=group.id,
        changes=changed(before, {}),
    )


def get_stop_word(session: Session, word_id: UUID) -> StopWord:
    """Return a stop word. Raises NotFound."""
    found = session.get(StopWord, word_id)
    if found is None:
        raise NotFound(_MISSING)
    return found


def list_stop_words(
    session: Session, *, text: str = "", page: int = 1
) -> tuple[Sequence[StopWord], int]:
    """Return a page of the words that questions leave out, and how many there are."""
    wanted = [col(StopWord.word).icontains(text, autoescape=True)] if text else []
    total = session.exec(select(sa.func.count()).select_from(StopWord).where(*wanted)).one()
    rows = session.exec(
        select(StopWord)
        .where(*wanted)
        .order_by(col(StopWord.word))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    return rows, total


def _refuse_second_stop_word(
    session: Session, draft: StopDraft, other_than: UUID | None = None
) -> None:
    same = session.exec(select(StopWord.id).where(StopWord.word == draft.word)).all()
    if set(same) - {other_than}:
        raise Invalid("word", f"“{draft.word}” is in the list already. Change it there.")


def add_stop_word(session: Session, draft: StopDraft, *, by: Actor) -> StopWord:
    """Add a word that questions leave out. Raises Invalid."""
    draft = draft.tidied()
    _refuse_second_stop_word(session, draft)
    stop_word = StopWord(word=draft.word, kind=draft.kind, note=draft.note)
    session.add(stop_word)
    session.flush()
    record(
        session,
        "add_stop_word",
        by=by,
        kind="stop_word",
        subject_id=stop_word.id,
        changes=changed({}, _of_stop_word(stop_word)),
    )
    return stop_word


def change_stop_word(session: Session, stop_word: StopWord, draft: StopDraft, *, by: Actor) -> None:
    """Change a stop word. Raises Invalid. What is as it was is not written down."""
    draft = draft.tidied()
    _refuse_second_stop_word(session, draft, other_than=stop_word.id)
    before = _of_stop_word(stop_word)
    stop_word.word, stop_word.kind, stop_word.note = draft.word, draft.kind, draft.note
    changes = changed(before, _of_stop_word(stop_word))
    session.flush()
    if changes:
        record(
            session,
            "change_stop_word",
            by=by,
            kind="stop_word",
            subject_id=stop_word.id,
            changes=changes,
        )


def remove_stop_word(session: Session, stop_word: StopWord, *, by: Actor) -> None:
    """Let a word tell something again."""
    before = _of_stop_word(stop_word)
    session.delete(stop_word)
    session.flush()
    record(
        session,
        "remove_stop_word",
        by=by,
        kind="stop_word",
        subject_id=stop_word.id,
        changes=changed(before, {}),
    )
