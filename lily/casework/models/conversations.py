"""Guided conversations, and what a person says later of what they wanted."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.casework.choices import Result, Way
from lily.database import Dated, choice, link
from lily.sealing import SealedText


class Conversation(Dated, table=True):
    """A guided conversation as it was written down: a row a version, and none is ever changed.

    `talk` is JSON (lily.casework.talk.Talk), sealed. The highest version is what holds.
    """

    __tablename__ = "conversation"
    __table_args__ = (sa.UniqueConstraint("case_id", "version"),)

    case_id: UUID = link("support_case.id")
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
    version: int
    held_on: date
    way: Way = Field(sa_type=choice(Way))
    talk: str = Field(sa_type=SealedText)


class CaseNeed(Dated, table=True):
    """What a person needs help with: a goal of the latest conversation names it."""

    __tablename__ = "case_need"
    __table_args__ = (sa.UniqueConstraint("case_id", "term_id"),)

    case_id: UUID = link("support_case.id")
    term_id: UUID = link("taxonomy_term.id")


class Judgement(Dated, table=True):
    """What a person says on a day of a goal or an I statement: the `subject_id` of the talk."""

    __tablename__ = "judgement"

    case_id: UUID = link("support_case.id")
    subject_id: UUID = Field(index=True)
    result: Result = Field(sa_type=choice(Result))
    judged_on: date
    account_id: UUID | None = link("account.id", default=None, on_delete="SET NULL")
