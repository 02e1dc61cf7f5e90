"""Forms of a case and of the person it is about."""

from typing import Any

from wtforms import (
    Field,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from lily.casework.actions.cases import LONGEST_NOTE
from lily.casework.actions.clients import LONGEST_ADDRESS
from lily.casework.choices import (
    ContactOutcome,
    ContactWrong,
    Way,
)
from lily.casework.details import (
    ContactSafety,
    PersonDetails,
    read_day,
)
from lily.directory.choices import Answer
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.concerns import ConcernForm, key_field
from lily.web.forms.drafted import DraftedForm

NO_DAY = "Type the day, the month and the whole year, such as 27 March 1941."
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
