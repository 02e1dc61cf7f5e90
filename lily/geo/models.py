"""What the whole installation remembers about the online geocoder: its answers and its turn."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, UTCDateTime

from lily import clock
from lily.database import Row


class GeocodeAnswer(Row, table=True):
    """What the online geocoder said about one text: a position, or that it knows none.

    The text itself is not kept, only its hash, since people type addresses.
    """

    __tablename__ = "geocode_answer"
    __table_args__ = (
        sa.CheckConstraint(
            "(latitude IS NULL AND longitude IS NULL AND uncertainty_m IS NULL)"
            " OR (latitude IS NOT NULL AND longitude IS NOT NULL AND uncertainty_m IS NOT NULL"
            " AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"
            " AND NOT (latitude = 0 AND longitude = 0) AND uncertainty_m > 0)",
            name="position",
        ),
    )

    text_hash: str = Field(unique=True, max_length=64)
    name: str = Field(default="", max_length=200)
    latitude: float | None = None
    longitude: float | None = None
    uncertainty_m: int | None = None
    asked_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime, index=True)


class GeocodeTurn(SQLModel, table=True):
    """The one row by which all processes and machines take turns to ask the geocoder.

    `taken_at` is when the last one asked; until `away_until` nobody asks, since it did not answer.
    """

    __tablename__ = "geocode_turn"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    id: int = Field(default=1, primary_key=True)
    taken_at: datetime = Field(sa_type=UTCDateTime)
    away_until: datetime = Field(sa_type=UTCDateTime)
