"""The form of what a person agrees to, and what the pages call it."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily.casework.choices import ConsentHow, Purpose
from lily.errors import Invalid
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
HOW_ASKED = {
    ConsentHow.SPOKEN: "They said so",
    ConsentHow.WRITTEN: "They signed or wrote it",
    ConsentHow.BY_ANOTHER: "Somebody who may speak for them said so",
}
HOW_AGREED = HOW_ASKED | {ConsentHow.BY_REFERRER: "Whoever referred said so"}


YES, NO = "yes", "no"
NOT_ASKED = "none"
NOTHING_SAID = "Choose yes or no for what you asked."


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
        choices=fields.options(HOW_ASKED),
        validators=[InputRequired("Choose how they said so.")],
    )
    given_on = fields.day("On what day?")
    expires_on = fields.day("Until when, if they set an end")

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


class AskedForm(DraftedForm):
    """What a person said to several questions at once: `asked_form` adds the questions."""

    draft_name = "asked"
    draft_label = "What they agreed to"

    asked_how = RadioField(
        "How did they say so?", choices=fields.options(HOW_ASKED), default=ConsentHow.SPOKEN
    )
    asked_on = fields.day("On what day?")

    @property
    def questions(self) -> list[RadioField]:
        """The questions, in their order."""
        return [self[name] for name in map(_asked, Purpose) if name in self]

    def answers(self) -> dict[Purpose, bool]:
        """Return to what they said yes or no. Raises Invalid where they said nothing."""
        said = {
            purpose: self[_asked(purpose)].data for purpose in Purpose if _asked(purpose) in self
        }
        answers = {purpose: each == YES for purpose, each in said.items() if each in (YES, NO)}
        if not answers:
            raise Invalid(self.questions[0].name, NOTHING_SAID)
        return answers


def _asked(purpose: Purpose) -> str:
    return f"asked-{purpose}"


def asked_form(words: Mapping[Purpose, str], **more: Any) -> AskedForm:
    """Return the form that asks for each purpose in these words; nothing is chosen beforehand."""
    choices = [
        SelectChoice(YES, "Yes"),
        SelectChoice(NO, "No"),
        SelectChoice(NOT_ASKED, "Not asked"),
    ]
    questions = {
        _asked(purpose): RadioField(f"“{said}”", choices=choices, default=NOT_ASKED)
        for purpose, said in words.items()
    }
    form: AskedForm = type("AskingForm", (AskedForm,), questions)(**more)
    return form
