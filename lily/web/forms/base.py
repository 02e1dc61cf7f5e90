"""What every form shares: errors as sentences, a lone button, and a trap for machines."""

from collections.abc import Iterator
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, StringField
from wtforms.validators import InputRequired, Length

from lily.errors import Invalid

LONGEST_LINE = 200


class HouseForm(FlaskForm):  # type: ignore[misc]
    """A form whose mistakes are one sentence a field."""

    def accepted(self) -> bool:
        """Say whether the form was sent, with its CSRF token, and every field can be taken."""
        return bool(self.validate_on_submit())

    def refuse(self, error: Invalid) -> None:
        """Say beside its field, one within a list too, what the domain refused.

        Of what the form has no field for, it is said at the top of the page.
        """
        for field in _every_field(self):
            if field.name == error.field:
                field.errors = [*field.errors, error.message]
                return
        self.form_errors.append(error.message)

    @property
    def mistakes(self) -> dict[str, str]:
        """The first mistake of each field by its name, those of lines within lists too.

        What belongs to no field stands under no name.
        """
        found = {}
        for field in _every_field(self):
            own = [error for error in field.errors if isinstance(error, str)]
            if own:
                found[field.name] = own[0]
        if self.form_errors:
            found[""] = self.form_errors[0]
        return found


def _every_field(form: Any) -> Iterator[Field]:
    """Yield each field of a form, with those of the lines within its lists."""
    for field in form:
        yield field
        for entry in field.entries if isinstance(field, FieldList) else ():
            yield from _every_field(entry.form) if isinstance(entry, FormField) else [entry]


class PressForm(HouseForm):
    """A lone button: nothing but the CSRF token."""


class TrappedForm(HouseForm):
    """A public form with a field that people do not see and machines fill in.

    Show it with the macro `honeypot(form)`. Where `is_trapped`, answer as if all went well and do
    nothing.
    """

    leave_empty = StringField("Leave this empty")

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled in the field that nobody sees."""
        return bool(self.leave_empty.data)


def strip(text: str | None) -> str:
    """Return what was typed without the spaces around it: a filter for fields."""
    return (text or "").strip()


def line(label: str, missing: str, *, longest: int = LONGEST_LINE, **more: Any) -> Field:
    """Return a field for one line that must not be empty; `missing` says what to type."""
    too_long = Length(max=longest, message=f"Use at most {longest} characters.")
    return StringField(
        label, filters=[strip], validators=[InputRequired(missing), too_long], **more
    )
