"""What every form shares: errors as sentences, a lone button, and a trap for machines."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import InputRequired, Length

from lily.errors import Invalid

LONGEST_LINE = 200


class HouseForm(FlaskForm):  # type: ignore[misc]
    """A form whose mistakes are one sentence a field."""

    def accepted(self) -> bool:
        """Say whether the form was sent, with its CSRF token, and every field can be taken."""
        return bool(self.validate_on_submit())

    def refuse(self, error: Invalid) -> None:
        """Say beside its field what the domain refused."""
        self[error.field].errors = [*self[error.field].errors, error.message]

    @property
    def mistakes(self) -> dict[str, str]:
        """The first mistake of each field, by its name."""
        return {name: errors[0] for name, errors in self.errors.items() if name and errors}


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
