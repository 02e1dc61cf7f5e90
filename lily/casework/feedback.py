"""The letter to whoever referred, begun from the record and finished by whoever helped."""

from collections.abc import Iterable
from datetime import date, datetime

from lily import clock
from lily.casework.choices import ContactOutcome
from lily.casework.details import ReferrerDetails
from lily.casework.models import CaseContact, Client, Referral

CODES = {"871731000000106": "Referral to social prescribing service (procedure)"}
"""What a surgery writes down, of SNOMED CT: once, where the person accepted (NHS England)."""


def begin_letter(
    client: Client,
    referral: Referral | None,
    referrer: ReferrerDetails,
    contacts: Iterable[CaseContact],
    today: date,
) -> str:
    """Return what the record can say by itself: who, why, and how often we were in touch."""
    born = f", born {_day(date.fromisoformat(client.birth_on))}" if client.birth_on else ""
    lines = [f"About {client.first_name} {client.last_name}{born}.", ""]
    if referral:
        whom = f" by {referrer.name}" if referrer.name else ""
        lines += [f"Referred on {_day(_here(referral.made_at))}{whom}: {referral.reason}", ""]
    rung = list(contacts)
    spoken = [each for each in rung if each.outcome is ContactOutcome.SPOKE]
    said = f"We tried to reach them {_times(len(rung))}, and spoke {_times(len(spoken))}."
    lines += [said, "", "What came of it: ", "", "What we ask of you: nothing more.", ""]
    return "\n".join([*lines, f"{_day(today)}"])


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _here(instant: datetime) -> date:
    return instant.astimezone(clock.UK).date()


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
