"""The forms of outcome measures: scoring one, and making one of a team's own."""

from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily.casework.actions.own_measures import (
    LONGEST_END,
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_DECIMALS,
    MOST_SCALES,
)
from lily.casework.choices import NotRead, ReadingHow, Totalled, Withdrawn
from lily.casework.measures import Counts, Measure, Number, Scale
from lily.errors import Invalid
from lily.web.forms import fields
from lily.web.forms.base import HouseForm
from lily.web.forms.drafted import DraftedForm

HOW_READ = {
    ReadingHow.IN_PERSON: "Together, face to face",
    ReadingHow.PHONE: "Over the phone",
    ReadingHow.ON_THEIR_OWN: "They filled it in on their own",
    ReadingHow.OTHER: "Another way",
}
WHY_NOT_TAKEN = {
    NotRead.NOT_WANTED: "They did not want to",
    NotRead.TOO_UNWELL: "They were too unwell",
    NotRead.NOT_REACHED: "We could not reach them",
    NotRead.NO_TIME: "There was no time",
    NotRead.OTHER: "Something else",
}
WHY_WITHDRAWN = {
    Withdrawn.MISTYPED: "An answer was put in wrong",
    Withdrawn.WRONG_DAY: "The day is wrong",
    Withdrawn.WRONG_PERSON: "It is of somebody else",
    Withdrawn.TWICE: "It was put in twice",
}
RATHER_NOT = "none"
RATHER_NOT_SAID = "I would rather not say"
BETTER = {"yes": "More is better", "no": "Less is better"}
TOTALLED = {
    Totalled.NONE: "Each answer on its own",
    Totalled.SUM: "The answers added up",
}
NO_NUMBER = "Type a number, or tick that they would rather not say."


class ReadingForm(DraftedForm):
    """What a person answers: the fields of the scales are added by `reading_form`."""

    draft_name = "reading"
    draft_label = "Answers to a measure"

    reading_id = HiddenField()
    how = RadioField(
        "How did they answer?",
        choices=fields.options(HOW_READ),
        validators=[InputRequired("Choose how they answered.")],
    )
    read_on = fields.day("On which day?", missing="Give the day.")

    def answers(self, measure: Measure) -> dict[str, Number | None]:
        """Return what was answered, by scale. Raises Invalid for what is no number."""
        return {scale.key: _answer(self, scale) for scale in measure.scales}


def _answer(form: ReadingForm, scale: Scale) -> Number | None:
    typed = (form[scale.field].data or "").strip()
    if not scale.is_typed:
        return None if typed == RATHER_NOT else int(typed)
    if not typed and form[f"{scale.field}-none"].data:
        return None
    try:
        return Decimal(typed)
    except InvalidOperation:
        raise Invalid(scale.field, NO_NUMBER) from None


def reading_form(measure: Measure, how: ReadingHow | None = None, **data: Any) -> ReadingForm:
    """Return the form that asks a measure; nothing of it is ever chosen beforehand."""
    made: dict[str, Any] = {}
    for scale in measure.scales:
        if scale.is_typed:
            made[scale.field] = StringField(scale.question or scale.name)
            made[f"{scale.field}-none"] = BooleanField(RATHER_NOT_SAID)
        else:
            made[scale.field] = RadioField(
                scale.question,
                choices=[
                    *(SelectChoice(str(value), scale.say(value) or str(value))
                      for value in scale.values),
                    SelectChoice(RATHER_NOT, RATHER_NOT_SAID),
                ],
                validators=[InputRequired(scale.missing)],
            )  # fmt: skip
    form: ReadingForm = type("ScoringForm", (ReadingForm,), made)(
        data={"reading_id": str(uuid4()), "how": how, **data}
    )
    return form


def id_of(form: HouseForm) -> UUID | None:
    """Return the identifier that the page gave to what it makes; None where it is none."""
    try:
        return UUID(form["reading_id"].data or "")
    except ValueError:
        return None


class NotTakenForm(HouseForm):
    """Why a measure was not taken."""

    reading_id = HiddenField()
    reason = RadioField(
        "Why not?",
        choices=fields.options(WHY_NOT_TAKEN),
        validators=[InputRequired("Choose why it was not taken.")],
    )


class WithdrawForm(HouseForm):
    """Why a reading is withdrawn."""

    why = RadioField(
        "What is wrong with it?",
        choices=fields.options(WHY_WITHDRAWN),
        validators=[InputRequired("Choose what is wrong with it.")],
    )


class ScaleForm(Form):  # type: ignore[misc]
    """One question of a team's own measure."""

    name = fields.short("Short name, for the chart", LONGEST_NAME)
    question = fields.short("The question, to read out", LONGEST_WORDS)
    lowest = fields.WholeNumberField("The lowest number", default=1, validators=[Optional()])
    low_words = fields.short("What the lowest means", LONGEST_END)
    highest = fields.WholeNumberField("The highest number", default=10, validators=[Optional()])
    high_words = fields.short("What the highest means", LONGEST_END)
    better = SelectField("Which way is better?", choices=fields.options(BETTER), default="yes")

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed here."""
        return not any(self[name].data for name in ("name", "question", "low_words", "high_words"))

    def scale(self, at: int) -> Scale:
        """Return the question. Raises Invalid for an end that is no number."""
        return Scale(
            key="",
            name=self.name.data or "",
            question=self.question.data or "",
            lowest=_end(self, at, "lowest"),
            highest=_end(self, at, "highest"),
            low_words=self.low_words.data or "",
            high_words=self.high_words.data or "",
            is_higher_better=self.better.data == "yes",
        )


def _end(form: Any, at: int, name: str) -> int:
    if form[name].data is None:
        raise Invalid(f"scales-{at}-{name}", fields.NO_WHOLE_NUMBER)
    return int(form[name].data)


class MeasureForm(DraftedForm):
    """A measure of a team's own."""

    draft_name = "measure"
    draft_label = "A measure of our own"

    name = fields.short("What is it called?", LONGEST_NAME)
    terms = fields.passage("Where is it from, and may you use it?", LONGEST_WORDS)
    totalled = RadioField(
        "What is shown of it?", choices=fields.options(TOTALLED), default=Totalled.NONE
    )
    counts_least = fields.WholeNumberField(
        "How many points count as change?", validators=[Optional()]
    )
    counts_source = fields.short("Who found this, and where?", LONGEST_WORDS)
    scales = FieldList(FormField(ScaleForm), min_entries=MOST_SCALES, max_entries=MOST_SCALES)

    def measure(self) -> Measure:
        """Return what was typed; questions of which nothing was typed are left out."""
        typed = [each.form for each in self.scales if not each.form.is_empty]
        return Measure(
            key="",
            name=self.name.data or "",
            terms=self.terms.data or "",
            totalled=Totalled(self.totalled.data),
            scales=tuple(each.scale(at) for at, each in enumerate(typed)),
            counts=self._counts(),
        )

    def _counts(self) -> Counts | None:
        least, source = self.counts_least.data, self.counts_source.data or ""
        if least is None and not source:
            return None
        return Counts(least=Decimal(least or 0), source=source)

    def refuse(self, error: Invalid) -> None:
        """Say it beside its field: the domain counts the questions that were typed alone."""
        before, _, rest = error.field.removeprefix("scales-").partition("-")
        if rest and error.field.startswith("scales-"):
            kept = [at for at, each in enumerate(self.scales) if not each.form.is_empty]
            at = kept[int(before)] if int(before) < len(kept) else 0
            error = Invalid(f"scales-{at}-{rest}", error.message)
        super().refuse(error)


class TotalForm(DraftedForm):
    """Only the total of a licensed measure: LILY holds none of its questions."""

    draft_name = "total"
    draft_label = "A licensed measure"

    name = fields.short("What is it called?", LONGEST_NAME)
    licence = fields.short("The number or name of your licence", LONGEST_WORDS)
    terms = fields.passage("What does the licence say?", LONGEST_WORDS)
    lowest = fields.WholeNumberField("The lowest total", validators=[Optional()])
    highest = fields.WholeNumberField("The highest total", validators=[Optional()])
    decimals = SelectField(
        "Figures after the point",
        choices=[SelectChoice(str(each), str(each)) for each in range(MOST_DECIMALS + 1)],
        default="0",
    )
    better = RadioField("Which way is better?", choices=fields.options(BETTER), default="yes")

    def measure(self) -> Measure:
        """Return what was typed. Raises Invalid without a licence, or an end that is no number."""
        if not self.licence.data:
            raise Invalid("licence", "Write which licence lets you use it.")
        total = Scale(
            key="",
            name="Total",
            lowest=_end(self, 0, "lowest"),
            highest=_end(self, 0, "highest"),
            is_higher_better=self.better.data == "yes",
            decimals=int(self.decimals.data),
        )
        return Measure(
            key="",
            name=self.name.data or "",
            terms=self.terms.data or "",
            licence=self.licence.data,
            scales=(total,),
        )

    def refuse(self, error: Invalid) -> None:
        """Say it beside its field: the total is the one scale of the measure."""
        super().refuse(Invalid(error.field.removeprefix("scales-0-"), error.message))
