"""Teams, referrals and cases, made by the actions that make them."""

from datetime import date
from typing import Any

from sqlmodel import Session

from lily.accounts import teams
from lily.accounts.models import Account, Team
from lily.audit.actors import PUBLIC, SYSTEM, Actor
from lily.casework.actions.closing import close_case
from lily.casework.actions.consents import Agreed, record_consent
from lily.casework.actions.referrals import Asked, accept_referral, make_referral
from lily.casework.choices import (
    CloseReason,
    ConsentHow,
    FeedbackHow,
    LetterTo,
    NotRead,
    Purpose,
    ReferrerKind,
)
from lily.casework.details import PersonDetails, ReferrerDetails
from lily.casework.models import Case, Client, Referral


def make_team(session: Session, name: str = "Coast", *members: Account) -> Team:
    """Make a team that takes referrals, with these in it."""
    team = teams.make_team(session, name, by=SYSTEM)
    teams.set_takes_referrals(session, team, takes=True, by=SYSTEM)
    for account in members:
        teams.add_member(session, team, account.id, by=SYSTEM)
    return team


def make_person(**more: Any) -> PersonDetails:
    """Return a person; each field may be another."""
    told: dict[str, Any] = {
        "first_name": "Winifred",
        "last_name": "Canary",
        "birth_on": date(1941, 3, 27),
        "phone": "01632 960555",
        "postcode": "PE31 7EX",
    }
    return PersonDetails(**(told | more))


def refer(session: Session, team: Team, *, is_urgent: bool = False, **person: Any) -> Referral:
    """Refer a person to a team, as a surgery does."""
    return make_referral(
        session,
        team,
        make_person(**person),
        ReferrerDetails(name="Dr Sedge, the surgery", email="surgery@example.org"),
        Asked(ReferrerKind.PROFESSIONAL, "Lonely since her sister died.", is_urgent),
        by=PUBLIC,
    )


def make_case(session: Session, team: Team, worker: Account | None = None, **person: Any) -> Case:
    """Refer a person and accept it."""
    by = Actor(worker.id) if worker else SYSTEM
    referral = refer(session, team, **person)
    return accept_referral(session, referral, by=by, worker_id=worker.id if worker else None)


def close(session: Session, case: Case, by: Actor = SYSTEM) -> None:
    """End a case of which nobody is told, and which was read only once."""
    how = FeedbackHow.NOBODY_TO_TELL
    done, why = CloseReason.FINISHED, NotRead.OTHER
    close_case(session, case, done, how, "", consents=(), by=by, no_second=why)


def close_with_letter(session: Session, case: Case, by: Actor = SYSTEM) -> None:
    """End a case with a letter to the surgery, as the person agrees; nobody has sent it yet."""
    client = session.get_one(Client, case.client_id)
    agreed = Agreed(Purpose.TELL_GP, ConsentHow.SPOKEN)
    held = [record_consent(session, client, agreed, by=by)]
    done, how, why = CloseReason.FINISHED, FeedbackHow.PRINTED, NotRead.OTHER
    close_case(
        session, case, done, how, "She sings.",
        consents=held, by=by, no_second=why, to=LetterTo.SURGERY,
    )  # fmt: skip
