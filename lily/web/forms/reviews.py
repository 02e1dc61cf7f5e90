"""Forms about how often listings are checked."""

from wtforms import Field
from wtforms.validators import InputRequired, NumberRange

from lily.directory.choices import FieldGroup
from lily.listings.freshness.rules import LADDER, LEAST_DAYS, MOST_DAYS
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.fields import WholeNumberField
from lily.web.said import LABELS

STEPS = {
    "reminder_1_days": "The first letter",
    "reminder_2_days": "The second letter",
    "reminder_3_days": "The last letter",
    "desk_days": "Somebody should ring",
    "badge_days": "The page says that nobody has confirmed it",
    "sink_days": "It stands lower in search",
    "hide_days": "It is hidden, and comes back when it is confirmed",
    "archive_days": "It is taken for gone",
}
NOT_A_NUMBER = "Type a number of days, such as 90."


def _days(label: str, least: int) -> Field:
    between = f"Give between {least} and {MOST_DAYS} days."
    return WholeNumberField(
        label,
        validators=[
            InputRequired(NOT_A_NUMBER),
            NumberRange(min=least, max=MOST_DAYS, message=between),
        ],
    )


class RulesForm(HouseForm):
    """For how many days each group of fields holds, and the days of the ladder."""

    never_checked_days = _days("A listing that nobody ever checked is due after", 1)

    def interval(self, group: FieldGroup) -> Field:
        """Return the field of a group of fields."""
        return self[group.value]

    def intervals(self) -> dict[FieldGroup, int]:
        """Return the days by group, as typed."""
        return {group: self[group.value].data for group in LABELS}

    def ladder(self) -> dict[str, int]:
        """Return the days of each step, as typed."""
        return {name: self[name].data for name in LADDER}


for _group, _label in LABELS.items():
    setattr(RulesForm, _group.value, _days(_label, LEAST_DAYS))
for _name, _label in STEPS.items():
    setattr(RulesForm, _name, _days(_label, 0))


class PauseForm(HouseForm):
    """Until when a listing is not asked about."""

    until = fields.day("Do not chase until")
