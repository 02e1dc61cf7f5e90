"""The forms with which a person is sent on to help, and with which a service answers."""

from collections.abc import Iterable

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily.casework.actions.drafting import LONGEST_REASON
from lily.casework.choices import NotTaken, OnwardKind, OnwardState, Piece, Route
from lily.casework.onward_policies import HOW_MANY_WEEKS, LONGEST_WORDS, Answer
from lily.casework.sharing import LABELS
from lily.casework.talk import Talk
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.drafted import DraftedForm

KINDS = {
    OnwardKind.REFERRED: "We ask them to get in touch",
    OnwardKind.SIGNPOSTED: "They go or ring themselves: nothing is told",
    OnwardKind.ACCOMPANIED: "Somebody of our team goes along",
    OnwardKind.BUDDY: "A volunteer goes along",
}
KIND_SAID = {
    OnwardKind.SIGNPOSTED: "Told where it is",
    OnwardKind.REFERRED: "Referred",
    OnwardKind.ACCOMPANIED: "We go along",
    OnwardKind.BUDDY: "A volunteer goes along",
    OnwardKind.STATUTORY: "Passed on",
}
ROUTES = {
    Route.EARLY_HELP: "The early help panel",
    Route.ADULT_SOCIAL_CARE: "Adult social care",
    Route.GP: "Back to the surgery",
}
STATES = {
    OnwardState.DRAFTED: "Kept for later: not sent",
    OnwardState.SENT: "Sent: no answer yet",
    OnwardState.SEEN: "They have read it",
    OnwardState.ACCEPTED: "They say yes",
    OnwardState.WAITING: "On the waiting list",
    OnwardState.DECLINED: "They say no",
    OnwardState.NO_REPLY: "Nobody answered",
    OnwardState.BOOKED: "A day is set",
    OnwardState.ATTENDED: "They went",
    OnwardState.NOT_ATTENDED: "They did not go",
    OnwardState.FINISHED: "Finished",
    OnwardState.STOPPED: "Stopped",
    OnwardState.WITHDRAWN: "Taken back",
}
IN_INBOX = {
    OnwardState.DRAFTED: "Not sent to you",
    OnwardState.SENT: "New: not answered yet",
    OnwardState.SEEN: "You have read it: not answered yet",
    OnwardState.ACCEPTED: "You said yes",
    OnwardState.WAITING: "On your waiting list",
    OnwardState.DECLINED: "You said no",
    OnwardState.NO_REPLY: "Not answered in time: you can still answer",
    OnwardState.BOOKED: "A day is set",
    OnwardState.ATTENDED: "The person came",
    OnwardState.NOT_ATTENDED: "The person did not come",
    OnwardState.FINISHED: "Finished",
    OnwardState.STOPPED: "Stopped",
    OnwardState.WITHDRAWN: "Taken back by the link worker",
}
"""What the states are called to the service itself, which reads them in its inbox."""
STEPS_IN_INBOX = IN_INBOX | {
    OnwardState.SENT: "Sent to you",
    OnwardState.SEEN: "You have read it",
    OnwardState.NO_REPLY: "Not answered in time",
}
"""The same of what has been, where it no longer stands so."""
SIGNS = {
    OnwardState.DECLINED: "i-cross",
    OnwardState.NO_REPLY: "i-warning",
    OnwardState.NOT_ATTENDED: "i-warning",
    OnwardState.STOPPED: "i-cross",
    OnwardState.WITHDRAWN: "i-cross",
    OnwardState.ACCEPTED: "i-check",
    OnwardState.BOOKED: "i-check",
    OnwardState.ATTENDED: "i-check",
    OnwardState.FINISHED: "i-check",
}
"""What stands beside the words of a state; any other has the sign for something to know."""
ASKED_OF_SERVICE = {
    OnwardState.ACCEPTED: "Yes: we get in touch",
    OnwardState.WAITING: "Yes, but they must wait",
    OnwardState.DECLINED: "No",
    OnwardState.BOOKED: "A day is set",
    OnwardState.ATTENDED: "They came",
    OnwardState.NOT_ATTENDED: "They did not come",
    OnwardState.FINISHED: "It is finished",
}
ASKED_OF_TEAM = STATES | {
    OnwardState.STOPPED: "It came to nothing, or was stopped",
    OnwardState.WITHDRAWN: "We take it back",
    OnwardState.FINISHED: "It is finished: they got what they came for",
}
NOT_TAKEN = {
    NotTaken.FULL: "It is full",
    NotTaken.NOT_FOR_THEM: "It is not for somebody like them",
    NotTaken.OUT_OF_AREA: "They live outside the area",
    NotTaken.NOT_REACHED: "Nobody could reach them",
    NotTaken.NOT_WANTED: "They do not want it",
    NotTaken.CLOSED_DOWN: "It does not exist any more",
    NotTaken.OTHER: "Something else",
}
BY_PERSON, BY_SERVICE = "person", "service"


class PrescribeForm(DraftedForm):
    """How a person comes to help, and what is told of them. Set the choices first."""

    draft_name = "prescribe"
    draft_label = "Somebody to send on"

    key = HiddenField()
    known = fields.WholeNumberField(validators=[Optional()])
    kind = RadioField(
        "How do they get there?",
        choices=fields.options(KINDS),
        validators=[InputRequired("Choose how they get there.")],
    )
    goal = SelectField("For which goal?", default="")
    reason = fields.passage("Why? What would help?", LONGEST_REASON)
    pieces = SelectMultipleField("What they are told, word by word")
    knows_full = BooleanField("They told us that they take somebody nonetheless, or have a list")
    agrees = BooleanField("The person agrees today that they are told this")

    def offer(self, told: dict[Piece, str], talk: Talk) -> None:
        """Set what can be told, in its own words, and the goals."""
        self.pieces.choices = [
            SelectChoice(piece, f"{LABELS[piece]}: {words}")
            for piece, words in told.items()
            if piece is not Piece.REASON
        ]
        goals = [SelectChoice(str(goal.id), goal.words) for goal in talk.goals]
        self.goal.choices = [SelectChoice("", "None of them"), *goals]


class OnwardAnswerForm(DraftedForm):
    """What became of an onward referral. Set what can be said with `offer`."""

    draft_name = "answer"
    draft_label = "An answer to a referral"

    state = RadioField(
        "What is the answer?", validators=[InputRequired("Choose what the answer is.")]
    )
    weeks = fields.WholeNumberField(
        "If they must wait: for how many weeks?", [Optional()], refusal=HOW_MANY_WEEKS
    )
    not_taken = SelectField("If it is no, or was stopped: why?", default="")
    until = fields.day("If it is full: until when, if you know?")
    words = fields.passage("Anything to add?", LONGEST_WORDS)
    said_by = RadioField(
        "Who says so?",
        choices=[
            SelectChoice(BY_PERSON, "The person"),
            SelectChoice(BY_SERVICE, "The service, on the telephone"),
        ],
        default=BY_PERSON,
    )

    def offer(self, labels: dict[OnwardState, str], states: Iterable[OnwardState]) -> None:
        """Set what can be said now."""
        self.state.choices = [SelectChoice(each, labels[each]) for each in states]
        none = SelectChoice("", "It is not no")
        self.not_taken.choices = [none, *fields.options(NOT_TAKEN)]

    def answer(self) -> Answer:
        """Return what was said."""
        return Answer(
            OnwardState(self.state.data),
            self.words.data or "",
            self.weeks.data,
            NotTaken(self.not_taken.data) if self.not_taken.data else None,
            self.until.data,
        )


class WordsForm(DraftedForm):
    """A message about an onward referral."""

    draft_name = "message"
    draft_label = "A message about a referral"

    message = fields.passage("Your message", LONGEST_WORDS, missing="Type something to say.")


class ReferenceForm(HouseForm):
    """The reference that a service reads out on the telephone."""

    reference = fields.short("The reference", 40)
