"""The forms of the three-week check and the six-week follow-up."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily.casework.actions.follow_ups import LONGEST_WORDS, Checked
from lily.casework.choices import (
    FollowUpKind,
    GotThere,
    InTheWay,
    NotDone,
    Result,
    Way,
    WhatNext,
)
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.casework import WAYS
from lily.web.forms.drafted import DraftedForm

CHECKS = {
    FollowUpKind.THREE_WEEKS: "The three-week check",
    FollowUpKind.SIX_WEEKS: "The six-week follow-up",
}
GOT_THERE = {
    GotThere.YES: "Yes",
    GotThere.ONCE: "Once, and not again",
    GotThere.NOT_YET: "Not yet, but they mean to",
    GotThere.NO: "No",
}
HAVE_BEEN = (GotThere.YES, GotThere.ONCE)
IN_THE_WAY = {
    InTheWay.COST: "It costs too much",
    InTheWay.TRAVEL: "Getting there",
    InTheWay.NERVES: "Going alone, or nerves",
    InTheWay.FULL: "It was full",
    InTheWay.WRONG_INFORMATION: "What we told them was wrong",
    InTheWay.HEALTH: "They were unwell",
    InTheWay.CHANGED_MIND: "They changed their mind",
    InTheWay.NOBODY_CAME: "Nobody got in touch with them",
}
WHAT_NEXT = {
    WhatNext.GO_ON: "We go on",
    WhatNext.CLOSE: "We close the case",
}
RESULTS = {
    Result.MET: "Yes",
    Result.PARTLY: "Partly",
    Result.NOT_MET: "No",
    Result.CHANGED: "They want something else now",
}
NOT_DONE = {
    NotDone.NOT_REACHED: "We cannot reach them",
    NotDone.NOT_WANTED: "They do not want it",
    NotDone.TOO_UNWELL: "They are too unwell",
}
NOT_DONE_SAID = NOT_DONE | {NotDone.CASE_CLOSED: "The case was closed"}


class CheckForm(DraftedForm):
    """What a person says at the three-week check, in three presses; or at six weeks."""

    draft_name = "check"
    draft_label = "A check after some weeks"
    only_place: UUID | None = None

    got_there = RadioField(
        "Did they get there?", choices=fields.options(GOT_THERE), validate_choice=False
    )
    went_to = SelectMultipleField("Where did they go?")
    in_the_way = SelectMultipleField("What got in the way?", choices=fields.options(IN_THE_WAY))
    wrong_about = SelectMultipleField("What was wrong is the listing of:")
    ring_on = fields.day("If they need you sooner: ring them on")
    words = fields.passage("Anything else?", LONGEST_WORDS)
    quote = fields.passage("Something they said, in their words", LONGEST_WORDS)
    may_quote = BooleanField("They agree that this is told to others, without their name")
    way = RadioField(
        "How did you talk?",
        choices=fields.options(WAYS),
        default=Way.PHONE,
        validators=[InputRequired("Choose how you talked.")],
    )
    what_next = RadioField(
        "What happens next?", choices=fields.options(WHAT_NEXT), validate_choice=False
    )

    def ask(
        self,
        kind: FollowUpKind,
        places: Iterable[tuple[UUID, str]],
        listings: Iterable[tuple[UUID, str]] = (),
    ) -> None:
        """Leave the questions of the other check out, and set where they may have gone.

        Where there is one place alone, “Did they get there?” asks of it. `listings` are those of
        which we may have told them wrong things; of one alone nobody is asked which it was.
        """
        self.wrong_about.choices = [SelectChoice(str(each), name) for each, name in listings]
        if kind is FollowUpKind.SIX_WEEKS or len(self.wrong_about.choices) < 2:
            del self.wrong_about
        choices = [SelectChoice(str(each), name) for each, name in places]
        self.went_to.choices = choices
        if kind is FollowUpKind.THREE_WEEKS:
            del self.what_next, self.quote, self.may_quote
            if len(choices) == 1:
                self.only_place = UUID(choices[0].value)
                self.got_there.label.text = f"Did they get there: {choices[0].label}?"
        else:
            del self.got_there, self.in_the_way, self.ring_on
        if not choices or self.only_place:
            del self.went_to

    def been_to(self) -> set[UUID]:
        """Return where they have been, of the places that were asked about."""
        if self.only_place:
            return {self.only_place} if self.got_there.data in HAVE_BEEN else set()
        return {UUID(each) for each in self._said("went_to") or ()}

    def checked(self) -> Checked:
        """Return what was said."""
        got_there, what_next = self._said("got_there"), self._said("what_next")
        return Checked(
            got_there=GotThere(got_there) if got_there in list(GotThere) else None,
            in_the_way=[InTheWay(each) for each in self._said("in_the_way") or ()],
            wrong_about={UUID(each) for each in self._said("wrong_about") or ()},
            words=self.words.data or "",
            what_next=WhatNext(what_next) if what_next in list(WhatNext) else None,
            quote=self._said("quote") or "",
            may_quote=bool(self._said("may_quote")),
        )

    def _said(self, name: str) -> Any:
        return self[name].data if name in self else None


class TryForm(HouseForm):
    """That nobody answered; and how often that was so when the page was opened."""

    seen = fields.WholeNumberField(validators=[Optional()])


class MoveForm(HouseForm):
    """Another day for a check."""

    due_on = fields.day("Another day", missing="Choose a day.")


class LeaveForm(HouseForm):
    """Why a check is not done."""

    reason = RadioField(
        "Why is it not done?",
        choices=fields.options(NOT_DONE),
        validators=[InputRequired("Choose why. It is counted.")],
    )
