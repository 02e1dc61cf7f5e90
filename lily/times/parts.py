"""What a text about times is made of, before it is put together: days, hours, limits, doubts."""

from dataclasses import dataclass
from datetime import date

from lily.times.tokens import Clock


@dataclass(frozen=True)
class Days:
    """Days of the week. `pieces` are those between commas; `part` is morning, evening, ..."""

    pieces: tuple[tuple[str, ...], ...]
    part: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """All of them, as RFC 5545 writes them."""
        return tuple(code for piece in self.pieces for code in piece)


@dataclass(frozen=True)
class Nth:
    """Days of the month by their place: ("1TU", "3TU")."""

    byday: tuple[str, ...]
    part: str = ""


@dataclass(frozen=True)
class MonthDays:
    """Days of the month by number; -1 is the last."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Dates:
    """Single occasions."""

    days: tuple[date, ...]
    part: str = ""


@dataclass(frozen=True)
class Hours:
    """From when to when, as written."""

    opens: Clock | None
    closes: Clock | None
    part: str = ""
    is_all_day: bool = False


@dataclass(frozen=True)
class Interval:
    """Every so many weeks or months; `unit` is empty where it is not said."""

    every: int
    unit: str = ""


@dataclass(frozen=True)
class Monthly:
    """That it is every month; on which day is said elsewhere."""


@dataclass(frozen=True)
class TermTime:
    """In school term time only."""


@dataclass(frozen=True)
class Bank:
    """Whether it is open on bank holidays; None where they are named and nothing is said."""

    is_open: bool | None


@dataclass(frozen=True)
class Span:
    """From a day to a day, each of which may be left out."""

    first: date | None
    last: date | None


@dataclass(frozen=True)
class Season:
    """Months of every year, until the end of the year `up_to` where it is said."""

    months: tuple[int, ...]
    up_to: int | None = None


@dataclass(frozen=True)
class Closed:
    """When it is not on. Nothing in it: what stands before is closed.

    `days` of the week may have `hours` of their own instead; `hours` alone are a break.
    """

    is_exception: bool = False
    days: tuple[str, ...] = ()
    hours: Hours | None = None
    spans: tuple[tuple[date, date], ...] = ()
    months: tuple[Season, ...] = ()
    yearly: tuple[tuple[int, int, int | None], ...] = ()
    easter: tuple[int, ...] = ()
    bank: bool = False
    school_holidays: bool = False


@dataclass(frozen=True)
class Doubt:
    """What was not understood, as a plain sentence."""

    words: str


@dataclass(frozen=True)
class Mark:
    """What parts the rest: comma, and, brackets; `is_hard` for a semicolon, full stop, new line."""

    text: str
    is_hard: bool = False


When = Days | Nth | MonthDays | Dates
Limit = Interval | Monthly | TermTime | Bank | Span | Season | Closed
Part = When | Hours | Limit | Doubt | Mark
