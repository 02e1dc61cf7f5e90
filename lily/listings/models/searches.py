"""Searches that found nothing, counted without anybody in them: ADR 0021."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Dated, Row


class EmptySearch(Row, table=True):
    """How often some words found nothing, in a week, from a ward.

    `words` are folded and hold nothing that looks like personal data. `week_on` is the Monday of
    the ISO week; nothing finer is kept. `ward_code` is a GSS code, or empty where it is not known
    or would say too much.
    """

    __tablename__ = "empty_search"
    __table_args__ = (
        sa.UniqueConstraint("words", "ward_code", "week_on"),
        sa.CheckConstraint("count > 0", name="counted"),
        sa.CheckConstraint("words <> ''", name="worded"),
    )

    words: str
    ward_code: str = Field(default="", sa_column_kwargs={"server_default": ""})
    week_on: date = Field(index=True)
    count: int = 1


class IgnoredSearch(Dated, table=True):
    """Words that are not for this directory: they are counted no more."""

    __tablename__ = "ignored_search"

    words: str = Field(unique=True)
