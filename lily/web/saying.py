"""What a field of a listing says, in lines that a person reads: for previews and for choosing.

The values are those of a document (lily.listings.document).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lily.directory import text as texts
from lily.directory.closure_words import schedules_words
from lily.directory.models import Closure, Schedule
from lily.directory.words import day_words
from lily.imports.parts import ScheduleRecord
from lily.web import filters, labels
from lily.web.forms.listing import ROOM

Names = Mapping[str, str]
_REFERRAL = {
    "self": "People can come by themselves.",
    "needed": "Someone must refer them.",
    "either": "People can come by themselves, or be referred.",
}
_STATUS = {
    "active": "It is running.",
    "inactive": "It is not listed.",
    "defunct": "It has stopped for good.",
    "temporarily closed": "It is closed for a time.",
}


def schedule_rows(schedules: list[dict[str, Any]]) -> list[Schedule]:
    """Return schedules of a document as rows that belong to nothing: to be said, or counted."""
    rows = []
    for each in schedules:
        record = ScheduleRecord.model_validate(each | {"words": each.get("words") or "-"})
        row = Schedule(
            freq=record.freq or Schedule.model_fields["freq"].default,
            interval=record.interval,
            byday=",".join(record.byday),
            bymonthday=",".join(map(str, record.bymonthday)),
            starts_on=record.starts_on,
            valid_from=record.valid_from,
            valid_to=record.valid_to,
            opens_at=record.opens_at,
            closes_at=record.closes_at,
            is_term_time=record.term_time,
            bank_holidays=record.bank_holidays,
        )
        for closed in record.closures:
            row.closures.append(
                Closure(schedule_id=row.id, starts_on=closed.starts_on, ends_on=closed.ends_on)
            )
        rows.append(row)
    return rows


def times_words(entry: Mapping[str, Any]) -> str:
    """Say one entry of the times: what was read of it, or else the words as they were typed."""
    if not entry["schedules"]:
        return str(entry["words"])
    return schedules_words(schedule_rows(entry["schedules"])) or str(entry["words"])


def _times(value: list[dict[str, Any]]) -> list[str]:
    lines = []
    for entry in value:
        said = times_words(entry)
        lines.append(said)
        if entry["words"] and entry["words"].casefold().rstrip(".") not in said.casefold():
            lines.append(f"In your words: {entry['words']}")
    return lines


def _place(value: Mapping[str, Any]) -> str:
    parts = (value["name"], value["address_1"], value["city"], value["county"], value["postcode"])
    said = ", ".join(filter(None, parts))
    if value["confidential"]:
        said += " (the address is kept secret)"
    return f"{said}. {value['travel']}".strip(". ") if value["travel"] else said


def _cost(value: Mapping[str, Any]) -> str:
    amount = "" if value["amount"] is None else filters.money(float(value["amount"]))
    if value["is_donation"] and not amount:
        amount = "give what you can"
    what = ": ".join(filter(None, (value["option"], amount)))
    return ". ".join(filter(None, (what, value["words"])))


def _access(value: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [
        " ".join(filter(None, (labels.ACCESS_QUESTIONS[feature], _answer(answer))))
        for answers in value.values()
        for feature, answer in answers.items()
    ]


def _answer(answer: Mapping[str, Any]) -> str:
    said = {"yes": "Yes.", "no": "No."}.get(answer["answer"], "")
    return " ".join(filter(None, (said, answer["words"])))


def _area(value: Mapping[str, Any]) -> str:
    if value["kind"] == "national":
        return "The whole country"
    if value["kind"] == "radius":
        return f"{value['miles']:g} miles around"
    return str(value["name"] or value["code"])


def _phone(value: Mapping[str, Any]) -> str:
    number = " extension ".join(filter(None, (value["number"], value["extension"])))
    return ": ".join(filter(None, (number, value["words"])))


def _contact(value: Mapping[str, Any]) -> str:
    said = ", ".join(filter(None, (value[key] for key in ("name", "title", "email", "phone"))))
    return f"{said} (not shown)" if value["private"] else said


def _each(say_one: Callable[[Any], str]) -> Callable[[Any], list[str]]:
    return lambda value: [said for one in value if (said := say_one(one))]


def _day(value: str) -> list[str]:
    return [day_words(date.fromisoformat(value), year=True)]


_SAY: dict[str, Callable[[Any], list[str]]] = {
    "times": _times,
    "places": _each(_place),
    "costs": _each(_cost),
    "access": _access,
    "areas": _each(_area),
    "phones": _each(_phone),
    "contacts": _each(_contact),
    "languages": _each(lambda each: labels.LANGUAGES.get(each["code"], each["code"])),
    "delivery": _each(lambda each: labels.DELIVERIES[each]),
    "kind": lambda value: [labels.KINDS[value]],
    "asset_kind": lambda value: [labels.ASSETS[value]],
    "referral": lambda value: [_REFERRAL[value]] if value in _REFERRAL else [],
    "capacity": lambda value: [ROOM[value]] if value != "not_known" else [],
    "closed_until": _day,
    "status": lambda value: [_STATUS[value]],
}


def say(field: str, value: Any, terms: Names) -> list[str]:
    """Say a field's value in lines; none where there is nothing to say.

    `terms` are the names of needs and audiences by their slugs.
    """
    if value in ("", None, [], {}):
        return []
    if field in {"needs", "audiences"}:
        return [terms.get(slug, slug) for slug in value]
    if field in _SAY:
        return _SAY[field](value)
    return texts.plain(str(value)).split("\n")
