"""What a field of a listing may hold: the limits of the records, said in plain sentences.

`tidy_value` takes what a form or a program hands over and returns the value as the document keeps
it: safe HTML, numbers as people read them, postcodes with their position. It raises `Invalid` with
the field and a sentence.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from lily.directory import text as texts
from lily.directory.choices import AreaKind
from lily.errors import Invalid
from lily.imports import phones, webs
from lily.imports.records import ServiceRecord
from lily.listings.document import in_pence, value_hash
from lily.listings.fields import FIELDS, get_field, in_order
from lily.listings.values_of_places import tidy_access, tidy_places, tidy_times

MOST_OF_A_LIST = 60
_AN_EMAIL = "an e-mail address, such as name@example.org"
_LINES = ("name", "alternate_name", "summary")
_WORDS = (
    "who_for",
    "how_to_get_help",
    "what_happens_first",
    "what_to_bring",
    "fees",
    "capacity_words",
)
_AS_SET = ("needs", "audiences", "delivery")
_OF_RECORDS = frozenset(ServiceRecord.model_fields) & frozenset(FIELDS)


def _adapter(name: str) -> TypeAdapter[Any]:
    """Return what checks one field of a listing alone, by the rules of its record."""
    info = ServiceRecord.model_fields[name]
    kind: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    return TypeAdapter(kind, config=ConfigDict(str_strip_whitespace=True))


_ADAPTERS = {name: _adapter(name) for name in _OF_RECORDS}


def tidy_value(name: str, value: Any) -> Any:
    """Return a field's value as the document keeps it. Raises Invalid, or NotFound."""
    get_field(name)
    if isinstance(value, list) and len(value) > MOST_OF_A_LIST:
        raise Invalid(name, f"That is more than we can keep. Give at most {MOST_OF_A_LIST}.")
    try:
        return _TIDY[name](name, value) if name in _TIDY else _checked(name, value)
    except ValidationError as error:
        raise Invalid(name, _sentence(error)) from error
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        raise Invalid(name, "We could not read this. Write it again.") from error


def tidy_changes(changes: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes tidied, and held against the rest of the listing. Raises Invalid."""
    tidied = {name: tidy_value(name, changes[name]) for name in in_order(changes)}
    for name in changes:
        get_field(name)
    whole = {**document, **tidied}
    low, high = whole.get("minimum_age"), whole.get("maximum_age")
    if low is not None and high is not None and high < low:
        field = "maximum_age" if "maximum_age" in tidied else "minimum_age"
        raise Invalid(field, "The oldest age cannot be below the youngest.")
    rounds = [area for area in tidied.get("areas", ()) if area["kind"] == AreaKind.RADIUS]
    shown = [
        place
        for place in whole.get("places", ())
        if place["position"] and not place["confidential"]
    ]
    if rounds and not shown:
        raise Invalid(
            "areas", "So many miles around needs a place to go round. Give a place first."
        )
    return tidied


def why_not_whole(document: Mapping[str, Any]) -> dict[str, str]:
    """Return what a new listing still lacks, by field: a sentence for each. Empty: it is whole."""
    missing = {}
    if not document["name"]:
        missing["name"] = "Give it a name."
    if not (document["summary"] or document["description"]):
        missing["description"] = "Say in a sentence or two what it is."
    if not (document["phones"] or document["email"] or document["url"] or document["contacts"]):
        missing["phones"] = "Give a number, an e-mail address or a website."
    return missing


def _checked(name: str, value: Any) -> Any:
    adapter = _ADAPTERS[name]
    if isinstance(value, str) and not value.strip() and name in _MAY_BE_NONE:
        value = None
    return adapter.dump_python(adapter.validate_python(value), mode="json")


_MAY_BE_NONE = frozenset({"asset_kind", "minimum_age", "maximum_age", "closed_until"})


def _tidy_line(name: str, value: Any) -> Any:
    return _checked(name, texts.line(value))


def _tidy_words(name: str, value: Any) -> Any:
    return _checked(name, texts.words(value))


def _tidy_html(name: str, value: Any) -> Any:
    return _checked(name, texts.safe_html(value))


def _tidy_set(name: str, value: Any) -> Any:
    return sorted(set(_checked(name, list(value))))


def _tidy_records(name: str, value: Any) -> Any:
    return sorted(_checked(name, value), key=value_hash)


def _tidy_costs(name: str, value: Any) -> Any:
    return [in_pence(each) for each in _checked(name, value)]


def _tidy_languages(name: str, value: Any) -> Any:
    found = {each["code"]: each for each in _checked(name, value)}
    return [found[code] for code in sorted(found)]


def _tidy_url(name: str, value: Any) -> Any:
    return _address(
        name, _checked(name, value), webs.read_web, "a website, such as www.example.org"
    )


def _tidy_email(name: str, value: Any) -> Any:
    return _address(name, value, webs.read_email, _AN_EMAIL)


def _address(name: str, value: str, reader: Callable[[str], tuple[str, str]], wanted: str) -> str:
    address, _ = reader(value)
    if value.strip() and not address:
        raise Invalid(name, f"This does not look like {wanted}. Check it, or leave it empty.")
    return address


def _number(name: str, typed: str) -> phones.Number:
    found = phones.read_numbers(typed)
    if not found or not found[0].is_sure:
        raise Invalid(name, f"We cannot ring “{typed.strip()[:40]}”. Check the number.")
    return found[0]


def _tidy_phones(name: str, value: Any) -> Any:
    kept: dict[str, dict[str, Any]] = {}
    for each in value:
        if not str(each.get("number", "")).strip():
            continue
        number = _number(name, each["number"])
        said = texts.line(each.get("words") or number.words)
        extension = each.get("extension") or number.extension
        made = {"number": number.number, "extension": extension, "words": said}
        kept.setdefault(number.number, made)
    return _checked(name, list(kept.values()))


def _tidy_contacts(name: str, value: Any) -> Any:
    contacts = _checked(name, value)
    for each in contacts:
        if each["email"]:
            each["email"] = _address(name, each["email"], webs.read_email, _AN_EMAIL)
        if each["phone"]:
            each["phone"] = _number(name, each["phone"]).number
    return contacts


def _sentence(error: ValidationError) -> str:
    """Return what is wrong in words that somebody can act on."""
    first = error.errors()[0]
    kind, told = first["type"], first.get("ctx", {})
    sentences = {
        "string_too_long": f"This is too long. Write at most {told.get('max_length')} letters.",
        "string_too_short": "Write something here.",
        "enum": "Choose one of the answers.",
        "int_parsing": "Write a whole number, such as 60.",
        "int_from_float": "Write a whole number, such as 60.",
        "greater_than_equal": f"Write {told.get('ge')} or more.",
        "less_than_equal": f"Write {told.get('le')} or less.",
        "decimal_parsing": "Write an amount in pounds, such as 4.50.",
        "decimal_max_places": "Write an amount in pounds, such as 4.50.",
        "date_from_datetime_parsing": "Write a day, such as 24 November 2026.",
        "date_parsing": "Write a day, such as 24 November 2026.",
        "time_parsing": "Write a time of day, such as 10.30am.",
    }
    if kind == "value_error":
        words = str(told.get("error", "")).strip()
        return f"{words[:1].upper()}{words[1:]}."
    return sentences.get(kind, "We could not read this. Write it again.")


_TIDY: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(_LINES, _tidy_line),
    **dict.fromkeys(_WORDS, _tidy_words),
    **dict.fromkeys(_AS_SET, _tidy_set),
    "description": _tidy_html,
    "areas": _tidy_records,
    "costs": _tidy_costs,
    "languages": _tidy_languages,
    "url": _tidy_url,
    "email": _tidy_email,
    "phones": _tidy_phones,
    "contacts": _tidy_contacts,
    "places": tidy_places,
    "access": tidy_access,
    "times": tidy_times,
}
