"""What somebody knows of a person whom they look for: nothing to browse, and all of it exact."""

from typing import Any

from wtforms import Field

from lily.casework.details import PersonDetails, read_day
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.casework import check_day


class KnownForm(HouseForm):
    """By what a person is found: a name with a date of birth, an NHS number, a number to ring."""

    name = fields.short("Their first and family name", 240)
    birth_on = fields.short("Date of birth", 40)
    nhs_number = fields.short("NHS number", 40)
    phone = fields.number("Number to ring")

    def validate_birth_on(self, field: Field) -> None:
        """Refuse what is no whole day."""
        check_day(self, field)

    def known(self) -> PersonDetails:
        """Return what was typed; empty where nothing was."""
        told: dict[str, Any] = {name: self[name].data or "" for name in ("phone", "nhs_number")}
        first, _, last = (self.name.data or "").rpartition(" ")
        birth_on = read_day(self.birth_on.data or "")
        return PersonDetails(first_name=first, last_name=last, birth_on=birth_on, **told)
