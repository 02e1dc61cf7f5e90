"""What a team of a demonstration does together: labels, lists, cover, how it works."""

from datetime import date

from sqlmodel import select

from lily.accounts.queries import get_account
from lily.audit.actors import COMMAND
from lily.casework.actions.bases import Basis, set_team_basis
from lily.casework.actions.caseload import make_tag, sort_case
from lily.casework.actions.cohorts import invite_cases, make_cohort, set_status
from lily.casework.actions.covers import Away, set_cover
from lily.casework.actions.own_measures import add_measure
from lily.casework.choices import (
    CohortStatus,
    CountedFrom,
    LawfulBasis,
    Nation,
    Priority,
    SpecialBasis,
)
from lily.casework.demonstration.directory import get_organisation
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told, read_team
from lily.casework.measures import Measure
from lily.casework.models import CaseTag, Cohort, CohortMember
from lily.casework.practice import PHONES, set_practice
from lily.listings.owners.members import add_member


@happens("joined")
def join(play: Play, _: Person, told: Told) -> None:
    """An account looks after an organisation, and answers for it."""
    account = get_account(play.session, play.account(told.need("who")).id)
    organisation = get_organisation(play.session, told.need("organisation"))
    add_member(play.session, organisation.id, account, by=COMMAND)


@happens("based")
def base(play: Play, _: Person, told: Told) -> None:
    """The team says why it may hold a record."""
    basis = Basis(told.choice("lawful", LawfulBasis), told.choice("special", SpecialBasis))
    set_team_basis(play.session, play.team.id, basis, by=play.by)


@happens("practised")
def practise(play: Play, _: Person, told: Told) -> None:
    """The team sets how it works."""
    set_practice(
        play.session,
        play.team.id,
        nation=told.choice("nation", Nation, Nation.ENGLAND),
        counted_from=told.choice("counted_from", CountedFrom, CountedFrom.FIRST_HELP),
        visits=told.need("visits"),
        chase_after=told.need("chase_after"),
        give_up_after=told.need("give_up_after"),
        prompts={},
        phones={name: told.need(name) for name in PHONES},
        by=play.by,
    )


@happens("measure_added")
def add_own_measure(play: Play, _: Person, told: Told) -> None:
    """The team adds a measure of its own."""
    del told
    measure = Measure.model_validate({"key": "", "source": "", **read_team()["measure"]})
    add_measure(play.session, play.team.id, measure, by=play.by)


@happens("label_made")
def make_label(play: Play, _: Person, told: Told) -> None:
    """The team makes labels."""
    for name in told.need("names"):
        make_tag(play.session, play.team.id, name, by=play.by)


@happens("sorted")
def sort(play: Play, person: Person, told: Told) -> None:
    """Somebody says how soon a case is, and which labels it has."""
    names = told.get("labels", ())
    found = select(CaseTag).where(CaseTag.team_id == play.team.id)
    tags = [each for each in play.session.exec(found) if each.name in names]
    if len(tags) != len(names):
        raise ValueError("There is no such label")
    priority = told.choice("priority", Priority, person.the_case.priority)
    sort_case(play.session, person.the_case, priority, tags, by=play.by)


@happens("invited")
def invite(play: Play, _: Person, told: Told) -> None:
    """People are put on a list to be invited together; it is made where there is none."""
    name = told.need("list")
    known = select(Cohort).where(Cohort.team_id == play.team.id, Cohort.name == name)
    cohort = play.session.exec(known).first()
    cohort = cohort or make_cohort(play.session, play.team.id, name, by=play.by)
    cases = [play.people[key].the_case for key in told.need("people")]
    invite_cases(play.session, cohort, cases, by=play.by)


@happens("replied")
def reply(play: Play, person: Person, told: Told) -> None:
    """Somebody who is on lists says yes or no, or was seen."""
    on_lists = select(CohortMember).where(CohortMember.case_id == person.the_case.id)
    for member in play.session.exec(on_lists).all():
        set_status(play.session, member, told.choice("status", CohortStatus), by=play.by)


@happens("covered")
def cover(play: Play, _: Person, told: Told) -> None:
    """A colleague looks after the cases of one who is away, from a day until a day."""
    from_on: date = told.must_day("from")
    away = Away(
        play.account(told.need("away")).id,
        play.account(told.need("covering")).id,
        from_on,
        told.must_day("until"),
    )
    set_cover(play.session, play.team.id, away, by=play.by)
