"""Forms that sort, share out and search a caseload."""

from collections.abc import Sequence
from uuid import UUID

from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lily.casework.actions.caseload import LONGEST_NAME
from lily.casework.choices import CohortStatus, LawfulBasis, Priority, SpecialBasis
from lily.casework.search_keys import LONGEST_TERM, NOTHING_TYPED
from lily.web.forms import fields
from lily.web.forms.base import HouseForm, line, strip

PRIORITIES = {
    Priority.ROUTINE: "It can take its turn",
    Priority.SOON: "Soon",
    Priority.URGENT: "Urgent",
}
STATUSES = {
    CohortStatus.INVITED: "Invited",
    CohortStatus.ANSWERED_YES: "Said yes",
    CohortStatus.ANSWERED_NO: "Said no",
    CohortStatus.SEEN: "Seen",
}
LAWFUL = {
    LawfulBasis.PUBLIC_TASK: "It is our public task (Article 6(1)(e))",
    LawfulBasis.LEGITIMATE_INTERESTS: (
        "We have a good reason that does them no harm: legitimate interests (Article 6(1)(f))"
    ),
    LawfulBasis.CONSENT: "The person agreed: consent (Article 6(1)(a))",
    LawfulBasis.VITAL_INTERESTS: "It saves a life: vital interests (Article 6(1)(d))",
    LawfulBasis.LEGAL_OBLIGATION: "The law says that we must (Article 6(1)(c))",
    LawfulBasis.CONTRACT: "We have a contract with the person (Article 6(1)(b))",
}
SPECIAL = {
    SpecialBasis.HEALTH_OR_CARE: "It is for health or social care (Article 9(2)(h))",
    SpecialBasis.EXPLICIT_CONSENT: "The person agreed in so many words (Article 9(2)(a))",
    SpecialBasis.VITAL_INTERESTS: (
        "It saves the life of somebody who cannot agree (Article 9(2)(c))"
    ),
    SpecialBasis.SAFEGUARDING: (
        "It keeps somebody safe who is at risk (Article 9(2)(g); Data Protection Act 2018,"
        " Schedule 1, paragraph 18)"
    ),
}


class OfTeamForm(HouseForm):
    """A form about one of the teams of whoever fills it in. Set the choices first."""

    team = SelectField("Team")

    @property
    def team_id(self) -> UUID:
        """The team that was chosen."""
        return UUID(self.team.data)


class ManyForm(HouseForm):
    """The cases that are ticked, and who is to help with them. Set the choices first."""

    case = SelectMultipleField("Cases", validate_choice=False)
    worker = SelectField("Who helps?", validate_choice=False)

    @property
    def case_ids(self) -> list[UUID]:
        """The cases that are ticked; what is no identifier is left out."""
        return [UUID(each) for each in self.case.data or () if _is_uuid(each)]

    @property
    def worker_id(self) -> UUID | None:
        """Who is to help; None for nobody yet."""
        return UUID(self.worker.data) if _is_uuid(self.worker.data or "") else None


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class InviteForm(ManyForm):
    """The cases that are ticked, and the invited list to put them on. Set the choices first."""

    cohort = SelectField("Which list?")


class SortForm(HouseForm):
    """How soon somebody needs help, and the labels of their case. Set the choices first."""

    priority = RadioField(
        "How soon?",
        choices=fields.options(PRIORITIES),
        validators=[InputRequired("Choose how soon.")],
    )
    tags = SelectMultipleField("Labels")


class NameForm(OfTeamForm):
    """The name of a label, or of an invited list."""

    name = line("Name", "Type a name.", longest=LONGEST_NAME)


class StatusForm(HouseForm):
    """Where somebody on an invited list stands."""

    status = SelectField("Where they stand", choices=fields.options(STATUSES))


class CoverForm(OfTeamForm):
    """Who is away, from when until when, and who covers. Set the choices first."""

    away = SelectField("Who is away?", validators=[InputRequired("Choose who is away.")])
    covering = SelectField("Who covers?", validators=[InputRequired("Choose who covers.")])
    from_on = fields.day("First day", missing="Choose the first day.")
    until_on = fields.day("Last day", missing="Choose the last day.")


class SearchForm(HouseForm):
    """Whom somebody looks for."""

    term = StringField(
        "Name, number, NHS number or date of birth",
        filters=[strip],
        validators=[InputRequired(NOTHING_TYPED), Length(max=LONGEST_TERM, message=NOTHING_TYPED)],
    )


class BasisForm(HouseForm):
    """Why a record may be held."""

    lawful = RadioField(
        "Why may we hold it?",
        choices=fields.options(LAWFUL),
        validators=[InputRequired("Choose why we may hold it.")],
    )
    special = RadioField(
        "Why may we hold what is about health?",
        choices=fields.options(SPECIAL),
        validators=[InputRequired("Choose why we may hold what is about health.")],
    )


def people_choices(people: Sequence[tuple[UUID, str]], first: str) -> list[SelectChoice]:
    """Return people to choose from, after words for none of them."""
    return [SelectChoice("", first), *(SelectChoice(str(key), name) for key, name in people)]
