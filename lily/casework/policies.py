"""What may be done with referrals and cases now, and why not."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from lily.casework.choices import Purpose
from lily.casework.models import Consent, Referral
from lily.casework.states import REFERRAL


def why_not_decide(referral: Referral) -> str | None:
    """Return why a referral cannot be accepted or declined now, or None where it can."""
    if REFERRAL[referral.state]:
        return None
    return f"Somebody has {referral.state.value} this referral already. Look at your list."


ASK = {
    Purpose.HOLD_RECORD: "May we keep notes of what we talk about?",
    Purpose.SHARE_WITH_SERVICE: "May we give your name and your number to them?",
    Purpose.TELL_GP: "May we tell your surgery how it went?",
    Purpose.TEXT: "May we send you texts?",
    Purpose.EMAIL: "May we send you e-mails?",
    Purpose.EVALUATE: "May your answers be counted, without your name, to see whether this helps?",
}
"""What to ask a person for each purpose, in words to read out."""


def is_valid(consent: Consent, today: date) -> bool:
    """Say whether an agreement holds on a day: given, not withdrawn, not run out."""
    if consent.withdrawn_on or consent.given_on > today:
        return False
    return consent.expires_on is None or consent.expires_on >= today


def find_valid(
    consents: Iterable[Consent], purpose: Purpose, today: date, service_id: UUID | None = None
) -> Consent | None:
    """Return the agreement that allows a thing on a day, or None. One service is not another."""
    if purpose is Purpose.SHARE_WITH_SERVICE and service_id is None:
        return None
    for each in consents:
        if each.purpose is purpose and each.service_id == service_id and is_valid(each, today):
            return each
    return None
