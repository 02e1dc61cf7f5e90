"""Writing down that a letter left the team's hands. LILY sends nothing of anybody itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import LetterTo, SentWay
from lily.casework.letters import PURPOSES
from lily.casework.models import Case, Consent, LetterSent
from lily.casework.policies import did_hold, not_agreed
from lily.errors import Invalid, Refused

LONGEST_RECIPIENT = 300


@dataclass(frozen=True)
class Sending:
    """How a letter was sent, to whom, and on what day."""

    way: SentWay
    recipient: str
    sent_on: date


def note_letter_sent(
    session: Session, case: Case, sending: Sending, *, consents: Iterable[Consent], by: Actor
) -> LetterSent:
    """Write down that the letter of a case was sent. `consents` are those of the person.

    Raises Invalid with the field, also where they did not agree on that day; Refused where there
    is no letter.
    """
    if not case.feedback:
        raise Refused("There is no letter of this case. Write one when you close it.")
    check_sending(sending)
    purpose = PURPOSES[case.feedback_to or LetterTo.SURGERY]
    held = (each for each in consents if each.purpose is purpose)
    if not any(did_hold(each, sending.sent_on) for each in held):
        raise Invalid("sent_on", not_agreed(purpose))
    sent = LetterSent(
        case_id=case.id,
        way=sending.way,
        recipient=sending.recipient.strip(),
        sent_on=sending.sent_on,
        account_id=by.account_id,
    )
    session.add(sent)
    session.flush()
    changes = {"way": (None, sending.way), "sent_on": (None, sending.sent_on)}
    record(session, "note_letter_sent", by=by, kind="case", subject_id=case.id, changes=changes)
    return sent


def check_sending(sending: Sending) -> None:
    """Raise Invalid, with the field, for a sending that cannot have been."""
    if not sending.recipient.strip():
        raise Invalid("sent_to", "Say to whom it was sent.")
    if len(sending.recipient) > LONGEST_RECIPIENT:
        raise Invalid("sent_to", f"Use at most {LONGEST_RECIPIENT} characters.")
    if sending.sent_on > clock.today():
        raise Invalid("sent_on", "This day is still to come. Choose today or before.")
