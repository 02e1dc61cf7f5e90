"""How often something was tried: what waits are reckoned from."""

from datetime import datetime

from sqlmodel import Field, UTCDateTime

from lily.database import Row


class RateCount(Row, table=True):
    """How often something was tried in a window of time.

    `key` is a keyed hash of what was tried and by whom, so that the table holds no address.
    """

    __tablename__ = "rate_count"

    key: str = Field(unique=True)
    count: int
    expires_at: datetime = Field(sa_type=UTCDateTime, index=True)
