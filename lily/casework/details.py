"""Who is referred and who refers, as they are told; and what a person is known by again."""

import re
from collections.abc import Iterator
from datetime import date

from dateutil import parser
from nhs_number.standardise import standardise_format
from nhs_number.validate import is_valid
from pydantic import BaseModel, ConfigDict

from lily import clock
from lily.casework.choices import KeyKind
from lily.directory import text as texts
from lily.directory.choices import Answer
from lily.errors import Invalid
from lily.geo import postcodes
from lily.imports.phones import read_numbers
from lily.sealing import keyed_hash

LONGEST_REASON = 3000
OLDEST = 125
NO_NHS_NUMBER = "That is no NHS number. It has ten figures: check them."


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class PersonDetails(_Told):
    """A person as somebody tells of them. All but the name may be empty."""

    first_name: str
    last_name: str
    birth_on: date | None = None
    phone: str = ""
    email: str = ""
    postcode: str = ""
    address: str = ""
    nhs_number: str = ""
    surgery_name: str = ""
    surgery_address: str = ""


class ContactSafety(_Told):
    """How it is safe to reach a person: may word be left, may we text, who else may answer."""

    may_leave_word: Answer = Answer.NOT_KNOWN
    may_text: Answer = Answer.NOT_KNOWN
    who_may_answer: str = ""
    when_to_ring: str = ""


class ReferrerDetails(_Told):
    """Who refers: where they work and how to answer them. Empty for somebody who asks for help."""

    name: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""


def tidy_person(person: PersonDetails) -> PersonDetails:
    """Return a person with a number, a postcode and an NHS number as they are written.

    Raises Invalid with the field: no name, a birth date to come or long past, a number that cannot
    be rung, an NHS number whose check digit is wrong (NHS Data Dictionary, NHS NUMBER).
    """
    if not person.first_name and not person.last_name:
        raise Invalid("name", "Type the person's name.")
    return tidy_known(person)


def tidy_known(person: PersonDetails) -> PersonDetails:
    """Return what is known of somebody, tidied as a person is; the name may be missing."""
    return person.model_copy(
        update={
            "birth_on": _birth(person.birth_on),
            "phone": read_phone(person.phone),
            "postcode": _postcode(person.postcode),
            "nhs_number": _nhs_number(person.nhs_number),
        }
    )


def read_day(typed: str) -> date | None:
    """Return the day that somebody typed, day first: 27/3/1941, 27 March 1941. None: not a day."""
    if not re.search(r"\d{4}", typed) or len(re.findall(r"\w+", typed)) != 3:
        return None
    try:
        return parser.parse(typed, dayfirst=not re.match(r"\d{4}-", typed)).date()
    except (ValueError, OverflowError):
        return None


def _birth(day: date | None) -> date | None:
    today = clock.today()
    if day and (day > today or today.year - day.year > OLDEST):
        raise Invalid("birth_on", "Check the date of birth: it cannot be right.")
    return day


def read_phone(typed: str, field: str = "phone") -> str:
    """Return a number as people write it, or nothing. Raises Invalid for one that is none."""
    if not typed.strip():
        return ""
    numbers = read_numbers(typed)
    if not numbers or not all(each.is_sure for each in numbers):
        raise Invalid(field, "We cannot read that number. Type it as you would dial it.")
    return numbers[0].number


def _postcode(typed: str) -> str:
    found = postcodes.find(typed) if typed else None
    return found.value if found else typed.upper()


def _nhs_number(typed: str) -> str:
    if not typed:
        return ""
    figures = standardise_format(typed)
    if not figures or not is_valid(figures):
        raise Invalid("nhs_number", NO_NHS_NUMBER)
    return f"{figures[:3]} {figures[3:6]} {figures[6:]}"


def keys_of(person: PersonDetails) -> Iterator[tuple[KeyKind, str]]:
    """Yield what a person is known by again, each as a keyed hash."""
    name = texts.slug(f"{person.first_name} {person.last_name}")
    told = {
        KeyKind.NAME_AND_BIRTH: f"{name}/{person.birth_on}" if name and person.birth_on else "",
        KeyKind.PHONE: "".join(filter(str.isdigit, person.phone)),
        KeyKind.NHS_NUMBER: "".join(filter(str.isdigit, person.nhs_number)),
    }
    for kind, text in told.items():
        if text:
            yield kind, keyed_hash(f"{kind}/{text}")
