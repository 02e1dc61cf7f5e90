"""Writing notes on a case, and putting them right without losing what they said."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.cases import LONGEST_NOTE
from lily.casework.actions.clients import ChangedMeanwhile
from lily.casework.actions.once import keep_once
from lily.casework.choices import NoteLayer
from lily.casework.layers import Reader, why_not_correct
from lily.casework.models import Case, CaseNote
from lily.casework.policies import why_not_work
from lily.errors import Invalid, Refused

_KIND = "case_note"


def write_note(
    session: Session,
    case: Case,
    layer: NoteLayer,
    words: str,
    *,
    by: Actor,
    key: UUID | None = None,
) -> CaseNote:
    """Write a note on a case. `key` names it beforehand: the same words sent twice make one note.

    Raises Invalid where there are no words or too many, Refused where the case is closed.
    """
    words = _check(words)
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    note = CaseNote(
        id=key or uuid4(), case_id=case.id, account_id=by.account_id, layer=layer, words=words
    )
    note, is_new = keep_once(session, note, "case_id", "account_id", "layer", "words")
    if is_new:
        changes = {"layer": (None, layer)}
        record(session, "write_note", by=by, kind=_KIND, subject_id=note.id, changes=changes)
    return note


def correct_note(
    session: Session, first: CaseNote, words: str, *, version: int, who: Reader, by: Actor
) -> CaseNote:
    """Put a note right: a new wording is added, and what it said before stays.

    `first` is its first wording, `version` the wording that the page showed. Raises Invalid where
    there are no words or too many, Refused where it is somebody else's, ChangedMeanwhile where
    another correction came first. A note of a closed case can be put right too.
    """
    words = _check(words)
    why_not = why_not_correct(first, who)
    if why_not:
        raise Refused(why_not)
    taken = session.execute(
        sa.update(CaseNote)
        .where(col(CaseNote.id) == first.id, col(CaseNote.version) == version)
        .values(version=version + 1, changed_at=clock.now())
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return _same_again(session, first, words, version, by)
    made = CaseNote(
        case_id=first.case_id,
        account_id=by.account_id,
        layer=first.layer,
        words=words,
        corrects_id=first.id,
        version=version + 1,
    )
    session.add(made)
    session.flush()
    session.refresh(first)
    changes = {"version": (version, version + 1)}
    record(session, "correct_note", by=by, kind=_KIND, subject_id=first.id, changes=changes)
    return made


def _same_again(session: Session, first: CaseNote, words: str, version: int, by: Actor) -> CaseNote:
    """Return the correction that was sent before in the same words. Raises ChangedMeanwhile."""
    made = session.exec(
        select(CaseNote).where(CaseNote.corrects_id == first.id, CaseNote.version == version + 1)
    ).first()
    if made is None or (made.words, made.account_id) != (words, by.account_id):
        raise ChangedMeanwhile
    return made


def _check(words: str) -> str:
    words = words.strip()
    if not words:
        raise Invalid("words", "Write the note first.")
    if len(words) > LONGEST_NOTE:
        raise Invalid("words", f"Use at most {LONGEST_NOTE:,} characters.")
    return words
