"""What was written about a person on a case, and how it was put right."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.casework.choices import NoteLayer
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class CaseNote(Dated, table=True):
    """Words about a person on a case. They are never changed: a correction is a row of its own.

    `corrects_id` is the first wording of the note that a row puts right. `version` is which wording
    a row is; of the first one, how many there are.
    """

    __tablename__ = "case_note"
    __table_args__ = (sa.UniqueConstraint("corrects_id", "version"),)

    case_id: UUID = link("support_case.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    layer: NoteLayer = Field(sa_type=choice(NoteLayer))
    words: str = Field(sa_type=SealedText)
    corrects_id: UUID | None = link("case_note.id", default=None)
    version: int = 1
