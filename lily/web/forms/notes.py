"""Forms of notes on a case."""

from wtforms import RadioField
from wtforms.validators import InputRequired, Optional

from lily.casework.actions.cases import LONGEST_NOTE
from lily.casework.choices import NoteLayer
from lily.web.forms import fields
from lily.web.forms.concerns import ConcernForm, key_field
from lily.web.forms.drafted import DraftedForm

MISSING = "Write the note first."
LAYERS = {
    NoteLayer.SHARED: "The person gets it too",
    NoteLayer.RECORD: "For the record of our team",
    NoteLayer.NAMED: "Safeguarding: only I, our team leader and our safeguarding lead read it",
}
LAYER_NAMES = {
    NoteLayer.SHARED: "A note, shared with the person",
    NoteLayer.RECORD: "A note for the record",
    NoteLayer.NAMED: "A safeguarding note",
}


class NoteForm(ConcernForm):
    """A note on a case, and for whom it is."""

    draft_name = "note"
    draft_label = "A note"

    key = key_field()
    words = fields.passage("What is the note?", LONGEST_NOTE, missing=MISSING)
    layer = RadioField(
        "Who reads it?",
        choices=fields.options(LAYERS),
        validators=[InputRequired("Choose who reads it.")],
    )


class CorrectionForm(DraftedForm):
    """What a note is to say from now on. `version` is the wording that was shown."""

    draft_name = "correction"
    draft_label = "A note to put right"

    version = fields.WholeNumberField(validators=[Optional()])
    words = fields.passage("What should it say?", LONGEST_NOTE, missing=MISSING)


class ConcernNoteForm(DraftedForm):
    """A safeguarding note, of whoever looks after safeguarding."""

    draft_name = "safeguarding"
    draft_label = "A safeguarding note"

    key = key_field()
    words = fields.passage("A safeguarding note", LONGEST_NOTE, missing=MISSING)
