"""Trying a change of words before it is saved: one question, read now and as it would be."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import selectinload
from sqlmodel import Session, col, select

from lily import clock
from lily.search.answering import Answerer
from lily.search.models import StopWord, SynonymGroup
from lily.search.registry import engine_of
from lily.search.request import SearchRequest
from lily.search.word_lists import GroupDraft, StopDraft
from lily.search.words import Group, LeftOut, Words

NAMES_SHOWN = 3


@dataclass(frozen=True)
class Reading:
    """How a question is understood: keys of `understood`, how many are found, the first names."""

    understood: dict[str, Any]
    total: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """A question read now, and as it would be with a change."""

    question: str
    now: Reading
    then: Reading


def try_group(
    session: Session, question: str, draft: GroupDraft | None, group_id: UUID | None = None
) -> Trial:
    """Read a question now, and with a group added, changed (`group_id`) or taken away (no draft).

    Nothing is saved. Raises Invalid for a draft that could not be saved either.
    """
    groups = {
        each.id: Group(tuple(member.words for member in each.members), each.kind)
        for each in _groups(session)
        if draft or each.id != group_id
    }
    added = []
    if draft:
        draft = draft.tidied()
        made = Group(draft.members, draft.kind)
        if group_id in groups:
            groups[group_id] = made
        else:
            added = [made]
    return _trial(session, question, Words(_left_out(session), [*groups.values(), *added]))


def try_stop_word(
    session: Session, question: str, draft: StopDraft | None, word_id: UUID | None = None
) -> Trial:
    """Read a question now, and with a stop word added, changed or taken away. Nothing is saved."""
    left_out = _left_out(session, but=word_id)
    if draft:
        draft = draft.tidied()
        left_out.append(LeftOut(draft.word, draft.kind))
    groups = [Group(tuple(m.words for m in each.members), each.kind) for each in _groups(session)]
    return _trial(session, question, Words(left_out, groups))


def _groups(session: Session) -> list[SynonymGroup]:
    return list(
        session.exec(
            select(SynonymGroup)
            .options(selectinload(SynonymGroup.members))  # type: ignore[arg-type]
            .order_by(col(SynonymGroup.position), col(SynonymGroup.id))
        )
    )


def _left_out(session: Session, but: UUID | None = None) -> list[LeftOut]:
    return [
        LeftOut(each.word, each.kind) for each in session.exec(select(StopWord)) if each.id != but
    ]


def _trial(session: Session, question: str, words: Words) -> Trial:
    answerer = engine_of(session).answerer(session)
    return Trial(
        question,
        _reading(answerer, question),
        _reading(Answerer(answerer.snapshot, words), question),
    )


def _reading(answerer: Answerer, question: str) -> Reading:
    found = answerer.answer(SearchRequest(text=question, size=NAMES_SHOWN), clock.local_now())
    return Reading(found.understood, found.total, tuple(hit.card.name for hit in found.hits))
