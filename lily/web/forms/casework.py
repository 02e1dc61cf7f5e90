"""Forms of referrals and cases."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily import clock
from lily.casework.actions.cases import LONGEST_NOTE
from lily.casework.actions.clients import LONGEST_ADDRESS
from lily.casework.actions.closing import LONGEST_LETTER, NO_SECOND
from lily.casework.actions.letters import LONGEST_RECIPIENT, Sending
from lily.casework.actions.referrals import LONGEST_WORDS
from lily.casework.choices import (
    CloseReason,
    ContactOutcome,
    ContactWrong,
    DeclineReason,
    FeedbackHow,
    LetterTo,
    SentWay,
    Way,
)
from lily.casework.details import (
    LONGEST_REASON,
    ContactSafety,
    PersonDetails,
    ReferrerDetails,
    read_day,
)
from lily.directory.choices import Answer
from lily.web.forms import fields
from lily.web.forms.base import HouseForm, TrappedForm, line
from lily.web.forms.concerns import ConcernForm, key_field
from lily.web.forms.drafted import DraftedForm
from lily.web.forms.measures import WHY_NOT_TAKEN

NOBODY_TO_RING = "Give a number to ring: without one we reach nobody."
NO_CONTACT = "Type an e-mail address, such as name@example.org, or a number to ring."
NO_DAY = "Type the day, the month and the whole year, such as 27 March 1941."
DECLINED = {
    DeclineReason.NOT_REACHED: "We could not reach the person",
    DeclineReason.NOT_WANTED: "The person does not want it",
    DeclineReason.OUT_OF_AREA: "The person lives outside our area",
    DeclineReason.OTHER_HELP: "Another kind of help suits better",
    DeclineReason.KNOWN_ALREADY: "We are helping the person already",
    DeclineReason.NOT_FOR_US: "It is not something that we can help with",
}
DECLINED_TO_SELF = {
    DeclineReason.NOT_REACHED: "We could not reach you",
    DeclineReason.NOT_WANTED: "You do not want it",
    DeclineReason.OUT_OF_AREA: "You live outside our area",
    DeclineReason.OTHER_HELP: "Another kind of help suits better",
    DeclineReason.KNOWN_ALREADY: "We are helping you already",
    DeclineReason.NOT_FOR_US: "It is not something that we can help with",
}
"""The same, said to somebody who asked for themselves."""
OUTCOMES = {
    ContactOutcome.SPOKE: "I spoke with them",
    ContactOutcome.NO_ANSWER: "Nobody answered",
    ContactOutcome.LEFT_WORD: "I left word",
    ContactOutcome.WRONG_NUMBER: "The number is wrong",
}
CONTACT_WRONG = {
    ContactWrong.WRONG_PERSON: "It is of somebody else",
    ContactWrong.MISTYPED: "Something in it is wrong",
    ContactWrong.TWICE: "It was written down twice",
    ContactWrong.NOT_SO: "It did not happen",
}

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
WAYS = {
    Way.PHONE: "By phone",
    Way.HOME: "At their home",
    Way.MET: "Somewhere else, face to face",
    Way.VIDEO: "By video",
}
MAY = {Answer.YES: "Yes", Answer.NO: "No", Answer.NOT_KNOWN: "Not asked yet"}


def check_day(_form: Any, field: Field) -> None:
    """Refuse what is no whole day."""
    if field.data and read_day(field.data) is None:
        raise ValidationError(NO_DAY)


class ReferralForm(TrappedForm):
    """A person who is referred, by whoever it is: nine questions at most."""

    key = key_field()
    name = line("The person's name", "Type the person's name.", longest=120)
    birth_on = fields.short("Date of birth, if you know it", 40)
    phone = fields.number("Number to ring")
    postcode = fields.postcode("Postcode, or that of somewhere near")
    reason = fields.passage(
        "What would help?", LONGEST_REASON, missing="Say in a few words what would help."
    )
    is_urgent = BooleanField("It cannot wait for two working days")
    agrees = BooleanField(
        "The person knows that I ask, and agrees",
        validators=[InputRequired("Ask the person first. We help only those who want it.")],
    )
    who = line("Your name, and where you work", "Type your name, so that we can ask.", longest=200)
    contact = fields.short("Your e-mail address, or a number")
    is_own = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Say whether all can be taken: with one way at least to reach somebody."""
        is_fine = bool(super().validate(extra_validators))
        if self.phone.data or ("contact" in self and self.contact.data and not self.is_own):
            return is_fine
        self.phone.errors = [NOBODY_TO_RING]
        return False

    def validate_contact(self, field: Field) -> None:
        """Refuse what is neither an e-mail address nor a number."""
        check = fields.check_email if "@" in (field.data or "") else fields.check_number
        try:
            check(self, field)
        except ValidationError:
            raise ValidationError(NO_CONTACT) from None

    def validate_birth_on(self, field: Field) -> None:
        """Refuse what is no whole day."""
        check_day(self, field)

    def ask_who_knows_them(self) -> None:
        """Ask as of somebody who knows the person, and need not work anywhere."""
        self.who.label.text = "Your name, and how you know the person"

    def ask_for_oneself(self) -> None:
        """Ask as of somebody who wants to be rung: no agreement of another, nobody who refers."""
        del self.agrees, self.who, self.is_urgent
        self.is_own = True
        self.name.validators = [InputRequired("Type your name."), *self.name.validators[1:]]
        self.name.label.text = "Your name"
        self.reason.label.text = "What would help? You can leave this empty"
        self.reason.validators = [Optional(), *self.reason.validators[1:]]
        self.contact.label.text = "Your e-mail address, if you like"
        self.birth_on.label.text = "Your date of birth, if you like"
        self.phone.label.text = "Your number, so that we can ring you"
        self.postcode.label.text = "Your postcode, or that of somewhere near"

    def person(self) -> PersonDetails:
        """Return who is referred: the last word of the name as the family name."""
        first, _, last = self.name.data.rpartition(" ")
        return PersonDetails(
            first_name=first,
            last_name=last,
            birth_on=read_day(self.birth_on.data or ""),
            phone=self.phone.data or "",
            postcode=self.postcode.data or "",
        )

    def referrer(self) -> ReferrerDetails:
        """Return who refers; empty for somebody who asks for help."""
        who, contact = (
            (self[name].data or "") if name in self else "" for name in ("who", "contact")
        )
        way = "email" if "@" in contact else "phone"
        return ReferrerDetails(name=who, **{way: contact})


class CallersForm(ReferralForm, DraftedForm):
    """A person who is referred by a colleague, on the phone or at a stall: who that is, we know."""

    draft_name = "caller"
    draft_label = "A referral for a caller"

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        del self.who, self.contact


class CompleteForm(DraftedForm):
    """When somebody who is referred was born, and their NHS number, where staff know."""

    draft_name = "complete"
    draft_label = "A date of birth or an NHS number"

    seen = HiddenField()
    birth_on = fields.short("Date of birth", 40)
    nhs_number = fields.short("NHS number", 40)

    def validate_birth_on(self, field: Field) -> None:
        """Refuse what is no whole day."""
        check_day(self, field)


class AcceptForm(HouseForm):
    """Who the person is, and who helps. Set the choices before it is checked."""

    person = RadioField("Is it somebody whom we know?", validators=[InputRequired("Choose one.")])
    worker = SelectField("Who helps?")


class DeclineForm(DraftedForm):
    """Why a referral is not taken; the referrer reads it."""

    draft_name = "decline"
    draft_label = "Why a referral is declined"

    reason = RadioField(
        "Why?",
        choices=fields.options(DECLINED),
        validators=[InputRequired("Choose why. The referrer reads it.")],
    )
    words = fields.passage("Anything that they should know, or try instead?", LONGEST_WORDS)


class ContactForm(ConcernForm):
    """What came of ringing or meeting somebody, and when to ring next."""

    draft_name = "contact"
    draft_label = "A contact"

    key = key_field()
    outcome = RadioField(
        "What came of it?",
        choices=fields.options(OUTCOMES),
        validators=[InputRequired("Choose what came of it.")],
    )
    way = RadioField("How?", choices=fields.options(WAYS), default=Way.PHONE)
    note = fields.passage("A note, for your team", LONGEST_NOTE)
    next_call_on = fields.day("Ring again on")


class WithdrawContactForm(HouseForm):
    """Why a contact is withdrawn."""

    why = RadioField(
        "What is wrong with it?",
        choices=fields.options(CONTACT_WRONG),
        validators=[InputRequired("Choose what is wrong with it.")],
    )


class VisitsForm(HouseForm):
    """How many visits are agreed with one person, where it is not the team's usual number."""

    visits = fields.WholeNumberField(
        "How many visits are agreed with them?", validators=[Optional()]
    )


class WorkerForm(HouseForm):
    """Who helps with a case. Set the choices before it is checked."""

    worker = SelectField("Who helps?")


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


class PersonForm(DraftedForm):
    """What is known of a person, and how it is safe to reach them."""

    draft_name = "person"
    draft_label = "What we know of the person"

    version = fields.WholeNumberField(validators=[Optional()])
    first_name = fields.short("First names", 120)
    last_name = fields.short("Family name", 120)
    birth_on = fields.short("Date of birth", 40)
    phone = fields.number("Number to ring")
    may_leave_word = RadioField("May we leave word?", choices=fields.options(MAY))
    may_text = RadioField("May we text?", choices=fields.options(MAY))
    who_may_answer = fields.short("Who else may answer?")
    when_to_ring = fields.short("When is it good to ring?")
    email = fields.email("E-mail address")
    postcode = fields.postcode("Postcode")
    address = fields.passage("Address", LONGEST_ADDRESS)
    nhs_number = fields.short("NHS number", 40)
    surgery_name = fields.short("Their surgery")
    surgery_address = fields.passage("Address of the surgery", LONGEST_ADDRESS)

    def validate_birth_on(self, field: Field) -> None:
        """Refuse what is no whole day."""
        check_day(self, field)

    def person(self) -> PersonDetails:
        """Return what was typed of the person."""
        names = PersonDetails.model_fields.keys() - {"birth_on"}
        told = {name: self[name].data or "" for name in names}
        return PersonDetails(birth_on=read_day(self.birth_on.data or ""), **told)

    def safety(self) -> ContactSafety:
        """Return how it is safe to reach them."""
        return ContactSafety(
            may_leave_word=Answer(self.may_leave_word.data),
            may_text=Answer(self.may_text.data),
            who_may_answer=self.who_may_answer.data or "",
            when_to_ring=self.when_to_ring.data or "",
        )
