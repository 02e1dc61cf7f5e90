"""What Open Referral says of a listing beside its places and times, in our words.

Fields of version 1, version 3 and HSDS 3 stand side by side; a feed has some of them.
"""

import re
from typing import Any

from lily.directory import text as texts
from lily.geo import areas
from lily.imports import values
from lily.imports.feeds import Feed, Row
from lily.imports.oruk.languages import LANGUAGES
from lily.imports.oruk.places import phones_of
from lily.imports.oruk.shapes import Item, first, listed

_STATUSES = {
    "": "active",
    "active": "active",
    "published": "active",
    "live": "active",
    "inactive": "inactive",
    "archived": "inactive",
    "suspended": "inactive",
    "defunct": "defunct",
    "closed": "defunct",
    "deleted": "defunct",
    "temporarily closed": "temporarily closed",
}
_KINDS = {
    "advice": "advice",
    "information": "advice",
    "1 to 1 assessment / advice": "advice",
    "documented information/advice": "guidance",
    "social activity": "activity",
    "physical activity": "activity",
    "peer group": "activity",
    "specialist-led group": "activity",
    "training": "activity",
    "training sessions": "activity",
    "volunteering opportunity": "activity",
    "community asset": "service",
}
_DELIVERY = {
    "phone": "phone",
    "telephone": "phone",
    "online": "online",
    "virtual": "online",
    "venue": "in_person",
    "in person": "in_person",
    "in-person": "in_person",
    "face to face": "in_person",
    "home visit": "home",
}
_REFERRAL = {
    "referral": "needed",
    "professional referral": "needed",
    "self referral": "self",
    "self-referral": "self",
    "drop-in": "self",
    "drop in": "self",
}
_HOW = {
    "appointment": "You need an appointment.",
    "membership": "You need to be a member.",
    "assessment": "You need an assessment first.",
    "drop-in": "You can drop in.",
    "drop in": "You can drop in.",
}
_EVERYWHERE = {
    "national",
    "nationwide",
    "uk",
    "uk wide",
    "united kingdom",
    "great britain",
    "england",
    "england and wales",
}
_GSS = re.compile(r"\b([EWSN]\d{8})\b")


def status_of(feed: Feed, row: Row, item: Item) -> str:
    """Return the status; an odd one is taken as active, and noted."""
    said = values.read_line(item.get("status")).lower().replace("_", " ")
    if said not in _STATUSES:
        feed.note(row, "status", "we do not know this status; we took it as active", said)
    return _STATUSES.get(said, "active")


def kind_of(item: Item) -> dict[str, Any]:
    """Return the kind, and the kind of asset, that the deliverable type stands for."""
    said = values.read_line(item.get("deliverable_type")).lower()
    asset = {"asset_kind": "community"} if said == "community asset" else {}
    return {"kind": _KINDS.get(said, "service"), **asset}


def reached(item: Item) -> dict[str, Any]:
    """Return how it reaches people, how a person comes to it, and the words about that."""
    attending = values.read_line(item.get("attending_type")).lower()
    wanted = values.read_line(item.get("attending_access")).lower()
    more = [
        _HOW.get(wanted, ""),
        values.read_text(first(item, "application_process")),
        values.read_text(first(item, "pc_attendingAccess_additionalInfo")),
    ]
    return {
        "delivery": [_DELIVERY[attending]] if attending in _DELIVERY else [],
        "referral": _REFERRAL.get(wanted, "not_known"),
        "how_to_get_help": "\n\n".join(filter(None, more)),
    }


def who_for(feed: Feed, row: Row, item: Item) -> dict[str, Any]:
    """Return the ages, and the words about whom it is for; the widest of several rules."""
    rules = listed(item, "eligibilitys", "eligibilities", "eligibility") or [item]
    lows = [_age(feed, row, "minimum_age", rule) for rule in rules]
    highs = [_age(feed, row, "maximum_age", rule) for rule in rules]
    words = [values.read_text(item.get("eligibility_description"))]
    words += [values.read_text(rule.get("eligibility")) for rule in rules if rule is not item]
    low = min((age for age in lows if age is not None), default=None)
    high = max((age for age in highs if age is not None), default=None)
    return {
        "minimum_age": None if None in lows else low or None,
        "maximum_age": None if None in highs else high or None,
        "who_for": "\n".join(dict.fromkeys(filter(None, words))),
    }


def _age(feed: Feed, row: Row, field: str, rule: Item) -> int | None:
    try:
        return values.read_age(rule.get(field))
    except ValueError as odd:
        feed.note(row, field, f"{odd}; we left it out", rule.get(field))
        return None


def described(item: Item) -> str:
    """Return the description, with a notice before it and accreditations after it."""
    notice = values.read_line(item.get("alert"))
    accredited = values.read_line(item.get("accreditations"))
    interpreted = values.read_line(item.get("interpretation_services"))
    said = [
        f"<p><strong>Please note:</strong> {_escaped(notice)}</p>" if notice else "",
        texts.safe_html(values.read_text(item.get("description"))),
        f"<p>Accreditations: {_escaped(accredited)}</p>" if accredited else "",
        f"<p>Interpreters: {_escaped(interpreted)}</p>" if interpreted else "",
    ]
    return "\n".join(filter(None, said))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def costs_of(item: Item) -> list[dict[str, Any]]:
    """Return the raw costs. One in another currency is kept in words."""
    costs = []
    for cost in listed(item, "cost_options", "cost_option"):
        option, words = (
            values.read_line(first(cost, name)) for name in ("option", "amount_description")
        )
        said = values.read_line(cost.get("amount"))
        currency = values.read_line(cost.get("currency")).upper()
        if said and currency not in {"", "GBP"}:
            said, words = "", " ".join(filter(None, (f"{said} {currency}", words)))
        costs.append(
            {
                "option": texts.shorten(option, 500),
                "amount": said,
                "is_donation": not said and "donation" in f"{option} {words}".lower(),
                "words": words,
                "valid_from": cost.get("valid_from"),
                "valid_to": cost.get("valid_to"),
            }
        )
    return [cost for cost in costs if cost["option"] or cost["amount"] or cost["words"]]


def fees_of(item: Item) -> str:
    """Return the words about fees."""
    said = [values.read_text(item.get(name)) for name in ("fees", "fees_description")]
    return "\n".join(dict.fromkeys(filter(None, said)))


def languages_of(feed: Feed, row: Row, item: Item) -> list[dict[str, Any]]:
    """Return the languages, where another than English is offered."""
    found: dict[str, dict[str, Any]] = {}
    for one in listed(item, "languages", "language"):
        name = values.read_line(first(one, "code", "language", "name"))
        code = LANGUAGES.get(name.lower(), name if len(name) in (2, 3) else "")
        if code:
            found.setdefault(
                code, {"code": code.lower(), "words": values.read_line(one.get("note"))}
            )
        elif name:
            feed.note(row, "languages", "we do not know this language; we left it out", name)
    return list(found.values()) if found.keys() - {"en"} else []


def contacts_of(item: Item) -> dict[str, Any]:
    """Return the contacts, and every number that may be rung, a contact's own among them."""
    contacts, numbers = [], phones_of(item)
    for one in listed(item, "contacts", "contact"):
        name, title, department = (
            values.read_line(one.get(field)) for field in ("name", "title", "department")
        )
        title = ", ".join(dict.fromkeys(filter(None, (title, department))))
        email = values.read_line(one.get("email"))
        private = _is_yes(one.get("personal_data")) or _is_yes(one.get("sensitive_data"))
        own = phones_of(one, title or name)
        if not private:
            numbers += own
        contact = {"name": name, "title": title, "email": email, "private": private}
        if private and own:
            contact["phone"] = own[0]["number"]
        if any((name, title, email)):
            contacts.append(contact)
    return {"contacts": contacts, "phones": numbers}


def _is_yes(value: Any) -> bool:
    try:
        return bool(values.read_yes(value))
    except ValueError:
        return True


def areas_of(item: Item) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the areas that we know by code or name, and the words of the others."""
    known: dict[tuple[str, str], dict[str, Any]] = {}
    others: list[str] = []
    for one in listed(item, "service_areas", "service_area"):
        said = [values.read_line(one.get(f)) for f in ("name", "service_area", "description")]
        names = list(dict.fromkeys(filter(None, said)))
        area = _area(names, " ".join(values.read_line(one.get(f)) for f in ("uri", "identifier")))
        if area:
            known[area["kind"], area.get("code", "")] = area
        elif names:
            others.append(names[0])
    return list(known.values()), others


def _area(names: list[str], identifiers: str) -> dict[str, Any] | None:
    coded = _GSS.search(identifiers)
    if coded and (name := areas.name_of(coded[1])):
        kind = "ward" if coded[1][1:3] == "05" else "district"
        return {"kind": kind, "code": coded[1], "name": name}
    for name in names:
        if name.lower().strip(" .") in _EVERYWHERE:
            return {"kind": "national", "name": name}
        found = areas.find_district(name)
        district = areas.name_of(found) if found else None
        if found and district and _holds(name, district):
            return {"kind": "district", "code": found, "name": district}
    return None


def _holds(name: str, district: str) -> bool:
    """Say whether all words of a district's name stand in a feed's: "Bath" is not all of it."""
    return set(texts.slug(district).split("-")) <= set(texts.slug(name).split("-"))


def assured(item: Item) -> dict[str, Any]:
    """Return when it was last checked, and by which body: never a person's address."""
    metadata = item.get("pc_metadata")
    checked: Item = metadata if isinstance(metadata, dict) else {}
    by = values.read_line(first(item, "assurer_email") or checked.get("assured_by"))
    return {
        "assured_on": first(item, "assured_date") or checked.get("date_assured"),
        "assured_by": by.rpartition("@")[2] if "@" in by else "",
    }
