"""Forms of how long records are kept, of erasing them, and of giving a person their record."""

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired

from lily.casework.actions.retention import LONGEST_WHY
from lily.casework.choices import ErasureReason, PackReason
from lily.web.forms import fields
from lily.web.forms.drafted import DraftedForm

WHY_ERASED = {
    ErasureReason.TIME_UP: "We no longer need it",
    ErasureReason.PERSON_ASKED: "The person asks us to",
    ErasureReason.SHOULD_NOT_BE: "It should not have been written down",
}
WHY_GIVEN = {
    PackReason.PERSON_ASKED: "The person asks for it",
    PackReason.SOMEBODY_FOR_THEM: "Somebody asks who may speak for them",
}


class KeepForm(DraftedForm):
    """Until when a record is kept, though its time is up, and why."""

    draft_name = "keep-longer"
    draft_label = "Why a record is kept longer"

    until_on = fields.day("Keep it until", missing="Choose until when.")
    reason = fields.passage("Why do we still need it?", LONGEST_WHY, missing="Say why.")


class HoldForm(DraftedForm):
    """Why a record must not be erased by anybody."""

    draft_name = "legal-hold"
    draft_label = "Why a record is held"

    why_held = fields.passage(
        "Why must it not be erased?", LONGEST_WHY, missing="Say why it must not be erased."
    )


class EraseForm(DraftedForm):
    """Why a record is to be erased."""

    draft_name = "erasure"
    draft_label = "Why a record is erased"

    why = RadioField(
        "Why?",
        choices=fields.options(WHY_ERASED),
        validators=[InputRequired("Choose why it is to be erased.")],
    )
    words = fields.passage("Anything that the second person should know?", LONGEST_WHY)


class PackForm(DraftedForm):
    """For whom a copy is made, and what is left out of it: the keys of entries."""

    draft_name = "pack"
    draft_label = "A copy of a record"

    asked = RadioField(
        "Who asks?",
        choices=fields.options(WHY_GIVEN),
        validators=[InputRequired("Choose who asks for it.")],
    )
    without_colleagues = BooleanField("Leave out the names of colleagues")
    leave_out = SelectMultipleField("Leave out", choices=[], validate_choice=False)
