"""Forms of the words editor."""

from wtforms import RadioField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lily.search.request import LONGEST_TEXT
from lily.search.word_lists import GroupDraft, StopDraft
from lily.search.words import SynonymKind, WordKind
from lily.web.forms.base import HouseForm, line, strip

LONGEST_LIST = 6000
_TOO_LONG = Length(max=LONGEST_LIST, message="That is too long for one group. Make two of it.")
_NOTE_TOO_LONG = Length(max=300, message="Use at most 300 letters.")


class TriedForm(HouseForm):
    """What both forms of words share: trying a question, and saving."""

    note = StringField("Note for other editors", filters=[strip], validators=[_NOTE_TOO_LONG])
    question = StringField(
        "A question to try",
        filters=[strip],
        validators=[Length(max=LONGEST_TEXT, message=f"Use at most {LONGEST_TEXT} letters.")],
    )
    try_it = SubmitField("Try it")


class SynonymsForm(TriedForm):
    """A group of synonyms."""

    kind = RadioField(
        "How they belong together",
        choices=[
            SelectChoice(SynonymKind.SAME.value, "They all mean the same"),
            SelectChoice(SynonymKind.TOWARDS.value, "The others lead to the first, and not back"),
        ],
        default=SynonymKind.SAME.value,
        validators=[InputRequired("Choose how the words belong together.")],
    )
    members = TextAreaField(
        "Words and phrases, one on each line",
        validators=[InputRequired("Give at least two words or phrases."), _TOO_LONG],
    )

    @property
    def draft(self) -> GroupDraft:
        """The group as it was typed."""
        lines = tuple((self.members.data or "").splitlines())
        return GroupDraft(lines, SynonymKind(self.kind.data), self.note.data or "")


class StopWordForm(TriedForm):
    """A word that questions leave out."""

    word = line("The word", "Give a word.", longest=32)
    kind = RadioField(
        "When it is left out",
        choices=[
            SelectChoice(WordKind.STOP.value, "Always: it never says anything"),
            SelectChoice(WordKind.FILLER.value, "Unless it stands alone: it says a little"),
        ],
        default=WordKind.STOP.value,
        validators=[InputRequired("Choose when the word is left out.")],
    )

    @property
    def draft(self) -> StopDraft:
        """The word as it was typed."""
        return StopDraft(self.word.data, WordKind(self.kind.data), self.note.data or "")
