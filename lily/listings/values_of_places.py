"""What the places, the access answers and the times of a listing may hold."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from lily.directory import text as texts
from lily.directory.choices import AccessFeature, Answer, LocationKind
from lily.errors import Invalid
from lily.geo import postcodes
from lily.imports import positions
from lily.imports.parts import AccessRecord, ScheduleRecord
from lily.imports.records import LocationRecord

_PLACE_KEYS = frozenset(
    {"id", "name", "kind", "address_1", "city", "county", "postcode"}
    | {"travel", "confidential", "position"}
)


def tidy_places(name: str, value: Any) -> Any:
    """Return places as the document keeps them, each with its position. Raises Invalid."""
    places = [_place(name, each) for each in value]
    ids = [place["id"] for place in places]
    if len(set(ids)) < len(ids):
        raise Invalid(name, "The same place stands twice. Give it once.")
    return places


def _place(name: str, value: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(value) - _PLACE_KEYS
    if unknown:
        raise Invalid(name, "We could not read this place. Write it again.")
    made = str(UUID(value["id"])) if value.get("id") else str(uuid4())
    position = value.get("position") or (None, None)
    record = LocationRecord(
        reference=made,
        name=texts.line(value.get("name", "")),
        kind=LocationKind(value.get("kind", LocationKind.PHYSICAL)),
        address_1=texts.line(value.get("address_1", "")),
        city=texts.line(value.get("city", "")),
        county=texts.line(value.get("county", "")),
        postcode=texts.line(value.get("postcode", "")),
        travel=texts.words(value.get("travel", "")),
        confidential=bool(value.get("confidential", False)),
        latitude=position[0],
        longitude=position[1],
    )
    if record.postcode and postcodes.find(record.postcode) is None:
        typed = record.postcode
        raise Invalid(name, f"We do not know the postcode {typed}. Check it, or leave it empty.")
    if not (record.name or record.address_1 or record.postcode):
        raise Invalid(name, "A place needs its name, its street or its postcode.")
    positions.settle(record, lambda *_: None)
    kept = ("name", "address_1", "city", "county", "postcode", "travel", "confidential")
    return {
        "id": made,
        "kind": record.kind.value,
        **{key: getattr(record, key) for key in kept},
        "position": None if record.latitude is None else [record.latitude, record.longitude],
    }


def tidy_access(_name: str, value: Any) -> Any:
    """Return the answers about places, without questions that nobody answered."""
    answers = {str(UUID(place)): _place_answers(asked) for place, asked in value.items()}
    return {place: answers[place] for place in sorted(answers) if answers[place]}


def _place_answers(asked: Mapping[str, Any]) -> dict[str, Any]:
    kept = {}
    for feature in sorted(asked):
        each = AccessRecord(feature=AccessFeature(feature), **asked[feature])
        words = texts.line(each.words)
        if each.answer is not Answer.NOT_KNOWN or words:
            kept[each.feature.value] = {"answer": each.answer.value, "words": words}
    return kept


def tidy_times(_name: str, value: Any) -> Any:
    """Return times gathered by place and by the words that they were typed in."""
    entries: list[dict[str, Any]] = []
    for each in value:
        place, words = each.get("place") or "", texts.words(each.get("words") or "")
        place = str(UUID(place)) if place else ""
        schedules = [_schedule(schedule, words) for schedule in each.get("schedules", ())]
        if words or schedules:
            entries += _parted(place, words, schedules)
    return sorted(_joined(entries), key=lambda entry: entry["place"] != "")


def _schedule(value: Mapping[str, Any], words: str) -> dict[str, Any]:
    record = ScheduleRecord(**{**value, "words": words})
    record.closures.sort(key=lambda each: (each.starts_on, each.ends_on))
    return {**record.model_dump(mode="json"), "words": ""}


def _parted(place: str, words: str, schedules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return an entry, or where there are no words to hold them together one a schedule."""
    groups = [schedules] if words else [[schedule] for schedule in schedules]
    return [{"place": place, "words": words, "schedules": group} for group in groups]


def _joined(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the entries with neighbours of the same place and words made one, as rows are read."""
    joined: list[dict[str, Any]] = []
    for entry in entries:
        last = joined[-1] if joined else None
        same = last and (last["place"], last["words"]) == (entry["place"], entry["words"])
        if last and same and entry["words"]:
            last["schedules"] += entry["schedules"]
        else:
            joined.append(entry)
    return joined
