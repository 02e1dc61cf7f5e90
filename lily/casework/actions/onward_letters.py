"""Letters to those who answer for a service. None holds a word of the person."""

from sqlmodel import Session

from lily.audit.actors import Actor
from lily.casework.models import OnwardReferral
from lily.casework.queries.onward import list_providers
from lily.directory.models import Service
from lily.post import outbox

KIND = "onward_referral"


def write_to_providers(session: Session, onward: OnwardReferral, service: Service) -> int:
    """Ask those who answer for a service whether it can help; return to how many it was written."""
    template = "onward-reminder" if onward.chasers else "onward-waiting"
    return _write(session, onward, service, template, str(onward.chasers))


def tell_taken_back(
    session: Session, onward: OnwardReferral, service: Service, *, by: Actor
) -> int:
    """Tell those who answer for a service that one referral was taken back; return how many.

    What was to ask them and is not sent yet stays unsent.
    """
    outbox.cancel(session, key_prefix=f"{KIND}:{onward.id}:", by=by)
    return _write(session, onward, service, "onward-taken-back", "taken-back")


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
