"""Reads times of day as written: "10am-12.30", "from half past ten", "noon till 2", "1000-1200"."""

from lily.times.cursor import Cursor
from lily.times.parts import Hours
from lily.times.tokens import Clock

NOON, MIDNIGHT = Clock(12, 0, "pm"), Clock(0, 0, "midnight")
_MINUTES_BEFORE = {5, 10, 20}
_STREETS = {"road", "street", "green", "park"}
_LONGEST_STREET = 4


def read_always(cursor: Cursor) -> Hours | None:
    """Take "24 hours", "24/7"."""
    return Hours(None, None, is_all_day=True) if cursor.take("always") else None


def read_hours(cursor: Cursor) -> Hours | None:
    """Take a time, or from when to when."""
    opener = _opener(cursor)
    if opener == "until":
        closes = _clock(cursor, is_led=True)
        return Hours(None, closes, _part(cursor)) if closes else None
    start = cursor.look()
    opens = cursor.tried(_clock, True)
    if opens is None:
        return None
    found = cursor.tried(_range_end, opens, opener)
    if found:
        return found  # type: ignore[no-any-return]
    is_open_ended = bool(cursor.take("late"))
    is_bare = start.kind == "number" and not (is_open_ended or _is_marked(cursor, opens))
    if is_bare and (not opener or _names_a_street(cursor)):
        return None
    return Hours(opens, None, _part(cursor))


def _is_marked(cursor: Cursor, clock: Clock) -> bool:
    return bool(clock.half) or cursor.look(-1).kind == "oclock" or cursor.look().kind == "part"


def _names_a_street(cursor: Cursor) -> bool:
    """Say whether a street follows, so that the number may be that of a house: 10 Church Road."""
    for ahead in range(_LONGEST_STREET):
        token = cursor.look(ahead)
        if token.kind not in ("harmless", "filler"):
            return False
        if token.value in _STREETS:
            return True
    return False


def _opener(cursor: Cursor) -> str:
    opener = ""
    while True:
        cursor.skip("filler")
        if cursor.take_mark("@"):
            opener = opener or "at"
        elif token := cursor.take("from", "at", "between", "until"):
            opener = token.kind
        else:
            return opener


def _range_end(cursor: Cursor, opens: Clock, opener: str) -> Hours | None:
    part = _part(cursor)
    cursor.take_mark(",")
    is_joined = bool(cursor.take_mark("-"))
    is_joined = bool(cursor.take("to", "until")) or is_joined
    if not is_joined and opener in ("between", "from"):
        is_joined = cursor.take_mark("&") or bool(cursor.take("and"))
        if opener == "from" and is_joined:
            return None
    if not is_joined:
        return None
    if cursor.take("late"):
        return Hours(opens, None, part or _part(cursor))
    cursor.skip("filler", "at")
    closes = _clock(cursor, is_led=True)
    if closes is None:
        return None
    return Hours(opens, closes, part or _part(cursor))


def _part(cursor: Cursor) -> str:
    token = cursor.take("part")
    return str(token.value) if token else ""


def _clock(cursor: Cursor, is_led: bool) -> Clock | None:
    """Take one time of day."""
    found = _written(cursor) if is_led else None
    if found is None:
        return None
    if cursor.take("noon"):
        return NOON if (found.hour, found.minute) == (12, 0) else None
    if cursor.take("midnight"):
        return MIDNIGHT if found.hour in (0, 12, 24) and not found.minute else None
    cursor.take("oclock")
    half = cursor.take("half")
    if half and not found.half and found.hour <= 12:
        found = Clock(found.hour, found.minute, half.value)
    return found


def _written(cursor: Cursor) -> Clock | None:
    token = cursor.next()
    match token.kind:
        case "noon":
            return NOON
        case "midnight":
            return MIDNIGHT
        case "clock":
            cursor.take("hrs")
            return token.value  # type: ignore[no-any-return]
        case "number":
            return _number(cursor, token.value, token.end - token.at)
        case "past" | "half past":
            hour = cursor.take("number")
            return _past(hour.value, token.value) if hour else None
    return None


def _past(hour: int, minutes: int) -> Clock | None:
    if not 1 <= hour <= 12:
        return None
    if minutes < 0:
        return Clock(hour - 1 or 12, 60 + minutes)
    return Clock(hour, minutes)


def _number(cursor: Cursor, number: int, length: int) -> Clock | None:
    is_word = cursor.text[cursor.look(-1).at].isalpha()
    if is_word and number in _MINUTES_BEFORE and cursor.look().kind == "to":
        return None
    if number >= 100 or (length == 4 and not is_word):
        hour, minute = divmod(number, 100)
        cursor.take("hrs")
        is_exact = length == 4 or hour > 12
        return Clock(hour, minute, "", is_exact) if hour <= 24 and minute < 60 else None
    if cursor.look().kind == "hrs" or number > 24:
        return None
    return Clock(number, 0, "", number > 12)
