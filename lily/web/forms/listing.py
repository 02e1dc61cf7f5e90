"""The forms with which a listing is edited, a few fields a page.

A form is filled from the document of the listing (lily.listings.document) and gives back values
of its fields. What a value may be is for lily.listings.values to say; what it refuses is shown
beside the field.
"""

import re
from datetime import date
from functools import cache
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired

from lily import clock
from lily.directory import text as texts
from lily.directory.choices import UNTIL_A_DAY
from lily.errors import Invalid
from lily.geo.areas import districts, wards_of
from lily.imports.records import NAME_LENGTH, SUMMARY_LENGTH
from lily.web import labels
from lily.web.forms import fields
from lily.web.forms.base import HouseForm, line

LONG, SHORT = 5000, 1000
Values = dict[str, Any]
_NO_NUMBER = "Write a whole number, such as 60."


class SectionForm(HouseForm):
    """A page of a listing. `base` names what stood there when the page was opened."""

    base = HiddenField()

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Return what the fields show of a listing."""
        return dict(document)

    def values(self, document: Values) -> Values:
        """Return the values of the listing's fields as they are typed here."""
        return {name: self[name].data for name in self._fields if name in document}


def _wanted_line(label: str, missing: str, longest: int) -> Any:
    return line(label, missing, longest=longest)


class AboutForm(SectionForm):
    """What it is."""

    name = _wanted_line("Name", "Give it a name.", NAME_LENGTH)
    alternate_name = fields.short("Also known as")
    kind = RadioField(
        "What is it?",
        choices=fields.options(labels.KINDS),
        validators=[InputRequired("Choose what it is.")],
    )
    summary = fields.passage("In one line", SUMMARY_LENGTH)
    description = fields.passage("More about it", LONG)

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show the description as plain text."""
        return super().data_of(document) | {"description": texts.editable(document["description"])}

    def values(self, document: Values) -> Values:
        """Keep the description with its links where nothing was changed in it."""
        values = super().values(document)
        if values["description"] == texts.editable(document["description"]):
            values["description"] = document["description"]
        return values


class WhoForm(SectionForm):
    """Who it is for."""

    who_for = fields.passage("Who is it for?", SHORT)
    minimum_age = StringField("Youngest age", filters=[fields.plain_lines])
    maximum_age = StringField("Oldest age", filters=[fields.plain_lines])
    audiences = SelectMultipleField("Is it meant for any of these?", choices=[])

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show the ages as they are typed."""
        ages = {name: document[name] for name in ("minimum_age", "maximum_age")}
        return dict(document) | {
            name: "" if age is None else str(age) for name, age in ages.items()
        }

    def values(self, document: Values) -> Values:
        """Read the ages as whole numbers."""
        values = super().values(document)
        for name in ("minimum_age", "maximum_age"):
            values[name] = _whole(name, values[name])
        values["audiences"] = sorted(values["audiences"] or [])
        return values


def _whole(name: str, typed: str | None) -> int | None:
    if not typed:
        return None
    if not re.fullmatch(r"\d{1,3}", typed) or int(typed) > 130:
        raise Invalid(name, _NO_NUMBER)
    return int(typed)


class AreasForm(SectionForm):
    """Where people must live."""

    where = RadioField(
        "Must people live somewhere?",
        choices=fields.options(
            {
                "anyone": "No: anybody who can come",
                "national": "It is for the whole country",
                "radius": "Yes: so many miles around",
                "named": "Yes: in these districts or wards",
            }
        ),
        default="anyone",
    )
    miles = fields.short("How many miles around?", 10)
    names = fields.passage("Which districts or wards?", SHORT)

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show the areas: names a line each."""
        areas = document["areas"]
        kinds = {each["kind"] for each in areas}
        where = next((kind for kind in ("national", "radius") if kind in kinds), "named")
        miles = next((each["miles"] for each in areas if each["miles"]), None)
        return {
            "where": where if areas else "anyone",
            "miles": f"{miles:g}" if miles else "",
            "names": "\n".join(each["name"] or each["code"] for each in areas if each["code"]),
        }

    def values(self, document: Values) -> Values:
        """Return the areas; a name is looked up among the districts, then among the wards."""
        areas: list[Values] = []
        match self.where.data:
            case "national":
                areas = [{"kind": "national"}]
            case "radius":
                areas = [{"kind": "radius", "miles": _miles(self.miles.data)}]
            case "named":
                held = {each["name"]: each for each in document["areas"] if each["code"]}
                typed = [each.strip() for each in (self.names.data or "").split("\n")]
                areas = [held.get(name) or _area(name) for name in typed if name]
                if not areas:
                    raise Invalid("names", "Type a district or ward, or choose another answer.")
        return {"areas": areas}


def _miles(typed: str | None) -> float:
    if not typed or not re.fullmatch(r"\d{1,3}(\.\d)?", typed) or float(typed) <= 0:
        raise Invalid("miles", "Write how many miles, such as 5.")
    return float(typed)


def _area(name: str) -> Values:
    for kind, places in (("district", districts()), ("ward", _wards())):
        for code, known in places.items():
            if known.casefold() == name.casefold():
                return {"kind": kind, "code": code, "name": known}
    words = f"We do not know a district or ward called {name[:60]}. Check how it is spelt."
    raise Invalid("names", words)


@cache
def _wards() -> dict[str, str]:
    return {code: name for district in districts() for code, name in wards_of(district).items()}


class NeedsForm(SectionForm):
    """What it helps with."""

    needs = SelectMultipleField("What does it help with?", choices=[])

    def values(self, document: Values) -> Values:  # noqa: ARG002
        """Return the needs that are ticked."""
        return {"needs": sorted(self.needs.data or [])}


class HelpForm(SectionForm):
    """How to get help."""

    passages = ("how_to_get_help", "what_happens_first", "what_to_bring")

    referral = RadioField(
        "How does somebody come to you?",
        choices=fields.options(
            {
                "self": "They can come by themselves",
                "needed": "Someone must refer them, such as a GP",
                "either": "Either way",
                "not_known": "I am not sure",
            }
        ),
    )
    how_to_get_help = fields.passage("What should they do first?", SHORT)
    what_happens_first = fields.passage("What happens the first time?", SHORT)
    what_to_bring = fields.passage("What should they bring?", SHORT)

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show the passages as plain text."""
        shown = super().data_of(document)
        return shown | {name: texts.editable(document[name]) for name in cls.passages}

    def values(self, document: Values) -> Values:
        """Keep each passage as it was where nothing was changed in it."""
        values = super().values(document)
        for name in self.passages:
            if values[name] == texts.editable(document[name]):
                values[name] = document[name]
        return values


class LanguagesForm(SectionForm):
    """Languages besides English."""

    languages = SelectMultipleField(
        "Which languages do you speak, besides English?",
        choices=fields.options({c: n for c, n in labels.LANGUAGES.items() if c != "en"}),
    )

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show the languages by their codes."""
        return {"languages": [each["code"] for each in document["languages"]]}

    def values(self, document: Values) -> Values:
        """Keep the words about a language that stays, and any that the page does not offer."""
        held = {each["code"]: each for each in document["languages"]}
        offered = {each.value for each in self.languages.choices}
        chosen = [*(self.languages.data or []), *(code for code in held if code not in offered)]
        return {"languages": [held.get(code, {"code": code, "words": ""}) for code in chosen]}


ROOM = {
    "open": "Yes, there is room",
    "short_wait": "There is a short wait",
    "full": "No, it is full",
    "closed": "It is closed for now",
    "not_known": "I cannot say",
}


class CapacityForm(SectionForm):
    """Whether there is room."""

    capacity = RadioField("Is there room now?", choices=fields.options(ROOM))
    closed_until = fields.day("If it is closed or full: until when?", default=None)
    capacity_words = fields.passage("Anything else about it", SHORT)

    @classmethod
    def data_of(cls, document: Values) -> Values:
        """Show the day as a day."""
        shown = super().data_of(document)
        day = document["closed_until"]
        return shown | {"closed_until": date.fromisoformat(day) if day else None}

    def values(self, document: Values) -> Values:  # noqa: ARG002
        """Return the day as the document keeps it: until when it is closed, or full."""
        day = self.closed_until.data if self.capacity.data in UNTIL_A_DAY else None
        if day and day < clock.today():
            raise Invalid(
                "closed_until", "This day has passed. Give the day from which there is room again."
            )
        return {
            "capacity": self.capacity.data,
            "capacity_words": self.capacity_words.data or "",
            "closed_until": day.isoformat() if day else None,
        }


class StatusForm(SectionForm):
    """Whether it still runs."""

    status = RadioField(
        "Is it still running?",
        choices=fields.options(
            {
                "active": "Yes",
                "temporarily closed": "Not at the moment, but it will again",
                "defunct": "No, it has stopped for good",
            }
        ),
    )

    def values(self, document: Values) -> Values:
        """Return the status, or the one it had where none of these is meant."""
        return {"status": self.status.data or document["status"]}


class NewListingForm(HouseForm):
    """A listing to begin: its name first, so that we can look whether it is there."""

    name = line("What is it called?", "Give it a name.", longest=NAME_LENGTH)
    postcode = fields.postcode("Postcode of where it is, if it is at a place")
    phone = fields.number("Number to ring, if it has one of its own")
    is_new = BooleanField("It is none of these. It is new.")


class NoteForm(HouseForm):
    """Sending: words for whoever looks at it."""

    note = fields.passage("Anything that we should know?", SHORT)
