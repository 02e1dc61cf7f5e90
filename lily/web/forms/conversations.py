"""The forms of a guided conversation, and of how a team works."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lily.casework.choices import Barrier, CountedFrom, Nation, Part
from lily.casework.practice import PHONES
from lily.casework.talk import (
    HIGHEST,
    LEAST,
    LONGEST_LINE,
    LONGEST_WORDS,
    MOST_ACTIONS,
    MOST_GOALS,
    MOST_STATEMENTS,
    Action,
    Goal,
    Statement,
    Talk,
)
from lily.web import labels
from lily.web.forms import fields
from lily.web.forms.casework import WAYS
from lily.web.forms.drafted import DraftedForm

BARRIERS = {
    Barrier.CONFIDENCE: "Confidence",
    Barrier.INFORMATION: "Not knowing what there is",
    Barrier.MONEY: "Money",
    Barrier.FEAR: "Fear",
    Barrier.ISOLATION: "Being alone",
    Barrier.TRANSPORT: "Getting there",
    Barrier.HEALTH: "Health",
    Barrier.CARING: "Caring for somebody",
    Barrier.MEMORY: "Memory",
    Barrier.HOME: "Home",
    Barrier.LANGUAGE: "Language, reading or writing",
    Barrier.TIME: "Time",
}
NATIONS = {
    Nation.ENGLAND: "England",
    Nation.WALES: "Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}
COUNTED = {
    CountedFrom.CONVERSATION: "The guided conversation",
    CountedFrom.FIRST_HELP: "The first time that somebody is sent on to help",
}
_LINES = {"goals": "Goal", "actions": "step", "statements": "I statement"}
NOT_SAID = [SelectChoice("", "Not said")]
OUT_OF_TEN = NOT_SAID + [SelectChoice(str(each), str(each)) for each in range(LEAST, HIGHEST + 1)]


class ActionForm(Form):  # type: ignore[misc]
    """One thing that somebody does for a goal."""

    what = fields.short("What is done?", LONGEST_LINE)
    who = fields.short("Who does it?", LONGEST_LINE)
    by_on = fields.day("By when?")
    is_done = BooleanField("It is done")


class GoalForm(Form):  # type: ignore[misc]
    """One of up to three goals."""

    id = HiddenField()
    words = fields.short("What do they want?", LONGEST_LINE)
    need = SelectField("What is it about?", default="", validators=[Optional()])
    importance = SelectField("How much does it matter to them?", choices=OUT_OF_TEN, default="")
    confidence = SelectField(
        "How sure are they that they can do it?", choices=OUT_OF_TEN, default=""
    )
    actions = FieldList(FormField(ActionForm), min_entries=1, max_entries=MOST_ACTIONS)


class StatementForm(Form):  # type: ignore[misc]
    """An I statement."""

    id = HiddenField()
    words = fields.short("In their words", LONGEST_LINE)


class TalkForm(DraftedForm):
    """A guided conversation. Set the needs with `offer_needs` before it is checked."""

    draft_name = "talk"
    draft_label = "A guided conversation"

    version = fields.WholeNumberField(validators=[Optional()])
    matters = fields.passage("What matters to them", LONGEST_WORDS)
    going_well = fields.passage("What is going well", LONGEST_WORDS)
    barriers = SelectMultipleField("What gets in the way", choices=fields.options(BARRIERS))
    barrier_words = fields.passage("In their words", LONGEST_WORDS)
    statements = FieldList(
        FormField(StatementForm), min_entries=MOST_STATEMENTS, max_entries=MOST_STATEMENTS
    )
    goals = FieldList(FormField(GoalForm), min_entries=MOST_GOALS, max_entries=MOST_GOALS)
    access = SelectMultipleField(
        "What must a place have for them?", choices=fields.options(labels.ACCESS)
    )
    days = SelectMultipleField("Which days suit?", choices=fields.options(labels.DAYS))
    language = SelectField("Their language, if it is not English", default="")
    held_on = fields.day("When did you talk?", missing="Give the day.")
    way = RadioField(
        "How did you meet?",
        choices=fields.options(WAYS),
        validators=[InputRequired("Choose how you met.")],
    )

    def offer_needs(self, needs: Mapping[str, Mapping[str, str]]) -> None:
        """Set what a goal can be about, by the broad need above it; and the languages."""
        groups = {
            above: [SelectChoice(slug, name) for slug, name in below.items()]
            for above, below in needs.items()
        }
        for each in self.goals:
            each.form.need.choices = {"": NOT_SAID, **groups}
        for number, line in enumerate(self.statements, 1):
            line.form.words.label.text = f"I statement {number}"
        self.language.choices = NOT_SAID + fields.options(labels.LANGUAGES)

    @property
    def mistakes(self) -> dict[str, str]:
        """The first mistake of each field by its name; of a line, with where: “Goal 2, step 1”."""
        found = {}
        for name, said in super().mistakes.items():
            where = _where(name)
            found[name] = f"{where}: {said[:1].lower()}{said[1:]}" if where else said
        return found

    def talk(self) -> Talk:
        """Return what was typed; goals, actions and statements without a word are left out."""
        return Talk(
            matters=self.matters.data or "",
            going_well=self.going_well.data or "",
            barriers=tuple(self.barriers.data),
            barrier_words=self.barrier_words.data or "",
            statements=tuple(
                Statement(words=each["words"], **_id(each))
                for each in self.statements.data
                if each["words"]
            ),
            goals=tuple(goal for each in self.goals.data if (goal := _goal(each))),
            access=tuple(self.access.data),
            days=tuple(self.days.data),
            language=self.language.data or "",
        )


def _where(name: str) -> str:
    """Say which goal, step or statement a field is of; nothing of any other field."""
    lines = [
        f"{_LINES[kind]} {int(at) + 1}" for kind, at in re.findall(r"([a-z]+)-(\d+)(?=-)", name)
    ]
    return ", ".join(lines)


def _id(typed: Mapping[str, Any]) -> dict[str, UUID]:
    try:
        return {"id": UUID(typed["id"])}
    except (ValueError, TypeError):
        return {}


def _goal(typed: Mapping[str, Any]) -> Goal | None:
    actions = tuple(
        Action(
            what=each["what"] or "",
            who=each["who"] or "",
            by_on=each["by_on"],
            is_done=each["is_done"],
        )
        for each in typed["actions"]
        if each["what"] or each["who"]
    )
    if not typed["words"] and not actions:
        return None
    return Goal(
        words=typed["words"] or "",
        need=typed["need"] or "",
        importance=_number(typed["importance"]),
        confidence=_number(typed["confidence"]),
        actions=actions,
        **_id(typed),
    )


def _number(typed: str | None) -> int | None:
    return int(typed) if typed else None


def shown(talk: Talk) -> dict[str, Any]:
    """Return what the fields show of a talk, with an empty action below those of each goal."""
    told = talk.model_dump()
    for goal in told["goals"]:
        for part in ("importance", "confidence"):
            goal[part] = str(goal[part] or "")
        if len(goal["actions"]) < MOST_ACTIONS:
            goal["actions"] = [*goal["actions"], {}]
    return told


class PracticeForm(DraftedForm):
    """How a team works."""

    draft_name = "practice"
    draft_label = "How a team works"

    nation = SelectField("Whose bank holidays do you keep?", choices=fields.options(NATIONS))
    counted_from = RadioField(
        "From when are the three and the six weeks counted?",
        choices=fields.options(COUNTED),
        validators=[InputRequired("Choose one.")],
    )
    visits = fields.WholeNumberField("How many visits are agreed to begin with?")
    chase_after = fields.WholeNumberField("After how many working days do you ask again?")
    give_up_after = fields.WholeNumberField("After how many does it become your task?")
    adults_phone = fields.number("An adult is harmed or neglected")
    children_phone = fields.number("A child is harmed or neglected")
    crisis_phone = fields.number("Somebody's mind is in danger")
    matters = fields.passage("What matters to them", LONGEST_WORDS)
    going_well = fields.passage("What is going well", LONGEST_WORDS)
    barriers = fields.passage("What gets in the way", LONGEST_WORDS)
    statements = fields.passage("In their words", LONGEST_WORDS)
    goals = fields.passage("What they want", LONGEST_WORDS)

    def phones(self) -> dict[str, str]:
        """Return the numbers to ring where the team works, by field."""
        return {name: self[name].data or "" for name in PHONES}

    def prompts(self) -> dict[Part, tuple[str, ...]]:
        """Return what to ask in each part, a line each."""
        return {
            part: tuple(
                line.strip() for line in (self[part].data or "").splitlines() if line.strip()
            )
            for part in Part
        }
