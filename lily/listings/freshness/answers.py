"""What somebody answers who was asked about a listing, besides "yes"."""

from datetime import timedelta

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.directory.choices import EvidenceHow, ServiceStatus
from lily.directory.evidence import EVERY_GROUP
from lily.directory.models import Service
from lily.errors import Invalid
from lily.listings.actions.proposals import propose_change
from lily.listings.freshness.changes import Outcome, tell_old_address
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.links import forget_links
from lily.listings.freshness.queries import get_review, is_writable
from lily.listings.freshness.rounds import confirm_listing, want_call
from lily.post import outbox

PATIENCE = timedelta(days=14)
"""For so long nobody is written to about a listing while a moderator looks at their answer."""


def confirm_the_rest(
    session: Session, service: Service, outcome: Outcome, *, by: Actor, words: str
) -> None:
    """Take it that all is right but what waits for a moderator."""
    groups = EVERY_GROUP - outcome.waiting
    confirm_listing(session, service, groups, how=EvidenceHow.LINK, by=by, words=words)
    if outcome.waits:
        _be_patient(session, service, by=by)


def say_stopped(session: Session, service: Service, *, note: str, by: Actor) -> None:
    """Ask a moderator to close a listing, since those who run it say that it has stopped."""
    propose_change(
        session,
        service.id,
        {"status": ServiceStatus.DEFUNCT.value},
        by=by,
        how=EvidenceHow.LINK,
        note=note,
    )
    _be_patient(session, service, by=by)


def say_wrong_person(session: Session, service: Service, *, email: str, by: Actor) -> None:
    """Stop writing to somebody who is the wrong person; let somebody ring, or a moderator decide.

    An address that they give waits for a moderator, and the old one is told. Raises Invalid.
    """
    email = email.strip()
    if email and not is_writable(email):
        raise Invalid("email", "Type an e-mail address, such as name@example.org.")
    if email and email != service.email:
        propose_change(session, service.id, {"email": email}, by=by, how=EvidenceHow.LINK)
        tell_old_address(session, service.id, by=by)
    record(session, "say_wrong_person", by=by, kind="service", subject_id=service.id)
    want_call(session, service, CallReason.WRONG_PERSON)
    forget_links(session, service.id)
    _be_patient(session, service, by=by)


def _be_patient(session: Session, service: Service, *, by: Actor) -> None:
    review = get_review(session, service.id)
    if review:
        review.paused_until = clock.today() + PATIENCE
    outbox.cancel(session, key_prefix=f"review/{service.id}/", by=by)
    session.flush()
