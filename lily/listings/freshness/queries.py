"""Reading reviews: what is known of listings, whom to write to, where the asking stands."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.directory.choices import FieldGroup, ServiceStatus, WithdrawalReason
from lily.directory.models import Evidence, Organisation, Service, Withdrawal
from lily.errors import Invalid
from lily.listings.freshness.policies import Known
from lily.listings.models import Review
from lily.post import outbox
from lily.post.choices import Channel

RUNNING = frozenset({ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED})


def get_review(session: Session, service_id: UUID) -> Review | None:
    """Return where the asking about a listing stands, or None where it was never looked at."""
    return session.exec(select(Review).where(Review.service_id == service_id)).first()


def uk_day(moment: datetime) -> date:
    """Return the day in the United Kingdom of an instant."""
    return moment.astimezone(clock.UK).date()


def known_of(session: Session, services: Sequence[Service]) -> dict[UUID, Known]:
    """Return what is known of the age of listings, in one query."""
    confirmed: dict[UUID, dict[FieldGroup, date]] = {service.id: {} for service in services}
    rows = session.execute(
        sa.select(col(Evidence.service_id), col(Evidence.group), col(Evidence.confirmed_at)).where(
            col(Evidence.service_id).in_(list(confirmed))
        )
    )
    for service_id, group, moment in rows:
        confirmed[service_id][group] = uk_day(moment)
    return {
        service.id: Known(uk_day(service.made_at), service.assured_on, confirmed[service.id])
        for service in services
    }


def asked_about(session: Session, services: Sequence[Service]) -> set[UUID]:
    """Return which listings are asked about: they run, or are hidden for want of an answer."""
    hidden = sa.select(col(Withdrawal.service_id)).where(
        col(Withdrawal.service_id).in_([service.id for service in services]),
        col(Withdrawal.reason) == WithdrawalReason.NOT_CONFIRMED,
    )
    running = {service.id for service in services if service.status in RUNNING}
    return running | set(session.scalars(hidden))


def addresses_of(session: Session, services: Collection[Service]) -> dict[UUID, str]:
    """Return the e-mail address to ask about each listing; empty where there is none.

    Its own, or else that of its organisation.
    """
    wanted = {service.organisation_id for service in services}
    rows = session.execute(
        sa.select(col(Organisation.id), col(Organisation.email)).where(
            col(Organisation.id).in_(wanted)
        )
    )
    organisations = {organisation_id: email for organisation_id, email in rows}
    return {
        service.id: (service.email or organisations.get(service.organisation_id, "")).strip()
        for service in services
    }


def is_writable(address: str) -> bool:
    """Say whether a letter can go to an e-mail address."""
    try:
        return bool(outbox.tidy_recipient(address, Channel.EMAIL))
    except Invalid:
        return False
