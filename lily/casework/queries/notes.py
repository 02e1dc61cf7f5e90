"""Reading the notes of a case, each as it stands with what it said before, by who may read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from lily.accounts.models import Account
from lily.casework.choices import NoteLayer
from lily.casework.layers import Reader
from lily.casework.models import CaseNote
from lily.casework.queries.clients import MISSING
from lily.errors import NotFound


@dataclass(frozen=True)
class Wording:
    """What a note said, from when on, and who wrote it so."""

    note: CaseNote
    by: str

    @property
    def at(self) -> datetime:
        """When it was written so."""
        return self.note.made_at


@dataclass(frozen=True)
class WrittenNote:
    """A note with all that it said, the first wording first."""

    wordings: tuple[Wording, ...]

    @property
    def first(self) -> CaseNote:
        """The note as it was written."""
        return self.wordings[0].note

    @property
    def by(self) -> str:
        """Who wrote it; empty for somebody who has left."""
        return self.wordings[0].by

    @property
    def now(self) -> Wording:
        """What it says now."""
        return self.wordings[-1]

    @property
    def before(self) -> tuple[Wording, ...]:
        """What it said before, the first wording first; empty where nothing was put right."""
        return self.wordings[:-1]


def list_notes(
    session: Session, case_id: UUID, who: Reader, *layers: NoteLayer
) -> list[WrittenNote]:
    """Return the notes of a case that somebody may read, the latest first; of some layers alone.

    What they may not read is not asked of the database.
    """
    wanted = _notes(who).where(col(CaseNote.case_id) == case_id)
    if layers:
        wanted = wanted.where(col(CaseNote.layer).in_(layers))
    return _gathered(session, wanted)


def get_note(session: Session, note_id: UUID, *, case_id: UUID, who: Reader) -> WrittenNote:
    """Return a note of a case by its first wording. Raises NotFound where it is not for them."""
    is_of_it = sa.or_(col(CaseNote.id) == note_id, col(CaseNote.corrects_id) == note_id)
    found = _gathered(session, _notes(who).where(is_of_it, col(CaseNote.case_id) == case_id))
    if not found or found[0].first.id != note_id:
        raise NotFound(MISSING)
    return found[0]


def _notes(who: Reader) -> sa.Select[CaseNote, str]:
    first = aliased(CaseNote)
    author = sa.case(
        (col(CaseNote.corrects_id).is_(None), col(CaseNote.account_id)),
        else_=col(first.account_id),
    )
    wanted = (
        sa.select(CaseNote, col(Account.name))
        .outerjoin(first, col(first.id) == col(CaseNote.corrects_id))
        .outerjoin(Account, col(Account.id) == col(CaseNote.account_id))
        .order_by(col(CaseNote.version), col(CaseNote.made_at))
    )
    if not who.reads_safeguarding:
        is_open = col(CaseNote.layer) != NoteLayer.NAMED
        wanted = wanted.where(sa.or_(is_open, author == who.account_id))
    return wanted


def _gathered(session: Session, wanted: sa.Select[CaseNote, str]) -> list[WrittenNote]:
    found: dict[UUID, list[Wording]] = {}
    for note, name in session.execute(wanted):
        found.setdefault(note.corrects_id or note.id, []).append(Wording(note, name or ""))
    notes = [
        WrittenNote(tuple(sorted(each, key=lambda one: one.note.corrects_id is not None)))
        for each in found.values()
    ]
    return sorted(notes, key=lambda each: each.first.made_at, reverse=True)
