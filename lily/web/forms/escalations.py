"""Forms of telling somebody of a concern."""

from datetime import UTC, datetime

from wtforms import RadioField
from wtforms.validators import InputRequired

from lily import clock
from lily.casework.actions.escalations import LONGEST_ESCALATION, LONGEST_WHOM, Told
from lily.casework.choices import EscalatedHow, EscalatedTo
from lily.web.forms import fields
from lily.web.forms.concerns import key_field
from lily.web.forms.drafted import DraftedForm

TOLD = {
    EscalatedTo.TEAM_LEADER: "Our team leader",
    EscalatedTo.SAFEGUARDING_LEAD: "Our safeguarding lead",
    EscalatedTo.ADULT_SOCIAL_CARE: "The adult social care of the council",
    EscalatedTo.POLICE_999: "The police, by 999",
    EscalatedTo.AMBULANCE_999: "An ambulance, by 999",
    EscalatedTo.GP: "The surgery",
    EscalatedTo.OTHER: "Somebody else",
}
HOW_TOLD = {
    EscalatedHow.PHONE: "By phone",
    EscalatedHow.IN_PERSON: "In person",
    EscalatedHow.EMAIL: "By e-mail",
}


class EscalationForm(DraftedForm):
    """Who was told of a concern, how, when, and what."""

    draft_name = "told"
    draft_label = "Whom you told of a concern"

    key = key_field()
    told = RadioField(
        "Whom did you tell?",
        choices=fields.options(TOLD),
        validators=[InputRequired("Choose whom you told.")],
    )
    whom = fields.short("Their name, and a reference if they gave one", LONGEST_WHOM)
    how = RadioField(
        "How did you tell them?",
        choices=fields.options(HOW_TOLD),
        validators=[InputRequired("Choose how you told them.")],
    )
    words = fields.passage(
        "What did you tell them?", LONGEST_ESCALATION, missing="Write what you told them."
    )
    told_on = fields.day("On which day?")
    told_time = fields.time_of_day("At what time?")

    def as_told(self) -> Told:
        """Return what was typed. Without a day it is today, without a time it is now."""
        return Told(
            EscalatedTo(self.told.data),
            EscalatedHow(self.how.data),
            self.words.data or "",
            self.whom.data or "",
            self._instant(),
        )

    def _instant(self) -> datetime | None:
        day, time = self.told_on.data, self.told_time.data
        if day in (None, clock.today()) and time is None:
            return None
        now = clock.local_now()
        local = datetime.combine(day or now.date(), time or now.time(), tzinfo=clock.UK)
        return local.astimezone(UTC)


class OutcomeForm(DraftedForm):
    """What came of telling somebody."""

    draft_name = "told-outcome"
    draft_label = "What came of telling somebody"

    key = key_field()
    outcome = fields.passage(
        "What came of it?", LONGEST_ESCALATION, missing="Write what came of it."
    )
