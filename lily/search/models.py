"""What search keeps in the database: the changes to follow, and what staff know about words."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel, UTCDateTime

from lily import clock
from lily.database import Row, choice, link
from lily.search.words import SynonymKind, WordKind


class SearchChange(SQLModel, table=True):
    """A listing that may have changed, or words that did (no listing). Numbers are never reused.

    No foreign key: the change of a listing that is gone says that it is gone.
    """

    __tablename__ = "search_change"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    service_id: UUID | None = Field(default=None, index=True)
    made_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class SearchOrigin(SQLModel, table=True):
    """The one row that tells this database from any other, so that an index knows its own."""

    __tablename__ = "search_origin"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    token: UUID = Field(default_factory=uuid4)


class StopWord(Row, table=True):
    """A word that questions leave out."""

    __tablename__ = "stop_word"

    word: str = Field(unique=True)
    kind: WordKind = Field(default=WordKind.STOP, sa_type=choice(WordKind))
    note: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})


class SynonymWord(Row, table=True):
    """A word or phrase of a group; in a TOWARDS group the one at position 0 is led towards."""

    __tablename__ = "synonym_word"
    __table_args__ = (sa.UniqueConstraint("group_id", "words"),)

    group_id: UUID = link("synonym_group.id")
    position: int = 0
    words: str


class SynonymGroup(Row, table=True):
    """Words and phrases that belong together."""

    __tablename__ = "synonym_group"

    position: int = 0
    kind: SynonymKind = Field(default=SynonymKind.SAME, sa_type=choice(SynonymKind))
    note: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})

    members: list[SynonymWord] = Relationship(
        cascade_delete=True,
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", "order_by": SynonymWord.position},
    )
