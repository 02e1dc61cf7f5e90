"""How people of a demonstration come to the team, and whether it takes them."""

from sqlmodel import col, select

from lily.accounts import teams
from lily.audit.actors import COMMAND
from lily.casework.actions.batches import keep_batch, take_batch
from lily.casework.actions.referrals import (
    Asked,
    accept_referral,
    decline_referral,
    make_referral,
)
from lily.casework.choices import DeclineReason, ReferralState, ReferrerKind
from lily.casework.demonstration.player import Person, Play, happens
from lily.casework.demonstration.stories import Told
from lily.casework.details import PersonDetails, ReferrerDetails
from lily.casework.models import Client, Referral
from lily.casework.pasted import PastedReferrals
from lily.casework.queries import person_of
from lily.casework.queries.referrals import TO_REFERRER
from lily.casework.sight import whole_sight
from lily.post.choices import MessageState
from lily.post.models import Message

_HEADINGS = ["Name", "Date of birth", "Phone", "NHS number", "Postcode", "Reason"]


@happens("referred")
def refer(play: Play, person: Person, told: Told) -> None:
    """Somebody refers the person; by the public, unless an account is named."""
    referrer = ReferrerDetails(
        name=told.get("who"), organisation=told.get("organisation"), email=told.get("email")
    )
    kind = told.choice("kind", ReferrerKind)
    is_agreed = kind is not ReferrerKind.SELF
    asked = Asked(kind, told.need("reason"), told.get("urgent", False), is_agreed)
    by = play.actor(told.row.get("by", "public"))
    person.referral = make_referral(
        play.session, play.team, person.story.details, referrer, asked, by=by
    )


@happens("pasted")
def paste(play: Play, _: Person, told: Told) -> None:
    """A worker pastes a surgery's list of people, each with the `reason` of their story."""
    people = [play.people[key] for key in told.need("people")]
    rows = [_row(each) for each in people]
    sheet = PastedReferrals(headings=_HEADINGS, rows=rows, who=told.need("who"))
    account_id = play.by.account_id
    if account_id is None:
        raise ValueError("An account pastes a list")
    batch = keep_batch(play.session, play.team, account_id, sheet, by=play.by)
    sight = whole_sight([play.team.id])
    take_batch(play.session, batch, play.team, sight=sight, with_known=True, by=play.by)
    received = select(Referral).where(Referral.state == ReferralState.RECEIVED)
    by_name = {_name(person_of(each)): each for each in play.session.exec(received)}
    for each in people:
        each.referral = by_name[_name(each.story.details)]


def _row(person: Person) -> list[str]:
    known = person.story.details
    born = f"{known.birth_on:%d/%m/%Y}" if known.birth_on else ""
    name = f"{known.last_name.upper()}, {known.first_name}"
    return [
        name,
        born,
        known.phone,
        known.nhs_number,
        known.postcode,
        person.story.row["reason"],
    ]


def _name(known: PersonDetails) -> tuple[str, str]:
    return known.first_name, known.last_name


@happens("accepted")
def accept(play: Play, person: Person, told: Told) -> None:
    """The team takes the person; `nobody = true`: nobody helps yet. Who is known stays one."""
    worker = None if told.get("nobody", False) else play.account(person.story.worker).id
    person.case = accept_referral(
        play.session,
        person.the_referral,
        by=play.by,
        worker_id=worker,
        client=person.client,
    )
    person.client = play.session.get_one(Client, person.case.client_id)
    person.version, person.onwards = 0, {}


@happens("came_back")
def come_back(play: Play, person: Person, told: Told) -> None:
    """The letters to whoever referred come back: nobody is at that address."""
    del told
    letters = select(Message).where(
        Message.about_id == person.the_referral.id, col(Message.template).in_(TO_REFERRER)
    )
    for letter in play.session.exec(letters):
        letter.state, letter.due_at = MessageState.BOUNCED, None


@happens("declined")
def decline(play: Play, person: Person, told: Told) -> None:
    """The team says no, with a reason."""
    reason = told.choice("reason", DeclineReason)
    decline_referral(play.session, person.the_referral, reason, told.get("words"), by=play.by)


@happens("takes_referrals")
def take_referrals(play: Play, _: Person, told: Told) -> None:
    """The team begins to take referrals."""
    del told
    teams.set_takes_referrals(play.session, play.team, takes=True, by=COMMAND)
