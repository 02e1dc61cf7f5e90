"""Forms about accounts and signing in."""

from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lily.accounts.choices import Role
from lily.accounts.words import name_of
from lily.web.forms import fields
from lily.web.forms.base import HouseForm, TrappedForm, line, strip

LONGEST_SECRET = 1000


def _secret(label: str, missing: str) -> PasswordField:
    return PasswordField(label, validators=[InputRequired(missing), Length(max=LONGEST_SECRET)])


class SignInForm(HouseForm):
    """An address and a passphrase."""

    email = fields.email("Your e-mail address", missing=fields.NO_ADDRESS)
    passphrase = _secret("Your passphrase", "Type your passphrase.")
    next = HiddenField()


class ForgottenForm(TrappedForm):
    """The address that a reset goes to."""

    email = fields.email("Your e-mail address", missing=fields.NO_ADDRESS)


class CodeForm(HouseForm):
    """A six-digit code of an authenticator app."""

    code = line("The six digits", "Type the six digits that the app shows.", longest=20)
    next = HiddenField()


class RecoveryForm(HouseForm):
    """A recovery code."""

    recovery = line("A recovery code", "Type one of your recovery codes.", longest=60)
    next = HiddenField()


class ProofForm(HouseForm):
    """Everything that an account proves itself with; the view takes away what it has not."""

    passphrase = _secret("Your passphrase", "Type your passphrase.")
    code = line("The six digits of your app", "Type the six digits.", longest=20)
    next = HiddenField()


class PasskeyForm(HouseForm):
    """What a browser answers for a passkey: JSON that it writes into a hidden field."""

    credential = HiddenField(
        validators=[InputRequired("Your browser did not show a passkey. Try again.")]
    )
    next = HiddenField()


class NewPasskeyForm(HouseForm):
    """A new passkey, with a name to know it by."""

    name = line("What do you call this device?", "Type a name, such as: my phone.", longest=60)
    credential = HiddenField(
        validators=[InputRequired("Your browser did not make a passkey. Try again.")]
    )


class AppForm(HouseForm):
    """The first code of a new authenticator app."""

    code = line("The six digits that the app shows", "Type the six digits.", longest=20)
    sealed = HiddenField(validators=[InputRequired()])


class PassphraseForm(HouseForm):
    """A new passphrase."""

    passphrase = _secret("New passphrase", "Type a new passphrase.")
    end_others = BooleanField("Sign me out everywhere else", default=True)


class NameForm(HouseForm):
    """The name that colleagues see."""

    name = line("Your name", "Type your name.", longest=100)


class AddressForm(HouseForm):
    """A new address to sign in with."""

    email = fields.email("Your new e-mail address", missing=fields.NO_ADDRESS)


class RolesForm(HouseForm):
    """What somebody does with LILY."""

    roles = SelectMultipleField(
        "What they do", choices=[SelectChoice(role.value, name_of(role)) for role in Role]
    )

    @property
    def chosen(self) -> set[Role]:
        """The roles that are ticked."""
        return {Role(value) for value in self.roles.data or ()}


class NewAccountForm(RolesForm):
    """An account to open."""

    name = line("Their name", "Type their name.", longest=100)
    email = fields.email("Their e-mail address", missing=fields.NO_ADDRESS)


class TeamForm(HouseForm):
    """The name of a team."""

    name = line("Name of the team", "Type a name for the team.", longest=100)


class MemberForm(HouseForm):
    """Somebody to put into a team."""

    account = SelectField("Who?", validators=[InputRequired("Choose somebody.")])


class SearchForm(HouseForm):
    """Words to find accounts by; asked by GET, so it has no token."""

    class Meta:
        """Nothing is changed by it."""

        csrf = False

    q = StringField("Name or e-mail address", filters=[strip])
