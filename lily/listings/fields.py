"""The fields of a listing: the unit of difference, of approval and of conflict (ADR 0019)."""

from collections.abc import Iterable
from dataclasses import dataclass

from lily.directory.choices import FieldGroup
from lily.errors import NotFound
from lily.listings.choices import Section


@dataclass(frozen=True)
class DocumentField:
    """One field of a listing.

    A `is_safe` one passes at once from somebody who is known to speak for the listing. `group` is
    what it is confirmed with; None for the status, which nobody confirms.
    """

    name: str
    label: str
    section: Section
    group: FieldGroup | None
    is_safe: bool = False


SECTIONS = {
    Section.ABOUT: "What it is",
    Section.WHO: "Who it is for",
    Section.NEEDS: "What it helps with",
    Section.PLACES: "Where",
    Section.TIMES: "When",
    Section.COST: "What it costs",
    Section.GETTING_HELP: "How to get help",
    Section.CONTACT: "Whom to ring or write to",
    Section.CAPACITY: "Is there room?",
    Section.STATUS: "Is it still running?",
}
"""What each section is called on pages."""

_ABOUT = (Section.ABOUT, FieldGroup.ABOUT)
_WHO = (Section.WHO, FieldGroup.WHO)
_PLACES = (Section.PLACES, FieldGroup.PLACES)
_COST = (Section.COST, FieldGroup.COST)
_HELP = (Section.GETTING_HELP, FieldGroup.GETTING_HELP)
_CONTACT = (Section.CONTACT, FieldGroup.CONTACT)
_CAPACITY = (Section.CAPACITY, FieldGroup.CAPACITY)

_ALL = (
    DocumentField("name", "Name", *_ABOUT),
    DocumentField("alternate_name", "Also known as", *_ABOUT),
    DocumentField("kind", "What kind of thing it is", *_ABOUT),
    DocumentField("asset_kind", "What it adds to the neighbourhood", *_ABOUT),
    DocumentField("summary", "In one line", *_ABOUT),
    DocumentField("description", "Description", *_ABOUT),
    DocumentField("who_for", "Who it is for", *_WHO),
    DocumentField("minimum_age", "Youngest age", *_WHO),
    DocumentField("maximum_age", "Oldest age", *_WHO),
    DocumentField("audiences", "People it is meant for", *_WHO),
    DocumentField("areas", "Where people must live", *_WHO),
    DocumentField("needs", "Needs", Section.NEEDS, FieldGroup.ABOUT),
    DocumentField("places", "Places", *_PLACES),
    DocumentField("access", "Getting in and around", *_PLACES),
    DocumentField("delivery", "How people are reached", *_PLACES),
    DocumentField("times", "Times", Section.TIMES, FieldGroup.TIMES, is_safe=True),
    DocumentField("fees", "About the cost", *_COST, is_safe=True),
    DocumentField("costs", "Prices", *_COST, is_safe=True),
    DocumentField("referral", "Who can send people", *_HELP),
    DocumentField("how_to_get_help", "How to get help", *_HELP),
    DocumentField("what_happens_first", "What happens the first time", *_HELP),
    DocumentField("what_to_bring", "What to bring", *_HELP),
    DocumentField("languages", "Languages besides English", *_HELP),
    DocumentField("phones", "Numbers to ring", *_CONTACT, is_safe=True),
    DocumentField("email", "E-mail", *_CONTACT),
    DocumentField("url", "Website", *_CONTACT),
    DocumentField("contacts", "Whom to ask for", *_CONTACT),
    DocumentField("capacity", "Is there room?", *_CAPACITY, is_safe=True),
    DocumentField("capacity_words", "About the room there is", *_CAPACITY, is_safe=True),
    DocumentField("closed_until", "Closed or full until", *_CAPACITY, is_safe=True),
    DocumentField("status", "Is it still running?", Section.STATUS, None),
)
FIELDS: dict[str, DocumentField] = {field.name: field for field in _ALL}
"""Every field, in the order of pages."""


def get_field(name: str) -> DocumentField:
    """Return a field by its name. Raises NotFound."""
    if name not in FIELDS:
        raise NotFound("A listing has no such field.")
    return FIELDS[name]


def fields_of(section: Section) -> list[DocumentField]:
    """Return the fields of a section, in the order of its page."""
    return [field for field in _ALL if field.section is section]


def in_order(names: Iterable[str]) -> list[str]:
    """Return names of fields in the order of pages."""
    wanted = set(names)
    return [name for name in FIELDS if name in wanted]


def groups_of(names: Iterable[str]) -> set[FieldGroup]:
    """Return the groups that fields are confirmed with."""
    return {group for name in names if (group := FIELDS[name].group)}
