"""Forms of opening a record in an emergency, and of signing that off."""

from lily.casework.emergency_policies import LONGEST_REASON, SHORTEST_REASON
from lily.web.forms import fields
from lily.web.forms.drafted import DraftedForm
from lily.web.forms.known import KnownForm


class EmergencyForm(KnownForm):
    """Whom somebody must reach, and why."""

    reason = fields.passage(
        "Why must you reach them now?",
        LONGEST_REASON,
        missing=f"Say why you must reach them now, in at least {SHORTEST_REASON} characters.",
    )


class SignOffForm(DraftedForm):
    """What whoever looks after the team found."""

    draft_name = "sign-off"
    draft_label = "What you found about a look in an emergency"

    words = fields.passage(
        "What did you find?", LONGEST_REASON, missing="Say in a few words what you found."
    )
