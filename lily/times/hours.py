"""From times as written to times of day: which half of the day was meant, where nobody wrote it.

A half that was not written is taken only where the other one would be absurd: "9.30-4" ends in the
afternoon, "2-4" is the afternoon, "7-8.30pm" begins in the evening. "7-9" is left open: it may be
breakfast, it may be the choir.
"""

from datetime import time

from lily.times.tokens import Clock

NOON, MIDNIGHT, DAY = 720, 1440, 1440
LONGEST_GUESS = 13 * 60
_HALF = 720
_PARTS = {
    "morning": (4 * 60, 719),
    "afternoon": (720, 1079),
    "evening": (960, 1410),
    "night": (1020, 1439),
    "lunchtime": (660, 870),
    "afternoon or evening": (720, 1439),
}


class Unclear(Exception):
    """What was written could mean two things. Its text is a plain sentence."""


def _exact(clock: Clock, *, ends: bool) -> int | None:
    """Return the minute of the day, where only one can be meant."""
    hour, minute = clock.hour, clock.minute
    _check(clock)
    if clock.half == "midnight" or (clock.is_exact and hour in (0, 24) and not minute):
        return MIDNIGHT if ends else 0
    if hour > 12 or clock.is_exact:
        return hour * 60 + minute
    if clock.half == "am" and hour == 12:
        return (MIDNIGHT if ends else 0) + minute
    if clock.half:
        return hour % 12 * 60 + minute + (_HALF if clock.half == "pm" else 0)
    return None


def _check(clock: Clock) -> None:
    """Raise Unclear where there is no such time."""
    is_none = clock.hour > 24 or (clock.hour == 24 and clock.minute)
    if is_none or (not clock.hour and clock.half in ("am", "pm")):
        raise Unclear("There is no such time of day.")
    if clock.hour > 12 and clock.half == "am":
        raise Unclear("A time after noon cannot be am.")


def _either(clock: Clock, *, ends: bool) -> list[int]:
    at = _exact(clock, ends=ends)
    if at is not None:
        return [at]
    first = clock.hour % 12 * 60 + clock.minute
    if clock.hour == 12:
        return [NOON + clock.minute, *([MIDNIGHT] if ends and not clock.minute else [])]
    return [first, first + _HALF]


def _in_part(minute: int, part: str) -> bool:
    first, last = _PARTS.get(part, (0, DAY))
    return first <= minute <= last


def _time(minute: int) -> time:
    return time(minute % DAY // 60, minute % 60)


def _is_24(*clocks: Clock) -> bool:
    return any(not clock.half and clock.hour > 12 for clock in clocks)


def _ambiguous(opens: Clock, closes: Clock | None = None) -> Unclear:
    def said(clock: Clock) -> str:
        return f"{clock.hour}.{clock.minute:02d}" if clock.minute else str(clock.hour)

    words = f"{said(opens)} to {said(closes)}" if closes else said(opens)
    return Unclear(f"We cannot tell whether {words} is am or pm. Write am or pm after it.")


def settled(opens: Clock | None, closes: Clock | None, part: str = "") -> tuple[time | None, ...]:
    """Return from when to when, as times of day. Raises Unclear.

    `part` is the part of the day that was named beside it: morning, afternoon, evening, night,
    lunchtime. An end at midnight is 0:00, as is a beginning.
    """
    if opens is not None and closes is not None:
        first, last = _range(opens, closes, part)
        return _time(first), _time(last)
    if opens is not None:
        return _time(_single(opens, part)), None
    return None, _time(_single(closes, part, ends=True)) if closes else None


def _single(clock: Clock, part: str, *, ends: bool = False) -> int:
    found = [at for at in _either(clock, ends=ends) if ends or _in_part(at, part)]
    exact = _exact(clock, ends=ends)
    if exact is not None and found:
        if clock.half == "am" and clock.hour == 12:
            raise Unclear("12am is midnight. Write noon or midnight.")
        return exact
    if part and not ends and len(found) == 1:
        return found[0]
    if not found:
        raise Unclear(f"That time is not in the {part}.")
    if clock.hour == 12:
        return NOON + clock.minute
    if clock.hour in (10, 11) and not ends:
        return found[0]
    if clock.hour <= 5:
        return found[-1]
    raise _ambiguous(clock)


def _range(opens: Clock, closes: Clock, part: str) -> tuple[int, int]:
    if opens.half == "am" and opens.hour == 12:
        raise Unclear("12am is midnight. Write noon or midnight.")
    if _is_24(opens, closes):
        opens, closes = _as_24(opens), _as_24(closes)
    first, last = _exact(opens, ends=False), _exact(closes, ends=True)
    if first is not None and last is not None:
        found = [_both_written(first, last)]
    elif first is None and last is None:
        found = _none_written(opens, closes, part)
    else:
        found = _one_written(opens, closes)
    if closes.half == "am" and closes.hour == 12 and found and found[0][0] < NOON:
        raise Unclear("12am is midnight. Write noon or midnight.")
    found = [each for each in found if _in_part(each[0], part)]
    if not found:
        raise Unclear("The times do not fit together. Check them, and write am or pm.")
    return min(found, key=lambda each: each[1] - each[0])


def _as_24(clock: Clock) -> Clock:
    return clock if clock.half else Clock(clock.hour, clock.minute, is_exact=True)


def _both_written(first: int, last: int) -> tuple[int, int]:
    overnight = first >= 17 * 60 and last <= 10 * 60
    if last <= first:
        if not overnight:
            raise Unclear("The end is not after the beginning. Check the times, and am and pm.")
        last += DAY
    if first < 5 * 60 and first:
        raise Unclear("It begins in the small hours. Check the times, and write am or pm.")
    return first, last


def _one_written(opens: Clock, closes: Clock) -> list[tuple[int, int]]:
    return [
        (first, last)
        for first in _either(opens, ends=False)
        for last in _either(closes, ends=True)
        if 0 < last - first <= LONGEST_GUESS and first >= 5 * 60
    ]


def _none_written(opens: Clock, closes: Clock, part: str) -> list[tuple[int, int]]:
    found = _one_written(opens, closes)
    if part:
        return found
    same_half = closes.hour != 12 and (closes.hour, closes.minute) > (opens.hour, opens.minute)
    is_night = closes.hour in (1, 2) or (closes.hour == 12 and opens.hour != 8)
    if opens.hour in (6, 7, 8) and (same_half or is_night):
        raise _ambiguous(opens, closes)
    if opens.hour == 12 or opens.hour <= 5:
        found = [each for each in found if each[0] >= NOON and each[1] < MIDNIGHT]
    else:
        found = [each for each in found if each[0] < NOON]
    return found
