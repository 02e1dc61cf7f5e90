"""What an answer to an onward referral teaches the directory: right, full, or gone."""

from datetime import date

from sqlmodel import Session

from lily.audit.actors import Actor
from lily.casework.choices import NotTaken, OnwardState
from lily.casework.onward_policies import Answer
from lily.casework.queries.onward import count_silences
from lily.directory.choices import Capacity, EvidenceHow, FieldGroup
from lily.directory.models import Service
from lily.errors import Invalid, Refused
from lily.listings.actions.proposals import propose_change
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.rounds import confirm_listing, want_call

SILENCES = 3
"""So many referrals in a row without an answer, and somebody rings about the listing."""
ANSWERED = "the service, when it answered a link worker"


def learn(session: Session, service: Service, answer: Answer, *, by: Actor) -> None:
    """Let a listing learn from an answer of those who run it."""
    if answer.state is OnwardState.SEEN:
        return
    if answer.not_taken is NotTaken.CLOSED_DOWN:
        want_call(session, service, CallReason.REPORTED)
        return
    groups = {FieldGroup.CONTACT}
    confirm_listing(session, service, groups, how=EvidenceHow.REFERRAL, by=by, words=ANSWERED)
    if answer.not_taken is NotTaken.FULL:
        _set_capacity(session, service, Capacity.FULL, "", by, until=answer.until)
    elif answer.state is OnwardState.WAITING and answer.weeks:
        weeks = "a week" if answer.weeks == 1 else f"{answer.weeks} weeks"
        _set_capacity(session, service, Capacity.SHORT_WAIT, f"About {weeks}", by)
    elif answer.state in (OnwardState.ACCEPTED, OnwardState.BOOKED):
        _set_capacity(session, service, Capacity.OPEN, "", by)


def _set_capacity(
    session: Session,
    service: Service,
    capacity: Capacity,
    words: str,
    by: Actor,
    *,
    until: date | None = None,
) -> None:
    """Set whether there is room, as those who run it may by telephone; the same stays as it is."""
    if (service.capacity, service.capacity_words, service.closed_until) == (capacity, words, until):
        return
    changes = {
        "capacity": capacity.value,
        "capacity_words": words,
        "closed_until": until.isoformat() if until else None,
    }
    try:
        propose_change(session, service.id, changes, by=by, how=EvidenceHow.PHONE)
    except (Invalid, Refused):
        return


def hear_wrong(session: Session, service: Service) -> None:
    """Ask that somebody ring about a listing of which a person was told wrong things."""
    want_call(session, service, CallReason.REPORTED)


def hear_silence(session: Session, service: Service) -> bool:
    """Ask that somebody ring about a listing that met three referrals with silence."""
    if count_silences(session, service.id) < SILENCES:
        return False
    want_call(session, service, CallReason.NO_REPLY)
    return True
