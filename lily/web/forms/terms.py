"""Forms of the taxonomy editor."""

from collections.abc import Iterator
from uuid import UUID

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lily.directory.terms import LONGEST_NAME, TermDraft
from lily.errors import Invalid
from lily.web.forms.base import HouseForm, line, strip
from lily.web.forms.fields import WholeNumberField

AT_THE_TOP = ""


class TermForm(HouseForm):
    """A need or an audience. Set `parent.choices` before it is checked.

    `sure` holds what a warning was shown for, so that a second press does it.
    """

    name = line("Name", "Give a name.", longest=LONGEST_NAME)
    description = TextAreaField(
        "What it is, in a sentence",
        filters=[strip],
        validators=[Length(max=400, message="Use at most 400 letters.")],
    )
    parent = SelectField("Stands below", validate_choice=True)
    order = WholeNumberField(
        "Its place among those beside it",
        default=1,
        validators=[
            Optional(),
            NumberRange(1, 500, message="Give a whole number: 1 is the first."),
        ],
    )
    slug = StringField(
        "Address",
        filters=[strip],
        validators=[Length(max=80, message="Use at most 80 letters.")],
    )
    codes = TextAreaField(
        "The same in public lists, one on each line",
        filters=[strip],
        validators=[Length(max=2000, message="Use at most 2,000 letters.")],
    )
    sure = HiddenField()

    def draft(self) -> TermDraft:
        """Return the term as it was typed. Raises Invalid for a code without its list."""
        return TermDraft(
            name=self.name.data,
            slug=self.slug.data or "",
            description=self.description.data or "",
            parent_id=UUID(self.parent.data) if self.parent.data else None,
            order=self.order.data or 1,
            codes=tuple(self._codes()),
        )

    def _codes(self) -> Iterator[tuple[str, str]]:
        for typed in filter(None, map(str.strip, (self.codes.data or "").splitlines())):
            scheme, colon, identifier = map(str.strip, typed.partition(":"))
            if not (scheme and colon and identifier):
                raise Invalid("codes", f"“{typed[:60]}” needs the list's name, a colon, the code.")
            yield scheme, identifier


class MergeTermForm(HouseForm):
    """Into which term another goes. Set `into.choices` before it is checked."""

    into = SelectField("Merge it into", validators=[InputRequired("Choose one from the list.")])
    sure = HiddenField()
