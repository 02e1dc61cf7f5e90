"""Forms about what is wrong with a listing."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from lily.listings.freshness.reports import KINDS, LONGEST
from lily.web.forms.base import HouseForm, TrappedForm
from lily.web.forms.fields import options, passage, short


class ReportForm(TrappedForm):
    """What is wrong, and how to answer if an answer is wanted."""

    kind = RadioField(
        "What is wrong?",
        choices=options(KINDS),
        validators=[InputRequired("Choose what is wrong.")],
    )
    words = passage("What do you know about it? (you may leave this empty)", LONGEST)
    reply_to = short("Your e-mail or phone number, if you want an answer")


class AnswerForm(HouseForm):
    """What was done about a report."""

    answer = passage(
        "What did you do about it?",
        LONGEST,
        missing="Say what you did, in words that the person may read.",
    )
