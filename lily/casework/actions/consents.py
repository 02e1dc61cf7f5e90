"""Writing down what a person agrees to, and that they changed their mind."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import ConsentHow, Purpose
from lily.casework.models import Client, Consent
from lily.errors import Invalid, Refused


@dataclass(frozen=True)
class Agreed:
    """What a person agrees to, and how they said so."""

    purpose: Purpose
    how: ConsentHow
    service_id: UUID | None = None
    expires_on: date | None = None


def record_consent(session: Session, client: Client, agreed: Agreed, *, by: Actor) -> Consent:
    """Write down that a person agrees to one thing, today.

    Raises Invalid where it is to be shared and not said with whom, or has run out already.
    """
    is_shared = agreed.purpose is Purpose.SHARE_WITH_SERVICE
    if is_shared and agreed.service_id is None:
        raise Invalid("service", "Say with whom. Copy the address of the listing's page.")
    if agreed.expires_on and agreed.expires_on < clock.today():
        raise Invalid("expires_on", "This day has passed. Choose a later one, or none.")
    consent = Consent(
        client_id=client.id,
        purpose=agreed.purpose,
        service_id=agreed.service_id if is_shared else None,
        how=agreed.how,
        given_on=clock.today(),
        expires_on=agreed.expires_on,
        recorded_by=by.account_id,
    )
    session.add(consent)
    session.flush()
    changes = {"purpose": (None, agreed.purpose), "how": (None, agreed.how)}
    record(session, "record_consent", by=by, kind="consent", subject_id=consent.id, changes=changes)
    return consent


def withdraw_consent(session: Session, consent: Consent, *, by: Actor) -> None:
    """Write down that a person takes their agreement back. Raises Refused where they did."""
    if consent.withdrawn_on:
        raise Refused("They took this back already.")
    consent.withdrawn_on, consent.withdrawn_by = clock.today(), by.account_id
    consent.changed_at = clock.now()
    session.flush()
    changes = {"purpose": (consent.purpose, None)}
    record(
        session, "withdraw_consent", by=by, kind="consent", subject_id=consent.id, changes=changes
    )
