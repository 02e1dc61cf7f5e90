"""The form of making two records of one person one."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily.casework.merge_policies import CHOSEN
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.casework import PersonForm

KEPT, GONE = "kept", "gone"
NOTHING = "Nothing"


def _which(name: str) -> RadioField:
    label = getattr(PersonForm, name).args[0]
    return RadioField(label, validators=[InputRequired(f"{label}: choose which is right.")])


class MergeForm(HouseForm):
    """Which of two is right, field by field, and the family name of whoever stays."""

    kept_version = fields.WholeNumberField(validators=[Optional()])
    gone_version = fields.WholeNumberField(validators=[Optional()])
    first_name = _which("first_name")
    last_name = _which("last_name")
    birth_on = _which("birth_on")
    phone = _which("phone")
    email = _which("email")
    postcode = _which("postcode")
    address = _which("address")
    nhs_number = _which("nhs_number")
    surgery_name = _which("surgery_name")
    surgery_address = _which("surgery_address")
    who_may_answer = _which("who_may_answer")
    when_to_ring = _which("when_to_ring")
    typed_name = fields.short("Type the family name of the person who stays", 120)

    def ask_of(self, differing: Mapping[str, tuple[str, str]]) -> None:
        """Ask of what differs alone: (of the record that stays, of the other), by field."""
        for name in CHOSEN:
            if name not in differing:
                del self[name]
                continue
            kept, gone = differing[name]
            self[name].choices = [
                SelectChoice(KEPT, f"{kept or NOTHING} (the one that stays)"),
                SelectChoice(GONE, f"{gone or NOTHING} (the other one)"),
            ]
            if not self.is_submitted() and not (kept and gone):
                self[name].data = KEPT if kept else GONE

    @property
    def asked(self) -> list[Any]:
        """The fields to choose in, in their order."""
        return [self[name] for name in CHOSEN if name in self]

    def from_gone(self) -> set[str]:
        """Return the fields that are taken from the record that goes."""
        return {field.name for field in self.asked if field.data == GONE}
