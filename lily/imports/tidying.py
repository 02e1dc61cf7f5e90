"""Makes records fit to be read: safe HTML, numbers as people write them, addresses that work.

Records are changed in place; whatever is mended or left out is noted. Doing it twice changes
nothing more.
"""

from collections.abc import Callable

from lily.directory import text as texts
from lily.directory.choices import Delivery, LocationKind
from lily.imports import phones, positions, webs
from lily.imports.parts import ContactRecord, PhoneRecord, Record
from lily.imports.records import LocationRecord, OrganisationRecord, ServiceRecord

Note = Callable[[str, str, object], None]
LONGEST_WORDS = 500


def tidy_organisation(record: OrganisationRecord, note: Note) -> None:
    """Tidy an organisation."""
    record.description = texts.safe_html(record.description)
    record.website = _address(webs.read_web, "website", record.website, note)
    record.email = _address(webs.read_email, "email", record.email, note)
    record.phones = _phones(record.phones, note)
    _tidy_contacts(record.contacts, note)


def tidy_location(record: LocationRecord, note: Note) -> None:
    """Tidy a place, and give it its position."""
    _tidy_words(record, ("description", "travel"))
    record.phones = _phones(record.phones, note)
    if record.country.lower() in {"", "uk", "united kingdom", "great britain", "england", "wales"}:
        record.country = "GB"
    positions.settle(record, note)


_PLAIN = (
    "who_for",
    "how_to_get_help",
    "what_happens_first",
    "what_to_bring",
    "fees",
    "capacity_words",
)


def tidy_service(record: ServiceRecord, note: Note) -> None:
    """Tidy a listing, and give it a summary where it has none."""
    record.description = texts.safe_html(record.description)
    record.summary = texts.line(record.summary) or texts.summary(record.description)
    _tidy_words(record, _PLAIN)
    record.url = _address(webs.read_web, "url", record.url, note)
    record.email = _address(webs.read_email, "email", record.email, note)
    record.phones = _phones(record.phones, note)
    _tidy_contacts(record.contacts, note)


def reached_by(record: ServiceRecord, kinds: set[LocationKind]) -> list[Delivery]:
    """Return how a listing reaches people: as it says, or else as its places show."""
    if record.delivery:
        return record.delivery
    shown = {LocationKind.PHYSICAL: Delivery.IN_PERSON, LocationKind.VIRTUAL: Delivery.ONLINE}
    return [delivery for kind, delivery in shown.items() if kind in kinds]


def _tidy_words(record: Record, fields: tuple[str, ...]) -> None:
    for field in fields:
        words = getattr(record, field)
        if words:
            setattr(record, field, texts.words(words))


def _address(reader: Callable[[str], tuple[str, str]], field: str, typed: str, note: Note) -> str:
    address, fault = reader(typed)
    if fault:
        note(field, fault, typed)
    return address


def _phones(records: list[PhoneRecord], note: Note) -> list[PhoneRecord]:
    """Return a record for each number, in order, each number once."""
    found: dict[str, PhoneRecord] = {}
    for record in records:
        numbers = phones.read_numbers(record.number)
        if not numbers:
            note("phones", "there is no number in this; we left it out", record.number)
        for number in numbers:
            if not number.is_sure:
                note("phones", "this number may not work; kept as it was typed", record.number)
            words = ", ".join(filter(None, (record.words, number.words)))
            made = PhoneRecord(
                number=number.number,
                extension=record.extension or number.extension,
                words=texts.shorten(words, LONGEST_WORDS),
            )
            found.setdefault(made.number, made)
    return list(found.values())


def _tidy_contacts(contacts: list[ContactRecord], note: Note) -> None:
    for contact in contacts:
        contact.email = _address(webs.read_email, "contacts.email", contact.email, note)
        numbers = phones.read_numbers(contact.phone)
        if numbers:
            contact.phone = numbers[0].number
