"""How long a record is kept, and why it must not be erased now."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta

from lily.casework.models import ErasureRequest
from lily.config import Config
from lily.errors import Refused


@dataclass(frozen=True)
class Rules:
    """After how long a record is due to be looked at.

    Eight years after the last contact is what most health and care records are kept for (NHS
    Records Management Code of Practice); six months for a referral that came to nothing is ours.
    """

    cases_years: int = 8
    referrals_months: int = 6

    def case_due_on(self, last_on: date) -> date:
        """Return the day on which a record is due, of somebody with whom we were last in touch."""
        return last_on + relativedelta(years=self.cases_years)

    def cases_before(self, today: date) -> date:
        """Return the last day on which a case may have closed that is due today, or a day later."""
        return today - relativedelta(years=self.cases_years) + relativedelta(days=1)

    def referral_due_on(self, declined_on: date) -> date:
        """Return the day on which a referral is due that was declined."""
        return declined_on + relativedelta(months=self.referrals_months)


def rules_of(config: Config) -> Rules:
    """Return the rules of a deployment. Raises Refused where a setting is no whole number."""
    told = (config.keep_cases_years, config.keep_referrals_months)
    if not all(each.isdecimal() and 0 < int(each) <= 100 for each in told):
        raise Refused("LILY_KEEP_CASES_YEARS and LILY_KEEP_REFERRALS_MONTHS are from 1 to 100.")
    return Rules(*map(int, told))


@dataclass(frozen=True)
class Subject:
    """Whose record it is: a person, or whoever is in a referral that was never accepted."""

    team_id: UUID
    client_id: UUID | None = None
    referral_id: UUID | None = None

    @property
    def name(self) -> tuple[str, UUID]:
        """Its kind and identifier, as the audit has them."""
        found = self.client_id or self.referral_id
        assert found, "A record is of a person or of a referral"  # noqa: S101
        return ("client" if self.client_id else "referral"), found


def why_not_erase(*, is_open: bool, is_waiting: bool, holds: list[str]) -> str | None:
    """Return why a record cannot be erased now, with what to do; or None where it can.

    `is_open`: one of the person's cases is open. `is_waiting`: a referral waits for an answer.
    `holds`: what forbids it, such as a legal hold or a safeguarding flag that is open.
    """
    if is_open:
        return "We still help this person. Close the case first."
    if is_waiting:
        return "A referral of this person waits for an answer. Accept or decline it first."
    return holds[0] if holds else None


def why_not_confirm(request: ErasureRequest | None, account_id: UUID | None) -> str | None:
    """Return why this account cannot be the second person, or None where it can."""
    if request is None:
        return "Nobody has asked for this. Ask first; a second person confirms."
    if request.asked_by is None or account_id is None:
        return "Whoever asked has left. Take it back, and ask again."
    if request.asked_by == account_id:
        return "You asked for this. Somebody else who leads this team must confirm it."
    return None
