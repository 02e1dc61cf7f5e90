"""The fields that several forms share, which take what people type and say what is wrong."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from wtforms import (
    DateField,
    EmailField,
    Field,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lily import clock
from lily.geo import postcodes
from lily.imports.phones import read_numbers
from lily.web.forms.base import strip

NO_ADDRESS = "Type an e-mail address, such as name@example.org."
NO_WEBSITE = "Type the address of a website, such as www.example.org."
NO_NUMBER = "We cannot read that number. Type it as you would dial it, such as 01485 570 100."
NO_POSTCODE = "We do not know that postcode. Check it, such as PE31 7EX."
NO_WHOLE_NUMBER = "Type a whole number, such as 90."
NO_DAY = "Type the day, the month and the whole year."
NO_TIME = "Type a time, such as 14:30."
FAR_DAY = "This day is too far away. Check the year."
FIRST_DAY, FURTHEST = date(2000, 1, 1), timedelta(days=10 * 366)
"""Days of what is written down and planned here; a year beyond is a slip of the finger."""
LONGEST_NUMBER = 9
_ADDRESS = re.compile(r"[^@\s,;<>\"\x00-\x1f]+@[^@\s,;<>\"\x00-\x1f]+\.[^@\s,;<>\"\x00-\x1f]+")


def plain_lines(text: str | None) -> str:
    """Return what was typed with one sign for each new line, as its letters are counted."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def website_of(text: str | None) -> str:
    """Return the address of a website, whole, from what people type: "www.example.org"."""
    typed = strip(text)
    return f"https://{typed}" if typed and "//" not in typed else typed


class WholeNumberField(IntegerField):  # type: ignore[misc]
    """A whole number of at most nine digits: more is none that the database or a page can hold.

    `refusal` is what is said of anything else.
    """

    def __init__(self, *labelled: Any, refusal: str = NO_WHOLE_NUMBER, **more: Any) -> None:
        super().__init__(*labelled, **more)
        self._refusal = refusal

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which WTForms says beside the field."""
        if valuelist and len(valuelist[0].strip()) > LONGEST_NUMBER:
            self.data = None
            raise ValueError(self._refusal)
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(self._refusal) from None


class DayField(DateField):  # type: ignore[misc]
    """A day on which something was, or is to be: not of another age."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which WTForms says beside the field."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NO_DAY) from None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse a year that nobody means."""
        if self.data and not FIRST_DAY <= self.data <= clock.today() + FURTHEST:
            raise ValidationError(FAR_DAY)


class ClockField(TimeField):  # type: ignore[misc]
    """A time of day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed. Raises ValueError, which WTForms says beside the field."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(NO_TIME) from None


def options(labels: Mapping[Any, str]) -> list[SelectChoice]:
    """Return what there is to choose from, by value and label."""
    return [SelectChoice(value, label) for value, label in labels.items()]


def passage(label: str, longest: int, *, missing: str = "", **more: Any) -> Field:
    """Return a field for several lines, counted as the page counts them: see counts.js.

    With `missing` there must be words: spaces alone are none.
    """
    must = [DataRequired(missing)] if missing else [Optional()]
    too_long = Length(max=longest, message=f"That is too long. Use at most {longest:,} characters.")
    return TextAreaField(label, filters=[plain_lines], validators=[*must, too_long], **more)


def short(label: str, longest: int = 200, **more: Any) -> Field:
    """Return a field for one line that may be left empty."""
    too_long = Length(max=longest, message=f"That is too long. Use at most {longest:,} characters.")
    return StringField(label, filters=[plain_lines], validators=[Optional(), too_long], **more)


def day(label: str, *, missing: str = "", **more: Any) -> Field:
    """Return a field for a day; with `missing` there must be one."""
    must = InputRequired(missing) if missing else Optional()
    return DayField(label, validators=[must], **more)


def time_of_day(label: str) -> Field:
    """Return a field for a time of day, which may be left empty."""
    return ClockField(label, validators=[Optional()])


def check_email(_form: Any, field: Field) -> None:
    """Refuse what is no e-mail address."""
    if field.data and (len(field.data) > 254 or not _ADDRESS.fullmatch(field.data)):
        raise ValidationError(NO_ADDRESS)


def check_website(_form: Any, field: Field) -> None:
    """Refuse what is no address of a website."""
    try:
        address = urlsplit(field.data or "")
    except ValueError:
        raise ValidationError(NO_WEBSITE) from None
    is_one = address.scheme in {"http", "https"} and "." in (address.hostname or "")
    if field.data and (not is_one or re.search(r"\s", field.data) or len(field.data) > 500):
        raise ValidationError(NO_WEBSITE)


def check_number(_form: Any, field: Field) -> None:
    """Refuse what cannot be rung."""
    numbers = read_numbers(field.data or "")
    if field.data and not (numbers and all(number.is_sure for number in numbers)):
        raise ValidationError(NO_NUMBER)


def check_postcode(_form: Any, field: Field) -> None:
    """Refuse what is no whole postcode that we know."""
    if field.data and postcodes.find(field.data) is None:
        raise ValidationError(NO_POSTCODE)


def email(label: str, *, missing: str = "", **more: Any) -> Field:
    """Return a field for an e-mail address."""
    must = [InputRequired(missing)] if missing else [Optional()]
    return EmailField(label, filters=[strip], validators=[*must, check_email], **more)


def website(label: str, **more: Any) -> Field:
    """Return a field for the address of a website, with or without https://."""
    return StringField(label, filters=[website_of], validators=[Optional(), check_website], **more)


def number(label: str, **more: Any) -> Field:
    """Return a field for a number to ring, as people type it."""
    return StringField(label, filters=[strip], validators=[Optional(), check_number], **more)


def postcode(label: str, **more: Any) -> Field:
    """Return a field for a whole postcode."""
    return StringField(label, filters=[strip], validators=[Optional(), check_postcode], **more)
