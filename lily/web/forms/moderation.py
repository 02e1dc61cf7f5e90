"""Forms with which a moderator decides."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """What the forms of moderators share: the first sentence of each field that has one."""

    @property
    def mistakes(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {str(name): str(words[0]) for name, words in self.errors.items() if name and words}


class DecideForm(DecisionForm):
    """What to approve, and a note; the ticks and the boxes are those of the proposal's fields."""

    decision = StringField()
    version = IntegerField(validators=[Optional()])
    reason = TextAreaField()


class RestoreForm(DecisionForm):
    """A lone button: put this version back."""


class RenameForm(DecisionForm):
    """A new name."""

    name = StringField(validators=[InputRequired("Write the new name.")])


class MoveForm(DecisionForm):
    """Another organisation, by its page's address."""

    organisation = StringField(validators=[InputRequired("Say which organisation runs it now.")])


class ArchiveForm(DecisionForm):
    """Why a listing is archived."""

    reason = StringField(validators=[InputRequired("Say in a few words why.")])


class RemoveForm(DecisionForm):
    """Why a listing is removed, and where its address should lead."""

    reason = StringField(validators=[InputRequired("Say in a few words why.")])
    instead = StringField()
