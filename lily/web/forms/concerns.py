"""What the forms of notes share: a name for what is sent, and the question where to keep it."""

from uuid import UUID, uuid4

from wtforms import Field, RadioField, StringField
from wtforms.validators import Optional

from lily.casework.concerns import may_be_concern
from lily.web.forms import fields
from lily.web.forms.drafted import DraftedForm

ASK = "This may be a safeguarding concern. Keep it in the safeguarding notes?"
YES, NO = "yes", "no"
KEEP = {
    YES: "Yes. Only I, our team leader and our safeguarding lead read it there",
    NO: "No, where I put it",
}


class ConcernForm(DraftedForm):
    """A form with an ordinary note, which asks once where to keep what may tell of harm."""

    keep_apart = RadioField(
        "Where to keep it", choices=fields.options(KEEP), validators=[Optional()]
    )

    def asks_about(self, words: str | None) -> bool:
        """Say whether the page must ask first, with the question beside its field."""
        if self.keep_apart.data or not may_be_concern(words or ""):
            return False
        self.keep_apart.errors = [ASK]
        return True

    @property
    def is_kept_apart(self) -> bool:
        """Whether they said that it goes to the safeguarding notes."""
        return bool(self.keep_apart.data == YES)


def key_field() -> Field:
    """Return a hidden field that names what is sent, so that a second press makes no second one."""
    return StringField(default=lambda: str(uuid4()), validators=[Optional()])


def key_of(field: Field) -> UUID:
    """Return what was sent to name it, or a new name where it is none."""
    try:
        return UUID(field.data or "")
    except ValueError:
        return uuid4()
