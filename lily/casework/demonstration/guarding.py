"""Flags, concerns, restricted records and emergencies among people of a demonstration."""

from lily.accounts.queries import get_account
from lily.casework.actions.emergencies import open_in_emergency, sign_off
from lily.casework.actions.escalations import Told as Told_to
from lily.casework.actions.escalations import add_outcome, record_escalation
from lily.casework.actions.flags import Warned, end_flag, raise_flag, review_flag
from lily.casework.actions.restrictions import lift_restriction, restrict
from lily.casework.choices import EscalatedHow, EscalatedTo, FlagKind
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told
from lily.casework.details import PersonDetails
from lily.casework.models import CaseFlag
from lily.casework.sight import sight_of


@happens("flagged")
def flag(play: Play, person: Person, told: Told) -> None:
    """Somebody warns whoever opens the case."""
    warned = Warned(told.choice("kind", FlagKind), told.need("words"), told.must_day("review"))
    person.flag = raise_flag(play.session, person.the_case, warned, by=play.by)


def _flag_of(person: Person) -> CaseFlag:
    if person.flag is None:
        raise ValueError("There is no flag")
    return person.flag


@happens("flag_kept")
def keep_flag(play: Play, person: Person, told: Told) -> None:
    """The latest flag holds until another day."""
    review_flag(play.session, _flag_of(person), told.must_day("review"), by=play.by)


@happens("flag_ended")
def stop_flag(play: Play, person: Person, told: Told) -> None:
    """The latest flag holds no more."""
    end_flag(play.session, _flag_of(person), told.need("words"), by=play.by)


@happens("told")
def tell(play: Play, person: Person, told: Told) -> None:
    """Somebody was told of a concern."""
    said = Told_to(
        told.choice("whom", EscalatedTo),
        told.choice("how", EscalatedHow, EscalatedHow.PHONE),
        told.need("words"),
        whom=told.get("name"),
    )
    person.escalation = record_escalation(play.session, person.the_case, said, by=play.by)


@happens("came_of_it")
def come_of_it(play: Play, person: Person, told: Told) -> None:
    """What came of telling somebody."""
    if person.escalation is None:
        raise ValueError("Nobody was told")
    add_outcome(play.session, person.escalation, told.need("words"), by=play.by)


@happens("restricted")
def hide(play: Play, person: Person, told: Told) -> None:
    """The record is hidden from most of the team."""
    restrict(play.session, person.the_client, told.need("reason"), by=play.by)


@happens("restriction_lifted")
def show(play: Play, person: Person, told: Told) -> None:
    """The whole team sees the record again."""
    lift_restriction(play.session, person.the_client, told.need("reason"), by=play.by)


@happens("opened_in_emergency")
def open_record(play: Play, person: Person, told: Told) -> None:
    """A colleague who does not see the person opens the record."""
    account_id = play.by.account_id
    if account_id is None:
        raise ValueError("An account opens a record")
    roles = [each.role for each in get_account(play.session, account_id).roles]
    sight, known = sight_of(play.session, account_id, roles), person.story.details
    asked = PersonDetails(
        first_name=known.first_name, last_name=known.last_name, birth_on=known.birth_on
    )
    looks = open_in_emergency(play.session, asked, told.need("reason"), sight=sight, by=play.by)
    person.look = looks[0]


@happens("signed_off")
def look_over(play: Play, person: Person, told: Told) -> None:
    """Somebody else looks at why the record was opened."""
    if person.look is None:
        raise ValueError("Nobody opened the record in an emergency")
    sign_off(play.session, person.look, told.need("words"), by=play.by)
