"""The parts of a record: telephone numbers, times, costs, areas, answers about access.

Names and values are those of the directory (lily.directory.choices). A part refuses any field
that it does not know, so that a misspelt one is found and not lost.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from lily.directory.choices import AccessFeature, Answer, AreaKind, BankHolidays, Frequency

Line = Annotated[str, StringConstraints(max_length=500)]
Passage = Annotated[str, StringConstraints(max_length=100_000)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=120)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
WEEK_DAY = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
WeekDay = Annotated[str, StringConstraints(pattern=f"^{WEEK_DAY.pattern}$")]
MonthDay = Annotated[int, Field(ge=-31, le=31)]

AreaCode = Annotated[str, StringConstraints(pattern=r"^([EWSN]\d{8})?$")]

EARLIEST_DAY, LATEST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
Day = Annotated[dt.date, Field(ge=EARLIEST_DAY, le=LATEST_DAY)]


class Record(BaseModel):
    """What all records share: unknown fields are refused, spaces at the ends are dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PhoneRecord(Record):
    """A number to ring, with words about when or whom."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    extension: Annotated[str, StringConstraints(max_length=20)] = ""
    words: Line = ""


class ContactRecord(Record):
    """A person or desk to ask for. A private one is kept and never shown."""

    name: Line = ""
    title: Line = ""
    email: Line = ""
    phone: Annotated[str, StringConstraints(max_length=100)] = ""
    private: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.name or self.title or self.email or self.phone):
            raise ValueError("a contact needs a name, a title, an e-mail address or a number")
        return self


class IdentifierRecord(Record):
    """A charity or company number; `scheme` as in org-id.guide: GB-CHC, GB-COH, GB-SC, GB-NIC."""

    scheme: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    identifier: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class AccessRecord(Record):
    """The answer to one question about getting into a place."""

    feature: AccessFeature
    answer: Answer = Answer.NOT_KNOWN
    words: Line = ""


class LanguageRecord(Record):
    """A language offered: BCP 47 code; British Sign Language is bfi."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$")]
    words: Line = ""


class CostRecord(Record):
    """What one thing costs, in pounds. An amount of 0 is free; no amount is not known."""

    option: Line = ""
    amount: Annotated[Decimal, Field(ge=0, lt=10_000_000, decimal_places=2)] | None = None
    is_donation: bool = False
    words: Passage = ""
    valid_from: Day | None = None
    valid_to: Day | None = None


class AreaRecord(Record):
    """An area that a service serves. A service without any serves whoever can come."""

    kind: AreaKind
    code: AreaCode = ""
    name: Line = ""
    miles: Annotated[float, Field(gt=0, le=500)] | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind in (AreaKind.DISTRICT, AreaKind.WARD) and not self.code:
            raise ValueError(f"a {self.kind} needs its code, such as E07000146")
        if self.kind is AreaKind.RADIUS and self.miles is None:
            raise ValueError("a radius needs its miles")
        return self


class TermRecord(Record):
    """A term said of a service, by the slug of its taxonomy and of the term in it."""

    taxonomy: Slug
    slug: Slug


class ClosureRecord(Record):
    """Days on which a schedule does not hold, both ends included."""

    starts_on: Day
    ends_on: Day
    words: Line = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("a closure cannot end before it starts")
        return self


class ScheduleRecord(Record):
    """When: a rule by which sessions come round. Several sessions a day are several schedules.

    Without `freq` it holds words alone: times that somebody typed and nobody has read yet.
    """

    freq: Frequency | None = None
    interval: Annotated[int, Field(ge=1, le=52)] = 1
    byday: list[WeekDay] = []
    bymonthday: list[MonthDay] = []
    starts_on: Day | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    term_time: bool = False
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN
    words: Passage = ""
    closures: list[ClosureRecord] = []

    @model_validator(mode="after")
    def _comes_round(self) -> Self:
        fault = _why_not_a_rule(self)
        if fault:
            raise ValueError(fault)
        return self


def _why_not_a_rule(schedule: ScheduleRecord) -> str | None:
    numbered = any(len(day) > 2 for day in schedule.byday)
    freq = schedule.freq
    weekly, monthly = freq is Frequency.WEEKLY, freq is Frequency.MONTHLY
    first, last = schedule.valid_from, schedule.valid_to
    faults = (
        (0 in schedule.bymonthday, "there is no day 0 in a month"),
        (first and last and last < first, "valid_to cannot be before valid_from"),
        (
            schedule.interval > 1 and not (schedule.starts_on or schedule.words),
            "every second week or month needs starts_on, the day it counts from, or words",
        ),
        (freq is None and not schedule.words, "a schedule needs freq, or at least words"),
        (
            freq is Frequency.ONCE and not schedule.starts_on,
            "a single occasion needs starts_on, its day",
        ),
        (
            weekly and (numbered or schedule.bymonthday),
            'weekly takes plain days such as "TU"; "1MO" and bymonthday are monthly',
        ),
        (weekly and not (schedule.byday or schedule.starts_on), "weekly needs byday"),
        (
            monthly and not (numbered or schedule.bymonthday),
            'monthly needs byday such as "1MO" or "-1FR", or bymonthday',
        ),
    )
    return next((words for is_so, words in faults if is_so), None)
