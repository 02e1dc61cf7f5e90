"""Forms of referrals, and what is said of those that are declined."""

from typing import Any

from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from lily.casework.actions.referrals import LONGEST_WORDS
from lily.casework.choices import (
    DeclineReason,
)
from lily.casework.details import (
    LONGEST_REASON,
    PersonDetails,
    ReferrerDetails,
    read_day,
)
from lily.web.forms import fields
from lily.web.forms.base import HouseForm, TrappedForm, line
from lily.web.forms.casework import check_day
from lily.web.forms.concerns import key_field
from lily.web.forms.drafted import DraftedForm

NOBODY_TO_RING = "Give a number to ring: without one we reach nobody."
NO_CONTACT = "Type an e-mail address, such as name@example.org, or a number to ring."
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
