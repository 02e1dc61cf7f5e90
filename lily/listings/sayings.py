"""Values of a listing's fields in words, a line for each thing said: for differences and previews.

`names` give the words for what a value only names: terms by slug, places by identifier, languages
and access features by code. What has no name is said as it stands.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from lily.directory import text as texts
from lily.directory.choices import Frequency
from lily.directory.models import Closure, Schedule, TaxonomyTerm
from lily.directory.words import day_words, words_of
from lily.imports.parts import ScheduleRecord

Names = Mapping[str, str]

WORDS: dict[str, dict[str, str]] = {
    "kind": {
        "service": "A service",
        "activity": "An activity",
        "advice": "Advice",
        "guidance": "Guidance",
    },
    "asset_kind": {
        "people": "People",
        "community": "Groups and clubs",
        "environment": "Outdoors and nature",
        "physical": "Buildings and places",
    },
    "referral": {
        "self": "People can come by themselves",
        "needed": "Somebody must refer them",
        "either": "By themselves, or referred",
        "not_known": "We do not know",
    },
    "capacity": {
        "open": "There is room",
        "short_wait": "A short wait",
        "full": "Full",
        "closed": "Closed",
        "not_known": "We do not know",
    },
    "status": {
        "active": "Yes, it is running",
        "temporarily closed": "Closed for a while",
        "inactive": "No, not now",
        "defunct": "No, it has stopped for good",
    },
    "delivery": {
        "in_person": "People go there",
        "home": "At people's homes",
        "phone": "By phone",
        "online": "Online",
    },
}
"""The answers of fields that are chosen from a list, in words."""
_ANSWERS = {"yes": "yes", "no": "no", "not_known": "not known"}


def names_for(session: Session, documents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names of the terms and places that documents speak of: one query."""
    documents = list(documents)
    slugs = {slug for each in documents for field in ("needs", "audiences") for slug in each[field]}
    wanted = select(TaxonomyTerm.slug, TaxonomyTerm.name).where(col(TaxonomyTerm.slug).in_(slugs))
    names = {slug: name for slug, name in session.exec(wanted)}
    for each in documents:
        names |= {place["id"]: _place_name(place) for place in each["places"]}
    return names


def say(field: str, value: Any, names: Names | None = None) -> list[str]:
    """Return the value of a field in words, a line for each thing; nothing said is no line."""
    names = names or {}
    if field in _SAY:
        return [line for line in _SAY[field](value, names) if line]
    if value is None or value == "":
        return []
    if field in WORDS and not isinstance(value, list):
        return [WORDS[field].get(value, value)]
    return [line for line in str(value).split("\n") if line.strip()]


def _html(value: str, _names: Names) -> Iterable[str]:
    return texts.plain(value).split("\n")


def _named(value: Iterable[str], names: Names) -> Iterable[str]:
    return (names.get(slug, slug.replace("-", " ").capitalize()) for slug in value)


def _deliveries(value: Iterable[str], _names: Names) -> Iterable[str]:
    return (WORDS["delivery"].get(each, each) for each in value)


def _place_name(place: Mapping[str, Any]) -> str:
    return str(place["name"] or place["address_1"] or place["city"] or place["postcode"])


def _places(value: Iterable[Mapping[str, Any]], _names: Names) -> Iterable[str]:
    for place in value:
        lines = ("name", "address_1", "city", "county", "postcode")
        said = ", ".join(place[line] for line in lines if place[line])
        if place["confidential"]:
            said += " (the address is kept private)"
        if place["position"] is None and place["kind"] == "physical":
            said += " (not on the map)"
        yield said
        if place["travel"]:
            yield f"Getting there: {place['travel']}"


def _access(value: Mapping[str, Any], names: Names) -> Iterable[str]:
    for place, answers in value.items():
        for feature, told in answers.items():
            asked = names.get(feature, feature.replace("_", " ").capitalize())
            said = f"{names.get(place, 'A place')}: {asked.rstrip('?')}? {_ANSWERS[told['answer']]}"
            yield f"{said}. {told['words']}" if told["words"] else said


def _times(value: Iterable[Mapping[str, Any]], names: Names) -> Iterable[str]:
    for entry in value:
        where = f"{names.get(entry['place'], 'A place')}: " if entry["place"] else ""
        said = [say_schedule(schedule) for schedule in entry["schedules"]]
        typed = entry["words"]
        if typed and said:
            yield f"{where}“{typed}”, that is: {'; '.join(said)}"
        elif typed:
            yield f"{where}“{typed}” (in words only)"
        else:
            yield from (f"{where}{each}" for each in said)


def say_schedule(value: Mapping[str, Any]) -> str:
    """Say one schedule of a document, with the days on which it does not hold."""
    record = ScheduleRecord.model_validate({**value, "words": value["words"] or "-"})
    row = Schedule(
        freq=record.freq or Frequency.WEEKLY,
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
    off = [
        Closure(schedule_id=row.id, starts_on=each.starts_on, ends_on=each.ends_on)
        for each in record.closures
    ]
    closed = (
        f"not {day_words(each.starts_on, year=True)}"
        + ("" if each.starts_on == each.ends_on else f" to {day_words(each.ends_on, year=True)}")
        for each in off
    )
    return ", ".join([words_of(row), *closed])


def _costs(value: Iterable[Mapping[str, Any]], _names: Names) -> Iterable[str]:
    for cost in value:
        amount = None if cost["amount"] is None else Decimal(cost["amount"])
        said = "free" if amount == 0 else "" if amount is None else f"£{amount:.2f}"
        if cost["is_donation"]:
            said = f"{said} by donation".strip()
        days = [_until(cost, name, words) for name, words in _SPANS]
        option = "" if cost["option"].casefold() == said else cost["option"]  # "Free", for nothing
        parts = (option, said.removesuffix(".00"), cost["words"], *days)
        yield ", ".join(part for part in parts if part)


_SPANS = (("valid_from", "from"), ("valid_to", "until"))


def _until(cost: Mapping[str, Any], name: str, words: str) -> str:
    return f"{words} {_day(cost[name])}" if cost[name] else ""


def _day(value: str) -> str:
    return day_words(date.fromisoformat(value), year=True)


def _days(value: str | None, _names: Names) -> Iterable[str]:
    return [_day(value)] if value else []


def _phones(value: Iterable[Mapping[str, Any]], _names: Names) -> Iterable[str]:
    for phone in value:
        extension = f"extension {phone['extension']}" if phone["extension"] else ""
        yield ", ".join(filter(None, (phone["number"], extension, phone["words"])))


def _contacts(value: Iterable[Mapping[str, Any]], _names: Names) -> Iterable[str]:
    for each in value:
        said = ", ".join(filter(None, (each[key] for key in ("name", "title", "phone", "email"))))
        yield f"{said} (not shown to the public)" if each["private"] else said


def _languages(value: Iterable[Mapping[str, Any]], names: Names) -> Iterable[str]:
    for each in value:
        said = names.get(each["code"], each["code"])
        yield f"{said}: {each['words']}" if each["words"] else said


def _areas(value: Iterable[Mapping[str, Any]], _names: Names) -> Iterable[str]:
    for area in value:
        if area["kind"] == "radius":
            yield f"Up to {area['miles']:g} miles away"
        elif area["kind"] == "national":
            yield area["name"] or "The whole country"
        else:
            yield area["name"] or area["code"]


_SAY: dict[str, Callable[[Any, Names], Iterable[str]]] = {
    "description": _html,
    "needs": _named,
    "audiences": _named,
    "delivery": _deliveries,
    "places": _places,
    "access": _access,
    "times": _times,
    "costs": _costs,
    "closed_until": _days,
    "phones": _phones,
    "contacts": _contacts,
    "languages": _languages,
    "areas": _areas,
}
