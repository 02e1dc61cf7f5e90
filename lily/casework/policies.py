"""What may be done with referrals and cases now, and why not."""

from lily.casework.models import Referral
from lily.casework.states import REFERRAL


def why_not_decide(referral: Referral) -> str | None:
    """Return why a referral cannot be accepted or declined now, or None where it can."""
    if REFERRAL[referral.state]:
        return None
    return f"Somebody has {referral.state.value} this referral already. Look at your list."
