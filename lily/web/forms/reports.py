"""Forms about what is wrong with a listing."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from lily.listings.freshness.reports import KINDS, LONGEST
from lily.web.forms.base import HouseForm, TrappedForm, strip

_TOO_LONG = Length(max=LONGEST, message=f"Write at most {LONGEST} letters.")


class ReportForm(TrappedForm):
    """What is wrong, and how to answer if an answer is wanted."""

    kind = RadioField(
        "What is wrong?",
        choices=list(KINDS),
        validators=[InputRequired("Choose what is wrong.")],
    )
    words = TextAreaField(
        "What do you know about it? (you may leave this empty)",
        filters=[strip],
        validators=[_TOO_LONG],
    )
    reply_to = StringField(
        "Your e-mail or phone number, if you want an answer",
        filters=[strip],
        validators=[Length(max=200, message="Use at most 200 characters.")],
    )


class AnswerForm(HouseForm):
    """What was done about a report."""

    answer = TextAreaField(
        "What did you do about it?",
        filters=[strip],
        validators=[InputRequired("Say what you did, in words that the person may read.")],
    )
