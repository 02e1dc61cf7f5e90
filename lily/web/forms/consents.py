"""The form of what a person agrees to, and what the pages call it."""

from wtforms import DateField, RadioField
from wtforms.validators import InputRequired, Optional

from lily.casework.choices import ConsentHow, Purpose
from lily.web.forms import fields
from lily.web.forms.base import HouseForm

PURPOSES = {
    Purpose.HOLD_RECORD: "We keep notes of what we talk about",
    Purpose.SHARE_WITH_SERVICE: "We give name and number to one service",
    Purpose.TELL_GP: "We tell the surgery how it went",
    Purpose.TELL_REFERRER: "We tell whoever referred how it went",
    Purpose.TELL_EARLY_HELP: "We pass it to the early help panel",
    Purpose.TELL_SOCIAL_CARE: "We pass it to adult social care",
    Purpose.TEXT: "We send texts",
    Purpose.EMAIL: "We send e-mails",
    Purpose.EVALUATE: "Answers are counted, without the name",
}
HOW_AGREED = {
    ConsentHow.SPOKEN: "They said so",
    ConsentHow.WRITTEN: "They signed or wrote it",
    ConsentHow.BY_ANOTHER: "Somebody who may speak for them said so",
}


class ConsentForm(HouseForm):
    """What a person agrees to, and how they said so."""

    purpose = RadioField(
        "What do they agree to?",
        choices=fields.options(PURPOSES),
        validators=[InputRequired("Choose what they agree to.")],
    )
    service = fields.short("With whom, if it is to be shared with a service", 500)
    how = RadioField(
        "How did they say so?",
        choices=fields.options(HOW_AGREED),
        validators=[InputRequired("Choose how they said so.")],
    )
    expires_on = DateField("Until when, if they set an end", validators=[Optional()])
