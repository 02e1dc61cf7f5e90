"""Forms of referrals that come as a list."""

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lily.casework.pasted import Column, PastedReferrals
from lily.casework.sheets import Sheet, read_file, read_pasted
from lily.errors import Invalid
from lily.web.forms import fields
from lily.web.forms.base import HouseForm, line
from lily.web.forms.caseload import OfTeamForm
from lily.web.forms.drafted import DraftedForm

LONGEST_LIST = 200_000
LARGEST_FILE = 400_000
TOO_LARGE = "This file is too large. Copy the rows that you need and paste them."
COLUMNS = {
    Column.NOTHING: "Leave it out",
    Column.NAME: "Whole name",
    Column.FIRST_NAME: "First names",
    Column.LAST_NAME: "Family name",
    Column.BIRTH_ON: "Date of birth",
    Column.PHONE: "Number to ring",
    Column.NHS_NUMBER: "NHS number",
    Column.POSTCODE: "Postcode",
    Column.ADDRESS: "Address",
    Column.EMAIL: "E-mail address",
    Column.REASON: "What would help",
    Column.URGENT: "Whether it is urgent",
}


class ListForm(OfTeamForm, DraftedForm):
    """A list from a surgery's system, pasted or as a file. Set the choices first."""

    draft_name = "pasted-list"
    draft_label = "Referrals from a list"

    who = line("Who refers them?", "Type who refers them, such as the surgery.")
    email = fields.email("Their e-mail address, if you know it")
    pasted = fields.passage("Paste the list here", LONGEST_LIST)
    file = FileField("Or choose a file")
    agrees = BooleanField(
        "Each of them knows, and agrees",
        validators=[InputRequired("Ask the surgery first. We help only those who want it.")],
    )

    def read(self) -> PastedReferrals:
        """Return the list. Raises Invalid with the field."""
        sheet = self._sheet()
        return PastedReferrals(
            headings=sheet.headings, rows=sheet.rows, who=self.who.data, email=self.email.data or ""
        )

    def _sheet(self) -> Sheet:
        if not self.file.data:
            return read_pasted(self.pasted.data or "")
        content = self.file.data.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise Invalid("file", TOO_LARGE)
        try:
            return read_file(content)
        except Invalid as error:
            raise Invalid("file", error.message) from error


class ColumnsForm(HouseForm):
    """What each column stands for: one field for each heading."""

    def read(self) -> list[Column]:
        """Return what was chosen for each heading, in their order."""
        chosen = [field for field in self if isinstance(field, SelectField)]
        return [Column(field.data) for field in chosen]


def columns_form(headings: list[str], columns: list[Column]) -> ColumnsForm:
    """Return a form with a list to choose from for each heading."""

    class _Form(ColumnsForm):
        pass

    choices = [SelectChoice(column, words) for column, words in COLUMNS.items()]
    for at, (heading, column) in enumerate(zip(headings, columns, strict=True)):
        label = heading or f"Column {at + 1}, which has no name"
        setattr(_Form, f"column_{at}", SelectField(label, choices=choices, default=column))
    return _Form()


class TakeForm(HouseForm):
    """The press that refers those who are fine."""

    with_known = BooleanField("Refer those too who may be known. Whoever takes them looks again.")
