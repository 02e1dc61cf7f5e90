"""Writing down what a person agrees to, and that they changed their mind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

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
    """Write down that a person takes their agreement back, however often it was written down.

    Raises Refused where they took it back before.
    """
    if consent.withdrawn_on:
        raise Refused("They took this back already.")
    for each in [consent, *_others_like(session, consent)]:
        each.withdrawn_on, each.withdrawn_by = clock.today(), by.account_id
        each.changed_at = clock.now()
        session.flush()
        changes = {"purpose": (each.purpose, None)}
        record(
            session, "withdraw_consent", by=by, kind="consent", subject_id=each.id, changes=changes
        )


def _others_like(session: Session, consent: Consent) -> Sequence[Consent]:
    """Return the other agreements of a person to the same thing that stand."""
    return session.exec(
        select(Consent).where(
            Consent.client_id == consent.client_id,
            Consent.purpose == consent.purpose,
            col(Consent.service_id).is_not_distinct_from(consent.service_id),
            col(Consent.withdrawn_on).is_(None),
            Consent.id != consent.id,
        )
    ).all()
