"""Keeping the letters of a case, and whether they were sent. LILY sends nothing of anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import FeedbackHow, LetterTo, SentWay
from lily.casework.letters import PURPOSES, addressed
from lily.casework.models import Case, CaseLetter, Client, Consent, LetterSent
from lily.casework.policies import did_hold, not_agreed
from lily.errors import Invalid

LONGEST_RECIPIENT = 300


@dataclass(frozen=True)
class Sending:
    """How a letter was sent, to whom, and on what day."""

    way: SentWay
    recipient: str
    sent_on: date


def write_letter(
    session: Session, case: Case, to: LetterTo, how: FeedbackHow, words: str, *, by: Actor
) -> CaseLetter:
    """Keep the letter of a case that closes, with the surgery above it where it is for that."""
    letter = CaseLetter(
        case_id=case.id,
        opening=case.openings,
        addressed_to=to,
        how=how,
        words=addressed(session.get_one(Client, case.client_id), to, words),
        account_id=by.account_id,
    )
    session.add(letter)
    session.flush()
    return letter


def keep_letter_back(session: Session, letter: CaseLetter, *, by: Actor) -> None:
    """Write down that a letter will not be sent, so that it waits for nobody."""
    letter.kept_back_on, letter.changed_at = clock.today(), clock.now()
    session.flush()
    record(session, "keep_letter_back", by=by, kind="case", subject_id=letter.case_id)


def note_letter_sent(
    session: Session,
    letter: CaseLetter,
    sending: Sending,
    *,
    consents: Iterable[Consent],
    by: Actor,
) -> LetterSent:
    """Write down that a letter was sent. `consents` are those of the person.

    Raises Invalid with the field, also where they did not agree on that day.
    """
    check_sending(sending)
    purpose = PURPOSES[letter.addressed_to]
    held = (each for each in consents if each.purpose is purpose)
    if not any(did_hold(each, sending.sent_on) for each in held):
        raise Invalid("sent_on", not_agreed(purpose))
    sent = LetterSent(
        letter_id=letter.id,
        way=sending.way,
        recipient=sending.recipient.strip(),
        sent_on=sending.sent_on,
        account_id=by.account_id,
    )
    session.add(sent)
    session.flush()
    changes = {"way": (None, sending.way), "sent_on": (None, sending.sent_on)}
    record(
        session, "note_letter_sent", by=by, kind="case", subject_id=letter.case_id, changes=changes
    )
    return sent


def check_sending(sending: Sending) -> None:
    """Raise Invalid, with the field, for a sending that cannot have been."""
    if not sending.recipient.strip():
        raise Invalid("sent_to", "Say to whom it was sent.")
    if len(sending.recipient) > LONGEST_RECIPIENT:
        raise Invalid("sent_to", f"Use at most {LONGEST_RECIPIENT} characters.")
    if sending.sent_on > clock.today():
        raise Invalid("sent_on", "This day is still to come. Choose today or before.")
