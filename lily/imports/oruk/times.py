"""Times of Open Referral: version 1's regular schedules and HSDS's, to ours. Never invents.

What has no rule is read from its words where LILY is sure of them. A rule that we cannot keep is
kept in words.
"""

from datetime import date
from typing import Any

from lily.directory.words import DAYS, hours_words
from lily.imports import values
from lily.imports.feeds import Feed, Row
from lily.imports.oruk.shapes import Item, first, listed
from lily.imports.parts import WEEK_DAY
from lily.imports.worded import read_worded

_NAMES = {name.lower(): code for code, name in DAYS.items()}
_NAMES |= {name[:3].lower(): code for code, name in DAYS.items()}
_NAMES |= {code.lower(): code for code in DAYS}
_NOT_KEPT = ("byweekno", "byyearday", "bysetpos", "bymonth", "count")


def schedules_of(feed: Feed, row: Row, item: Item) -> list[dict[str, Any]]:
    """Return the raw schedules of a service, a place or a service at a place."""
    found = listed(item, "regular_schedules", "regular_schedule", "schedules", "schedule")
    read = [schedule for one in found for schedule in _schedules(feed, row, one)]
    closures = _closures(item)
    if closures:
        for schedule in read:
            own = schedule.get("closures") or []
            schedule["closures"] = [*own, *(dict(closure) for closure in closures)]
    return _days_joined(read)


def _schedules(feed: Feed, row: Row, item: Item) -> list[dict[str, Any]]:
    """Return the schedule of an item, or what its words come to where it has no rule."""
    noted = len(feed.notes)
    schedule = _schedule(feed, row, item)
    if schedule is None or schedule.get("freq"):
        return [schedule] if schedule else []
    if len(feed.notes) > noted:
        return [schedule]
    return read_worded(feed, row, [schedule])


def _schedule(feed: Feed, row: Row, item: Item) -> dict[str, Any] | None:
    typed = {
        "opens_at": _quietly(values.read_time, item.get("opens_at")),
        "closes_at": _quietly(values.read_time, item.get("closes_at")),
    }
    said = [values.read_text(item.get(name)) for name in ("description", "notes", "attending_type")]
    words = "\n".join(dict.fromkeys(filter(None, said)))
    rule = _rule(feed, row, item)
    if rule is None:
        words = words or hours_words(typed["opens_at"], typed["closes_at"])
        return {"words": words} if words else None
    dates = {
        "valid_from": item.get("valid_from"),
        "valid_to": first(item, "valid_to", "until"),
    }
    return rule | typed | _dates(dates) | {"words": words}


def _rule(feed: Feed, row: Row, item: Item) -> dict[str, Any] | None:
    """Return how it comes round, or None where that is not said or cannot be kept."""
    unkept = [name for name in _NOT_KEPT if item.get(name)]
    if unkept:
        feed.note(row, "schedules", "we cannot keep this rule; kept in words", ", ".join(unkept))
        return None
    freq = values.read_line(item.get("freq")).upper()
    days = _days(feed, row, first(item, "byday", "weekday"))
    anchor = _quietly(values.read_day, item.get("dtstart"))
    interval = _interval(item.get("interval"))
    rule: dict[str, Any] | None
    match freq:
        case "MONTHLY":
            rule = _monthly(feed, row, item, days)
        case "DAILY" if interval == 1:
            rule = {"freq": "weekly", "byday": days or list(DAYS)}
        case "WEEKLY" | "":
            rule = _weekly(days, anchor, is_said=freq == "WEEKLY")
        case _:
            feed.note(row, "schedules", "we cannot keep this rule; kept in words", freq)
            rule = None
    if rule is None:
        return None
    if interval > 1 and anchor is None:
        words = "every so many weeks, but from when is not said; kept in words"
        feed.note(row, "schedules", words, f"interval {interval}")
        return None
    return rule | {"interval": interval, "starts_on": anchor}


def _weekly(days: list[str], anchor: date | None, *, is_said: bool) -> dict[str, Any] | None:
    if days and all(len(day) == 2 for day in days):
        return {"freq": "weekly", "byday": days}
    if days:
        return {"freq": "monthly", "byday": days}
    return {"freq": "weekly", "byday": []} if is_said and anchor else None


def _monthly(feed: Feed, row: Row, item: Item, days: list[str]) -> dict[str, Any] | None:
    numbers = [int(number) for number in _split(item.get("bymonthday")) if _is_number(number)]
    numbers = [number for number in numbers if number and -31 <= number <= 31]
    if numbers or any(len(day) > 2 for day in days):
        return {"freq": "monthly", "byday": days, "bymonthday": numbers}
    feed.note(row, "schedules", "monthly, but on which day is not said; kept in words", days)
    return None


def _days(feed: Feed, row: Row, value: Any) -> list[str]:
    """Read BYDAY, or the names of days: "MO,TU", "1MO", "Monday", ["Monday", "Tuesday"]."""
    days: list[str] = []
    for word in _split(value):
        plain = word.lower().removesuffix("s")
        day = _NAMES.get(word.lower()) or _NAMES.get(plain) or word.upper().removeprefix("+")
        if WEEK_DAY.fullmatch(day):
            days.append(day)
        else:
            feed.note(row, "schedules", "we cannot read this day; we left it out", word)
    order = list(DAYS)
    return sorted(dict.fromkeys(days), key=lambda day: (order.index(day[-2:]), day))


def _split(value: Any) -> list[str]:
    words = ",".join(map(str, value)) if isinstance(value, list) else values.read_text(value)
    return [word.strip() for word in words.replace(";", ",").split(",") if word.strip()]


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdigit()


def _interval(value: Any) -> int:
    words = values.read_text(value)
    return int(words) if words.isdigit() and 1 <= int(words) <= 52 else 1


def _dates(dates: dict[str, Any]) -> dict[str, Any]:
    """Return both dates where they are in order, or where one alone is said."""
    read = {name: _quietly(values.read_day, value) for name, value in dates.items()}
    start, end = read["valid_from"], read["valid_to"]
    return {} if start and end and end < start else read


def _closures(item: Item) -> list[dict[str, Any]]:
    """Return the days of version 1's holiday schedules on which it is closed."""
    closures = []
    for holiday in listed(item, "holiday_schedules", "holiday_schedule"):
        is_closed = _quietly(values.read_yes, holiday.get("closed"))
        start = _quietly(values.read_day, holiday.get("start_date"))
        end = _quietly(values.read_day, holiday.get("end_date")) or start
        if is_closed and start and end and start <= end:
            closures.append({"starts_on": start, "ends_on": end})
    return closures


def _quietly(reader: Any, value: Any) -> Any:
    try:
        return reader(value)
    except ValueError:
        return None


def _days_joined(schedules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one schedule where several differ only in the day: Monday to Friday, 9 to 5."""
    joined: list[dict[str, Any]] = []
    order = list(DAYS)
    for schedule in schedules:
        alike = next((other for other in joined if _differ_in_day(other, schedule)), None)
        if alike is None:
            joined.append(schedule)
        else:
            days = {*alike["byday"], *schedule["byday"]}
            alike["byday"] = sorted(days, key=order.index)
    return joined


def _differ_in_day(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one.get("freq") != "weekly" or not one["byday"] or not other.get("byday"):
        return one == other
    return one | {"byday": []} == other | {"byday": []}
