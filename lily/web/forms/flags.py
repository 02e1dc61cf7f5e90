"""Forms of flags on a case."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from lily.casework.actions.flags import LONGEST_FLAG
from lily.casework.choices import FlagKind
from lily.web.forms import fields
from lily.web.forms.concerns import key_field
from lily.web.forms.drafted import DraftedForm

FLAGS = {
    FlagKind.RISK_TO_SELF: "May harm themselves",
    FlagKind.RISK_FROM_OTHERS: "May be harmed by somebody",
    FlagKind.RISK_TO_WORKER: "Do not visit alone",
    FlagKind.SAFEGUARDING: "Safeguarding",
    FlagKind.HEALTH: "Health",
    FlagKind.OTHER: "Something to know first",
}
NO_DAY = "Choose the day on which you look at it again."


class FlagForm(DraftedForm):
    """Of what whoever opens a case is warned, and until when."""

    draft_name = "flag"
    draft_label = "A flag"

    key = key_field()
    kind = RadioField(
        "What is it about?",
        choices=fields.options(FLAGS),
        validators=[InputRequired("Choose what it is about.")],
    )
    words = fields.passage(
        "What should a colleague know, and do?",
        LONGEST_FLAG,
        missing="Say what to know, and what to do.",
    )
    review_on = fields.day("Look at it again on", missing=NO_DAY)


class ReviewForm(DraftedForm):
    """A flag still holds, until another day."""

    draft_name = "flag-review"
    draft_label = "Until when a flag holds"

    review_on = fields.day("It still holds. Look again on", missing=NO_DAY)


class EndFlagForm(DraftedForm):
    """Why a flag holds no more."""

    draft_name = "flag-end"
    draft_label = "Why a flag ends"

    ended_words = fields.passage(
        "It holds no more. Why?", LONGEST_FLAG, missing="Say why it holds no more."
    )
