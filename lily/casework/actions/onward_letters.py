"""Letters to those who answer for a service. None holds a word of the person."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily.audit.actors import Actor
from lily.casework.models import OnwardReferral
from lily.casework.queries.onward import list_providers, list_told
from lily.casework.queries.unowned import begin_of
from lily.directory.models import Service
from lily.post import outbox
from lily.post.models import Message

KIND = "onward_referral"
ASKED = "asked"
REMINDER = "onward-reminder"


def write_to_providers(session: Session, onward: OnwardReferral, service: Service) -> int:
    """Ask those who answer for a service whether it can help; return to how many it was written."""
    template = REMINDER if onward.chasers else "onward-waiting"
    return _write(session, onward, service, template, f"{ASKED}:{onward.chasers}")


def was_reminded_on(session: Session, onward: OnwardReferral, day: date) -> bool:
    """Say whether those who answer for a service were reminded of a referral on a day or since."""
    wanted = sa.select(sa.literal(1)).where(
        col(Message.about_kind) == KIND,
        col(Message.about_id) == onward.id,
        col(Message.template) == REMINDER,
        col(Message.made_at) >= begin_of(day),
    )
    return session.scalar(wanted.limit(1)) is not None


def tell_taken_back(
    session: Session, onward: OnwardReferral, service: Service, *, by: Actor
) -> int:
    """Tell those who answer for a service that one referral was taken back; return how many.

    What was to ask them and is not sent yet stays unsent. They are told of each referral once.
    """
    outbox.cancel(session, key_prefix=f"{KIND}:{onward.id}:{ASKED}:", by=by)
    return _write(session, onward, service, "onward-taken-back", "taken-back")


def tell_no_longer_agreed(session: Session, client_id: UUID, service_id: UUID, *, by: Actor) -> int:
    """Tell a service that a person takes back that it is told of them; return to how many.

    Of each of their referrals to it that it was told of and that is not over.
    """
    service = session.get_one(Service, service_id)
    return sum(
        tell_taken_back(session, each, service, by=by)
        for each in list_told(session, client_id, service_id)
    )


def _write(
    session: Session, onward: OnwardReferral, service: Service, template: str, which: str
) -> int:
    drafts = [
        outbox.Draft(
            template,
            account.email,
            f"{KIND}:{onward.id}:{which}:{account.id}",
            {
                "link": f"/referrals-to-us/{onward.id}",
                "listing": service.name,
                "reference": onward.reference,
            },
            about=(KIND, onward.id),
        )
        for account in list_providers(session, service.organisation_id)
    ]
    return outbox.send_all(session, drafts)
