"""Forms of those who ring about listings."""

from typing import ClassVar

from wtforms import Field, RadioField
from wtforms.validators import InputRequired

from lily.directory.choices import FieldGroup
from lily.listings.freshness.choices import CallOutcome
from lily.web.forms.base import HouseForm
from lily.web.forms.fields import options
from lily.web.said import LABELS

OUTCOMES: dict[str, str] = {
    CallOutcome.SPOKE: "I spoke with them",
    CallOutcome.NO_ANSWER: "Nobody answered",
    CallOutcome.WRONG_NUMBER: "The number is wrong",
    CallOutcome.STOPPED: "They have stopped",
    CallOutcome.NOT_LISTED: "They do not want to be listed",
}
RIGHT, CHANGED, NOT_ASKED = "right", "changed", "not_asked"
ANSWERS = {RIGHT: "Right", CHANGED: "Changed", NOT_ASKED: "Did not ask"}


class CallForm(HouseForm):
    """What came of ringing and, where they spoke, what was said of each group of fields."""

    outcome = RadioField(
        "What came of it?",
        choices=options(OUTCOMES),
        validators=[InputRequired("Choose what came of it.")],
    )
    answers = ANSWERS
    asked: ClassVar[dict[FieldGroup, str]] = {group: f"said_{group.value}" for group in LABELS}

    def said(self, group: FieldGroup) -> Field:
        """Return the field of a group."""
        return self[self.asked[group]]

    def groups(self, answer: str) -> list[FieldGroup]:
        """Return the groups of which something was said."""
        return [group for group in LABELS if self.said(group).data == answer]


for _group, _label in LABELS.items():
    setattr(
        CallForm,
        CallForm.asked[_group],
        RadioField(_label, choices=list(ANSWERS), default=NOT_ASKED),
    )
