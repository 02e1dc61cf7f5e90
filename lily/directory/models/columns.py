"""Shapes that several tables of the directory share."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Relationship


def text(*, default: str = "") -> Any:
    """Return a field of any length; empty rather than null when there is nothing to say."""
    return Field(default=default, sa_type=sa.Text, sa_column_kwargs={"server_default": ""})


def own(**more: Any) -> Any:
    """Return children that live and die with their parent, loaded only when a query says so."""
    return Relationship(
        cascade_delete=True,
        passive_deletes=True,
        sa_relationship_kwargs={"lazy": "raise_on_sql", **more},
    )


def refer() -> Any:
    """Return a row that this one points to, loaded only when a query says so."""
    return Relationship(sa_relationship_kwargs={"lazy": "raise_on_sql"})


def exactly_one(*columns: str) -> sa.CheckConstraint:
    """Return a check that one of the columns, and only one, is set: whose child the row is."""
    counted = " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in columns)
    return sa.CheckConstraint(f"{counted} = 1", name="exactly_one_parent")


def on_earth() -> sa.CheckConstraint:
    """Return a check that a position is whole, on the globe, and not the Gulf of Guinea.

    The nulls are named, since a check that comes out as null is taken for true.
    """
    return sa.CheckConstraint(
        "(latitude IS NULL AND longitude IS NULL) OR (latitude IS NOT NULL"
        " AND longitude IS NOT NULL AND latitude BETWEEN -90 AND 90"
        " AND longitude BETWEEN -180 AND 180 AND NOT (latitude = 0 AND longitude = 0))",
        name="position",
    )
