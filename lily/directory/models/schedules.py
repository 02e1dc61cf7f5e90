"""When: schedules in the parts of RFC 5545, their closures, and school terms."""

from datetime import date, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from lily.database import Row, choice, link
from lily.directory.choices import BankHolidays, Frequency
from lily.directory.models.columns import exactly_one, own, text


class Closure(Row, table=True):
    """Days on which a schedule does not hold, both ends included."""

    __tablename__ = "closure"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="in_order"),)

    schedule_id: UUID = link("schedule.id")
    starts_on: date
    ends_on: date
    words: str = text()


class Schedule(Row, table=True):
    """A rule by which sessions come round (HSDS schedule); several sessions a day are several rows.

    `byday` and `bymonthday` are comma-separated as in RFC 5545 ("TU,TH"; "1MO,3MO"; "-1FR").
    `starts_on` anchors an interval ("every second week from") and is the day of a single occasion.
    Times are wall-clock times in the United Kingdom. `words` are the owner's own, kept as typed.
    """

    __tablename__ = "schedule"
    __table_args__ = (
        exactly_one("service_id", "location_id", "service_at_location_id"),
        sa.CheckConstraint("interval BETWEEN 1 AND 52", name="interval"),
        sa.CheckConstraint("freq <> 'once' OR starts_on IS NOT NULL", name="once_has_a_day"),
    )

    service_id: UUID | None = link("service.id", default=None)
    location_id: UUID | None = link("location.id", default=None)
    service_at_location_id: UUID | None = link("service_at_location.id", default=None)
    position: int = 0
    freq: Frequency = Field(default=Frequency.WEEKLY, sa_type=choice(Frequency))
    interval: int = 1
    byday: str = ""
    bymonthday: str = ""
    starts_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    is_term_time: bool = False
    bank_holidays: BankHolidays = Field(
        default=BankHolidays.NOT_KNOWN,
        sa_type=choice(BankHolidays),
    )
    words: str = text()

    closures: list[Closure] = own(order_by=Closure.starts_on)


class SchoolTerm(Row, table=True):
    """A school term that the operator has entered; both ends included, half-terms left out."""

    __tablename__ = "school_term"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="in_order"),)

    name: str
    starts_on: date
    ends_on: date
