"""Forms of the end of a case and of its letters, and what is said of them."""

from collections.abc import Mapping

from wtforms import (
    RadioField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily import clock
from lily.casework.actions.closing import LONGEST_LETTER, NO_SECOND
from lily.casework.actions.letters import LONGEST_RECIPIENT, Sending
from lily.casework.choices import (
    CloseReason,
    FeedbackHow,
    LetterTo,
    SentWay,
)
from lily.web.forms import fields
from lily.web.forms.drafted import DraftedForm
from lily.web.forms.measures import WHY_NOT_TAKEN

CLOSED = {
    CloseReason.FINISHED: "We did what we agreed",
    CloseReason.NOT_WANTED: "The person does not want more",
    CloseReason.NOT_REACHED: "We cannot reach the person",
    CloseReason.MOVED: "The person has moved away",
    CloseReason.OTHER_TEAM: "Somebody else helps now",
    CloseReason.DIED: "The person has died",
}
TOLD_HOW = {
    FeedbackHow.PRINTED: "By a letter that I print",
    FeedbackHow.COPIED: "By a letter that I copy into another system",
    FeedbackHow.NOT_AGREED: "Not at all: the person does not agree",
    FeedbackHow.NOBODY_TO_TELL: "Not at all: there is nobody to tell",
}
LETTERS_BY = {
    FeedbackHow.PRINTED: "A letter to print",
    FeedbackHow.COPIED: "A letter to copy into another system",
}
LETTERS_TO = {LetterTo.REFERRER: "To whoever referred", LetterTo.SURGERY: "To their surgery"}
TOLD_SAID = {
    FeedbackHow.NOT_AGREED: "was not told: the person did not agree",
    FeedbackHow.NOBODY_TO_TELL: "was not told: there was nobody to tell",
}
"""Why nobody was told of a case that is closed, after whom it is about."""
NOT_SENT = ""
SENT_WAYS = {
    SentWay.POST: "By post",
    SentWay.SECURE_MAIL: "By secure mail, from our own system",
    SentWay.BY_HAND: "By hand",
}


class CloseForm(DraftedForm):
    """Why a case ends, and how whoever referred or the surgery is told. Say who it may be first."""

    draft_name = "closing"
    draft_label = "The closing of a case"

    reason = RadioField(
        "Why does it end?",
        choices=fields.options(CLOSED),
        validators=[InputRequired("Choose why it ends.")],
    )
    no_second = RadioField(
        "Why was no measure read a second time?",
        choices=fields.options(WHY_NOT_TAKEN),
        validators=[Optional()],
    )
    take_back = SelectMultipleField("Which of these do we take back?", validate_choice=False)
    to = RadioField("Whom is the letter for?", validators=[Optional()])
    letter = fields.passage("What they are told", LONGEST_LETTER)
    how = RadioField(
        "How are they told?",
        choices=fields.options(TOLD_HOW),
        validators=[InputRequired("Choose how they are told, or why they are not.")],
    )
    sent_way = RadioField(
        "How was it sent, if it was?",
        choices=[SelectChoice(NOT_SENT, "Not yet"), *fields.options(SENT_WAYS)],
        default=NOT_SENT,
    )
    sent_to = fields.short("To whom was it sent?", LONGEST_RECIPIENT)
    sent_on = fields.day("Sent on")

    def offer(self, names: Mapping[LetterTo, str]) -> None:
        """Set for whom the letter may be, by what they are called; the first is the usual one."""
        self.names = dict(names)
        self.to.choices = fields.options(names)
        self.to.data = self.to.data or next(iter(names))

    def ask_why_no_second(self) -> None:
        """Let none be closed without a second reading and without a word why."""
        self.no_second.validators = [InputRequired(NO_SECOND)]

    def offer_back(self, sent_on: Mapping[str, str]) -> None:
        """Set the onward referrals that can be taken back, in words by their id."""
        self.take_back.choices = fields.options(sent_on)

    def sending(self) -> Sending | None:
        """Return how it was sent already, to whoever it is for unless another was typed."""
        if self.sent_way.data == NOT_SENT:
            return None
        name = self.names[LetterTo(self.to.data)]
        return Sending(
            SentWay(self.sent_way.data),
            self.sent_to.data or name,
            self.sent_on.data or clock.today(),
        )


class SentForm(DraftedForm):
    """That a letter of a case was sent: how, to whom, on what day. Offer the letters first."""

    draft_name = "letter-sent"
    draft_label = "How a letter was sent"

    letter = RadioField("Which letter?")
    sent_way = RadioField(
        "How was it sent?",
        choices=fields.options(SENT_WAYS),
        validators=[InputRequired("Choose how it was sent.")],
    )
    sent_to = fields.short("To whom?", LONGEST_RECIPIENT)
    sent_on = fields.day("On what day?", missing="Choose the day.")

    def offer(self, letters: Mapping[str, str]) -> None:
        """Set the letters of the case, in words by their id; the first is the usual one."""
        self.letter.choices = fields.options(letters)
        self.letter.data = self.letter.data or next(iter(letters), None)

    def sending(self) -> Sending:
        """Return what was typed."""
        return Sending(SentWay(self.sent_way.data), self.sent_to.data or "", self.sent_on.data)
