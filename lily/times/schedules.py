"""What a reading comes to: schedules in neutral values, that become rows or records."""

from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any

from lily.directory.choices import BankHolidays, Frequency
from lily.directory.models.schedules import Closure, Schedule


@dataclass(frozen=True, order=True)
class ReadClosure:
    """Days on which a schedule does not hold, both ends included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class ReadSchedule:
    """A rule by which sessions come round: the fields of lily.directory's Schedule."""

    freq: Frequency = Frequency.WEEKLY
    interval: int = 1
    byday: tuple[str, ...] = ()
    bymonthday: tuple[int, ...] = ()
    starts_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    opens_at: time | None = None
    closes_at: time | None = None
    is_term_time: bool = False
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN
    closures: tuple[ReadClosure, ...] = ()

    def row(self, words: str = "") -> Schedule:
        """Return an unattached row, with its closures, that keeps the words as typed."""
        values = asdict(self) | {
            "byday": ",".join(self.byday),
            "bymonthday": ",".join(map(str, self.bymonthday)),
            "closures": [],
        }
        made = Schedule(**values, words=words)
        for closure in self.closures:
            made.closures.append(
                Closure(schedule_id=made.id, starts_on=closure.starts_on, ends_on=closure.ends_on)
            )
        return made

    def raw(self, words: str = "") -> dict[str, Any]:
        """Return the raw values of an import's ScheduleRecord."""
        values = asdict(self)
        values["term_time"] = values.pop("is_term_time")
        values |= {"byday": list(self.byday), "bymonthday": list(self.bymonthday)}
        return values | {"closures": [asdict(each) for each in self.closures], "words": words}
