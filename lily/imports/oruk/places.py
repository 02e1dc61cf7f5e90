"""Places of Open Referral: locations, their addresses, what they are like to get into."""

from typing import Any

from lily.directory import text as texts
from lily.imports import values
from lily.imports.drafts import Drafts
from lily.imports.feeds import Row
from lily.imports.oruk.shapes import Item, first, listed
from lily.imports.oruk.times import schedules_of

_ANSWERS = {
    "step free": "step_free",
    "step free access": "step_free",
    "level access": "step_free",
    "wheelchair": "wheelchair",
    "wheelchair access": "wheelchair",
    "wheelchair accessible": "wheelchair",
    "accessible toilet": "accessible_toilet",
    "accessible toilets": "accessible_toilet",
    "disabled toilet": "accessible_toilet",
    "changing place": "changing_place",
    "changing places": "changing_place",
    "changing places toilet": "changing_place",
    "hearing loop": "hearing_loop",
    "induction loop": "hearing_loop",
    "disabled parking": "parking",
    "accessible parking": "parking",
    "blue badge parking": "parking",
    "quiet space": "quiet_space",
    "quiet room": "quiet_space",
    "assistance dogs": "assistance_dogs",
    "assistance dogs welcome": "assistance_dogs",
    "guide dogs": "assistance_dogs",
    "lift": "lift",
    "lift access": "lift",
    "bsl": "bsl",
    "british sign language": "bsl",
    "sign language": "bsl",
}
_KINDS = {"postal": "postal", "virtual": "virtual"}


def location_of(drafts: Drafts, row: Row, item: Item) -> str:
    """Take one location; return its reference, or an empty text where it says nothing at all."""
    address = _address(item)
    name = values.read_line(first(item, "name", "alternate_name"))
    kind = _KINDS.get(values.read_line(item.get("location_type")).lower(), "physical")
    has_position = first(item, "latitude") is not None and first(item, "longitude") is not None
    if not (name or any(address.values()) or has_position or kind == "virtual"):
        return ""
    answers, others = _access(item)
    described = [values.read_text(item.get("description")), *others]
    raw = {
        "reference": values.read_line(item.get("id")) or _known_by(name, address),
        "name": name,
        "kind": kind,
        "description": "\n\n".join(dict.fromkeys(filter(None, described))),
        **address,
        "latitude": first(item, "latitude"),
        "longitude": first(item, "longitude"),
        "travel": values.read_text(item.get("transportation")),
        "access": answers,
        "phones": phones_of(item),
        "schedules": schedules_of(drafts.feed, row, item),
    }
    return drafts.location(Row("location", f"{raw['reference']} of {row.where}"), raw)


def _known_by(name: str, address: dict[str, str]) -> str:
    """Return a reference for a place that has none: what it is called and where it is."""
    return texts.slug(" ".join([name, *address.values()])) or "place"


def _address(item: Item) -> dict[str, str]:
    """Return the address where a person goes; a postal one only where there is no other."""
    found = listed(item, "addresses", "physical_addresses", "physical_address", "address")
    found += listed(item, "postal_addresses", "postal_address")
    physical = [a for a in found if values.read_line(a.get("address_type")).lower() != "postal"]
    address = next(iter([*physical, *found]), {})
    lines = [values.read_line(address.get(f"address_{number}")) for number in (1, 2, 3, 4)]
    return (
        {
            "address_1": ", ".join(dict.fromkeys(filter(None, lines))),
            "city": values.read_line(first(address, "city", "region")),
            "county": values.read_line(first(address, "state_province", "county")),
            "postcode": values.read_line(first(address, "postal_code", "postcode")),
            "country": values.read_line(address.get("country")) or "GB",
        }
        if address
        else {}
    )


def _access(item: Item) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the answers that a label gives outright, and the other words as they stand."""
    answers: dict[str, dict[str, Any]] = {}
    others: list[str] = []
    for one in listed(item, "accessibility_for_disabilities", "accessibility"):
        said = [
            values.read_text(one.get(name)) for name in ("accessibility", "description", "details")
        ]
        label, *more = list(dict.fromkeys(filter(None, said))) or [""]
        feature = _ANSWERS.get(label.lower().replace("-", " ").strip(" ."))
        words = ". ".join(more)
        if feature:
            words = texts.shorten(words, 500)
            answers.setdefault(feature, {"feature": feature, "answer": "yes", "words": words})
        elif label:
            others.append(f"Access: {'. '.join([label, *more])}")
    return list(answers.values()), others


def phones_of(item: Item, words: str = "") -> list[dict[str, Any]]:
    """Return the raw telephone numbers of anything that has them."""
    return [
        {
            "number": values.read_line(phone.get("number"))[:100],
            "extension": values.read_line(phone.get("extension"))[:20],
            "words": texts.shorten(values.read_line(phone.get("description")) or words, 400),
        }
        for phone in listed(item, "phones", "phone")
        if values.read_line(phone.get("number"))
    ]
