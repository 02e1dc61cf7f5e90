"""The pages of a listing that are lists: numbers, people, prices, places. A line each."""

import re
from uuid import uuid4

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Optional

from lily.directory import text as texts
from lily.errors import Invalid
from lily.web.forms import fields
from lily.web.forms.listing import SHORT, SectionForm, Values

MOST_LINES = 20
REACH = {
    "in_person": "They come to us",
    "home": "We go to them, at home",
    "phone": "By phone",
    "online": "Online",
}
"""How people are reached, as whoever runs it says."""


class PhoneForm(Form):  # type: ignore[misc]
    """One number to ring."""

    number = fields.number("Number")
    words = fields.short("When, or whom to ask for")
    extension = HiddenField()


class ContactForm(Form):  # type: ignore[misc]
    """Somebody to ask for."""

    name = fields.short("Name")
    title = fields.short("What they do")
    email = fields.email("E-mail")
    phone = fields.number("Number")
    private = BooleanField("Keep this to yourselves and us: do not show it")


class CostForm(Form):  # type: ignore[misc]
    """What one thing costs."""

    option = fields.short("What for?")
    amount = StringField("Pounds", filters=[fields.plain_lines], validators=[Optional()])
    is_donation = BooleanField("People give what they can")
    words = fields.short("Anything else about it", 500)
    valid_from = HiddenField()
    valid_to = HiddenField()


class PlaceForm(Form):  # type: ignore[misc]
    """One place."""

    id = HiddenField()
    kind = HiddenField(default="physical")
    position = HiddenField()
    county = HiddenField()
    was_postcode = HiddenField()
    name = fields.short("Name of the place")
    address_1 = fields.short("Street")
    city = fields.short("Town or village")
    postcode = fields.postcode("Postcode")
    travel = fields.passage("How to get there", SHORT)
    confidential = BooleanField("Keep this address secret")
    is_gone = BooleanField("It is not here any more: take this place away")


class ListForm(SectionForm):
    """A page with a list of lines; `lines` names the field, `more` is the button that adds one."""

    lines = ""

    def add_line(self) -> None:
        """Show one line more, empty."""
        if len(self[self.lines].entries) < MOST_LINES:
            self[self.lines].append_entry(self.new_line())

    def new_line(self) -> Values:
        """Return what an empty line holds."""
        return {}

    def show_a_line(self) -> None:
        """Show at least one line to write on."""
        if not self[self.lines].entries:
            self.add_line()


def _says(each: Values, *keys: str) -> bool:
    return any(each.get(key) for key in keys)


class ContactsForm(ListForm):
    """Whom to ring or write to."""

    lines = "phones"
    phones = FieldList(FormField(PhoneForm), max_entries=MOST_LINES)
    email = fields.email("E-mail address")
    url = fields.website("Website, or a page about it")

    def values(self, document: Values) -> Values:  # noqa: ARG002
        """Return the numbers that were typed, the address and the website."""
        typed = [each for each in self.phones.data if each["number"]]
        return {"phones": _plain(typed), "email": self.email.data or "", "url": self.url.data or ""}


class PeopleForm(ListForm):
    """Whom to ask for."""

    lines = "contacts"
    contacts = FieldList(FormField(ContactForm), max_entries=MOST_LINES)

    def values(self, document: Values) -> Values:  # noqa: ARG002
        """Return the people of whom something was typed."""
        typed = [
            each for each in self.contacts.data if _says(each, "name", "title", "email", "phone")
        ]
        return {"contacts": _plain(typed)}


def _plain(typed: list[Values]) -> list[Values]:
    return [
        {
            key: ("" if value is None else value)
            for key, value in each.items()
            if key != "csrf_token"
        }
        for each in typed
    ]


class CostsForm(ListForm):
    """What it costs."""

    lines = "costs"
    costs = FieldList(FormField(CostForm), max_entries=MOST_LINES)
    fees = fields.passage("In words", SHORT)

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show the words as plain text."""
        return super().data_of(document) | {"fees": texts.editable(document["fees"])}

    def values(self, document: Values) -> Values:
        """Return what was typed about costs; amounts as people type them, such as £4 or free."""
        costs = [
            self._cost(at, each)
            for at, each in enumerate(self.costs.data)
            if _says(each, "option", "amount", "is_donation", "words")
        ]
        fees = self.fees.data or ""
        return {
            "costs": costs,
            "fees": document["fees"] if fees == texts.editable(document["fees"]) else fees,
        }

    def _cost(self, at: int, each: Values) -> Values:
        typed = (each["amount"] or "").strip().lower().lstrip("£ ")
        typed = re.sub(r",(\d{1,2})$", r".\1", typed)  # "4,50" is four pounds fifty
        typed = re.sub(r",(\d{3})", r"\1", typed)
        amount = "0" if typed in {"free", "nothing"} else typed
        if amount and not re.fullmatch(r"\d{1,6}(\.\d{1,2})?", amount):
            raise Invalid(f"costs-{at}-amount", "Write an amount in pounds, such as 4.50, or free.")
        return {
            **each,
            "amount": amount or None,
            "valid_from": each["valid_from"] or None,
            "valid_to": each["valid_to"] or None,
        }


class PlacesForm(ListForm):
    """Where it is."""

    lines = "places"
    places = FieldList(FormField(PlaceForm), max_entries=MOST_LINES)
    delivery = SelectMultipleField("How do you reach people?", choices=fields.options(REACH))

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show each place with the position and postcode that it had."""
        places = [
            {
                **each,
                "position": ",".join(map(str, each["position"] or ())),
                "was_postcode": each["postcode"],
            }
            for each in document["places"]
        ]
        return {"places": places, "delivery": document["delivery"]}

    def new_line(self) -> Values:
        """Return a new place: it has its identifier before it is kept, so that it is kept once."""
        return {"id": str(uuid4()), "kind": "physical"}

    def values(self, document: Values) -> Values:  # noqa: ARG002
        """Return the places that are left; a new postcode moves the pin."""
        typed = [
            each
            for each in self.places.data
            if not each["is_gone"]
            and _says(each, "name", "address_1", "city", "postcode", "travel")
        ]
        return {
            "places": [_place(each) for each in typed],
            "delivery": sorted(self.delivery.data or []),
        }


def _place(each: Values) -> Values:
    made = {
        key: each[key] or ""
        for key in ("id", "name", "address_1", "city", "county", "postcode", "travel")
    }
    is_same = (each["postcode"] or "") == (each["was_postcode"] or "") and each["position"]
    return made | {
        "kind": each["kind"] or "physical",
        "confidential": bool(each["confidential"]),
        "position": [float(part) for part in each["position"].split(",")] if is_same else None,
    }
