"""The form of hiding a record from most of a team, or showing it again."""

from wtforms import HiddenField

from lily.casework.actions.restrictions import LONGEST_REASON
from lily.web.forms import fields
from lily.web.forms.drafted import DraftedForm


class RestrictionForm(DraftedForm):
    """Why a record is hidden, or shown again."""

    draft_name = "restriction"
    draft_label = "Who may see a record"

    hide = HiddenField()
    reason = fields.passage(
        "Why?", LONGEST_REASON, missing="Say why, for whoever looks at this later."
    )

    @property
    def wants_hidden(self) -> bool:
        """Whether the page offered to hide the record, and not to show it again."""
        return bool(self.hide.data)
