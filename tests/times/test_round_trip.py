"""Everything that we say of a schedule, we can read."""

import random
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from lily.directory.choices import BankHolidays, Frequency
from lily.directory.closure_words import schedules_words
from lily.directory.words import DAYS
from lily.times.reading import read_times
from lily.times.schedules import ReadClosure, ReadSchedule
from tests.times.notation import TODAY, said

CODES = list(DAYS)
HOURS = [
    (time(10), time(12)),
    (time(9, 30), time(15)),
    (time(7), time(9)),
    (time(19, 30), time(21, 15)),
    (time(12), time(13, 30)),
    (time(8), time(12)),
    (time(20), time(0)),
    (time(22), time(2)),
    (time(0), time(23, 59)),
    (time(12, 5), time(16)),
    (time(14), None),
    (time(6, 45), None),
    (None, time(16)),
    (None, None),
]


def _rule(dice: random.Random) -> ReadSchedule:
    day = TODAY + timedelta(days=dice.randrange(400))
    code = CODES[day.weekday()]
    number = (day.day - 1) // 7 + 1
    rules = [
        ReadSchedule(byday=tuple(sorted(dice.sample(CODES, dice.randint(1, 7)), key=CODES.index))),
        ReadSchedule(byday=(code,), interval=dice.randint(2, 12), starts_on=day),
        ReadSchedule(
            byday=tuple(sorted({code, dice.choice(CODES)}, key=CODES.index)),
            interval=2,
            starts_on=day,
        ),
        ReadSchedule(
            freq=Frequency.MONTHLY,
            byday=tuple(
                f"{(1, 2, 3, 4, 5, -2, -1)[at]}{code}" for at in sorted(dice.sample(range(7), 2))
            ),
        ),
        ReadSchedule(freq=Frequency.MONTHLY, byday=("1MO", "3TH")),
        ReadSchedule(
            freq=Frequency.MONTHLY,
            byday=(f"{number}{code}",),
            interval=dice.randint(2, 6),
            starts_on=day,
        ),
        ReadSchedule(
            freq=Frequency.MONTHLY,
            bymonthday=tuple(sorted(dice.sample(range(1, 32), dice.randint(1, 3)))),
        ),
        ReadSchedule(freq=Frequency.MONTHLY, bymonthday=(-1,)),
        ReadSchedule(freq=Frequency.ONCE, starts_on=day),
    ]
    return dice.choice(rules)


def _closures(dice: random.Random) -> tuple[ReadClosure, ...]:
    day = TODAY + timedelta(days=dice.randrange(300))
    every_august = tuple(
        ReadClosure(date(year, 8, 1), date(year, 8, 31)) for year in (2027, 2028, 2029)
    )
    every_christmas = tuple(
        ReadClosure(date(year, 12, 25), date(year, 12, 25)) for year in (2026, 2027, 2028, 2029)
    )
    some_days = (ReadClosure(day, day), ReadClosure(day + timedelta(9), day + timedelta(20)))
    return dice.choice([(), (), every_august, every_christmas, some_days])


def _schedule(dice: random.Random) -> ReadSchedule:
    opens, closes = dice.choice(HOURS)
    made = replace(_rule(dice), opens_at=opens, closes_at=closes)
    if made.freq is Frequency.ONCE:
        return made
    first = TODAY + timedelta(days=dice.randrange(1, 90))
    return replace(
        made,
        is_term_time=dice.random() < 0.2,
        bank_holidays=dice.choice(list(BankHolidays)),
        valid_from=first if made.interval == 1 and dice.random() < 0.3 else None,
        valid_to=first + timedelta(days=500) if dice.random() < 0.3 else None,
        closures=_closures(dice),
    )


@pytest.mark.parametrize("seed", range(20))
def test_what_we_say_of_a_schedule_is_read_back_as_that_schedule(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(60):
        schedule = _schedule(dice)
        words = schedules_words([schedule.row()])
        reading = read_times(words, TODAY)
        assert reading.is_sure, (words, reading.doubts)
        assert said(reading.schedules) == said([schedule]), words
        assert reading.words == words


def test_what_we_say_of_several_schedules_is_read_back() -> None:
    dice = random.Random(7)
    for _ in range(200):
        opens = dice.sample([(time(9), time(10)), (time(11), time(13)), (time(19), None)], 2)
        schedules = [
            replace(ReadSchedule(byday=("TU",)), opens_at=first, closes_at=last, is_term_time=True)
            for first, last in opens
        ]
        schedules.append(replace(schedules[0], byday=("FR",), closures=_closures(dice)))
        words = schedules_words([schedule.row() for schedule in schedules])
        reading = read_times(words, TODAY)
        assert reading.is_sure, (words, reading.doubts)
        assert reading.words == schedules_words([each.row() for each in reading.schedules])
        assert said(reading.schedules) == said(schedules)
