"""Forms with which somebody registers an organisation, claims one, and is answered."""

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from lily.errors import Invalid
from lily.listings.owners.choices import ClaimEvidence
from lily.listings.owners.details import DESCRIPTION_LENGTH
from lily.listings.owners.queries import OnRecord
from lily.web.forms import fields
from lily.web.forms.base import HouseForm, TrappedForm, line

PHONES_LENGTH = 500
WORDS_LENGTH = 1000
EVIDENCE = {
    ClaimEvidence.EMAIL_DOMAIN: "My e-mail address is one of the organisation's own",
    ClaimEvidence.CHARITY_NUMBER: "I know its charity or company number",
    ClaimEvidence.CODE_BY_PHONE: "Ring its number, and read me a code",
    ClaimEvidence.CODE_BY_POST: "Send a code by post to its address",
    ClaimEvidence.WORDS: "I will say in my own words how you can be sure",
}


class MatchForm(HouseForm):
    """What is to be listed, so that we can look whether it is; asked by GET, without a token."""

    class Meta:
        """Nothing is changed by it."""

        csrf = False

    name = line("Name of the organisation or group", "Type the name of the organisation.")
    postcode = fields.postcode("Its postcode, or that of a place where it meets")
    charity_number = fields.short("Its charity number", 60)


class _ClaimantForm(TrappedForm):
    """Who asks: for visitors; the view takes the two away for whoever is signed in."""

    your_name = line("Your name", "Type your name, so that we know whom to write to.", longest=100)
    your_email = fields.email(
        "Your e-mail address", missing="Type your e-mail address. We send a link to it."
    )

    def know_claimant(self) -> None:
        """Take away the questions that somebody who is signed in need not answer."""
        del self.your_name, self.your_email


class RegisterForm(_ClaimantForm):
    """A new organisation."""

    name = line("Name of the organisation or group", "Type the name of the organisation.")
    description = fields.passage("What does it do?", DESCRIPTION_LENGTH)
    postcode = fields.postcode("Its postcode, or that of a place where it meets")
    charity_number = fields.short("Charity number", 60)
    phone = fields.number("Phone number that people can ring")
    email = fields.email("E-mail address that people can write to")
    homepage = fields.website("Website")
    words = fields.passage(
        "What do you do there?", WORDS_LENGTH, missing="Say in a few words what you do there."
    )
    is_new = BooleanField("It is none of these. It is new.")


class DetailsForm(HouseForm):
    """What an organisation says of itself. `base` names what it said when the page was opened."""

    base = HiddenField()
    name = line("Name", "Give it a name.")
    description = fields.passage("What does it do?", DESCRIPTION_LENGTH)
    phones = fields.passage("Numbers to ring", PHONES_LENGTH)
    email = fields.email("E-mail address that people can write to")
    homepage = fields.website("Website")


class ClaimForm(_ClaimantForm):
    """A claim on an organisation that is listed; `offer` says which evidence it can take."""

    evidence = RadioField(
        "How can we be sure that you speak for it?",
        validators=[InputRequired("Choose one way.")],
    )
    charity_number = fields.short("Its charity or company number", 60)
    words = fields.passage("Anything we should know?", WORDS_LENGTH)

    def offer(self, record: OnRecord, has_domain: bool) -> None:
        """Offer the ways that what is on record allows."""
        possible = {
            ClaimEvidence.EMAIL_DOMAIN: has_domain,
            ClaimEvidence.CHARITY_NUMBER: bool(record.identifiers),
            ClaimEvidence.CODE_BY_PHONE: bool(record.numbers),
            ClaimEvidence.CODE_BY_POST: bool(record.addresses),
            ClaimEvidence.WORDS: True,
        }
        self.evidence.choices = fields.options(
            {kind: EVIDENCE[kind] for kind, is_possible in possible.items() if is_possible}
        )

    def accepted(self) -> bool:
        """Say whether all is there, the evidence that was chosen included."""
        if not super().accepted():
            return False
        wanted = {
            ClaimEvidence.CHARITY_NUMBER: ("charity_number", "Type its charity or company number."),
            ClaimEvidence.WORDS: ("words", "Say in your own words how we can be sure."),
        }.get(ClaimEvidence(self.evidence.data))
        if wanted and not self[wanted[0]].data:
            self.refuse(Invalid(*wanted))
            return False
        return True


class EnterCodeForm(HouseForm):
    """The code that was read out or came by post."""

    code = line("The code", "Type the code: eight letters and figures.", longest=40)


class DecisionForm(HouseForm):
    """What the moderator decides, and the words that reach the claimant."""

    words = fields.passage("What we write to them", WORDS_LENGTH)


class InviteForm(HouseForm):
    """Somebody to look after the listings too."""

    name = line("Their name", "Type their name.", longest=100)
    email = fields.email("Their e-mail address", missing="Type their e-mail address.")
