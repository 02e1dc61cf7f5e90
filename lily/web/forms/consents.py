"""The form of what a person agrees to, and what the pages call it."""

from collections.abc import Iterable

from wtforms import DateField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily.casework.choices import ConsentHow, Purpose
from lily.web.forms import fields
from lily.web.forms.drafted import DraftedForm

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


YES, NO = "yes", "no"


class ConsentForm(DraftedForm):
    """What a person said when they were asked for one thing, how, and on what day."""

    draft_name = "agreement"
    draft_label = "What they said to a question"

    purpose = RadioField(
        "What did you ask?",
        choices=fields.options(PURPOSES),
        validators=[InputRequired("Choose what you asked.")],
    )
    found = RadioField("With which service?", validators=[Optional()])
    service = fields.short("With whom, if it is to be shared with a service", 500)
    answer = RadioField(
        "What did they say?",
        choices=[SelectChoice(YES, "Yes"), SelectChoice(NO, "No")],
        default=YES,
    )
    how = RadioField(
        "How did they say so?",
        choices=fields.options(HOW_AGREED),
        validators=[InputRequired("Choose how they said so.")],
    )
    given_on = DateField("On what day?", validators=[Optional()])
    expires_on = DateField("Until when, if they set an end", validators=[Optional()])

    def offer(self, services: Iterable[tuple[str, str, str]]) -> None:
        """Set the services that were found by name: slug, name, who runs each.

        One that was chosen when another name was looked for stands in the field of the address.
        """
        self.found.choices = [
            SelectChoice(slug, f"{name}, {runs_it}") for slug, name, runs_it in services
        ]
        offered = {choice.value for choice in self.found.choices}
        if self.draft and self.found.data and self.found.data not in offered:
            self.service.data = self.service.data or self.found.data

    @property
    def is_no(self) -> bool:
        """Whether they said no."""
        return bool(self.answer.data == NO)

    @property
    def slug(self) -> str:
        """The service that was chosen, else that of the address that was copied."""
        typed = (self.service.data or "").rstrip("/")
        return self.found.data or typed.rpartition("/")[2].partition("?")[0]
