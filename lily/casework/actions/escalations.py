"""Writing down who was told of a concern, and what came of it. LILY itself tells nobody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.once import keep_once
from lily.casework.choices import EscalatedHow, EscalatedTo
from lily.casework.models import Case, Escalation, EscalationOutcome
from lily.casework.talk import EARLIEST_YEAR
from lily.errors import Invalid

LONGEST_ESCALATION = 3000
LONGEST_WHOM = 200
_KIND = "escalation"


@dataclass(frozen=True)
class Told:
    """Who was told of a concern, in what way and when, and what they were told."""

    told: EscalatedTo
    how: EscalatedHow
    words: str
    whom: str = ""
    told_at: datetime | None = None


def record_escalation(
    session: Session, case: Case, told: Told, *, by: Actor, key: UUID | None = None
) -> Escalation:
    """Write down that somebody was told of a concern: now, or at an instant that has been.

    A closed case takes it too: what was told must not be lost. `key` names it beforehand: the same
    sent twice makes one. Raises Invalid with the field.
    """
    told_at = told.told_at or clock.now()
    if told_at > clock.now():
        raise Invalid("told_on", "This is still to come. Say when you told them.")
    if told_at.year < EARLIEST_YEAR:
        raise Invalid("told_on", "Check the year.")
    if len(told.whom) > LONGEST_WHOM:
        raise Invalid("whom", f"Use at most {LONGEST_WHOM:,} characters.")
    made = Escalation(
        id=key or uuid4(),
        case_id=case.id,
        account_id=by.account_id,
        told=told.told,
        how=told.how,
        told_at=told_at,
        whom=told.whom.strip(),
        words=_check(told.words, "words", "Write what you told them."),
    )
    made, is_new = keep_once(session, made, "case_id", "account_id", "told", "how", "whom", "words")
    if is_new:
        changes = {"told": (None, told.told), "how": (None, told.how)}
        record(session, "record_escalation", by=by, kind=_KIND, subject_id=made.id, changes=changes)
    return made


def add_outcome(
    session: Session, escalation: Escalation, words: str, *, by: Actor, key: UUID | None = None
) -> EscalationOutcome:
    """Write down what came of telling somebody; more may follow. Raises Invalid without words."""
    made = EscalationOutcome(
        id=key or uuid4(),
        escalation_id=escalation.id,
        account_id=by.account_id,
        words=_check(words, "outcome", "Write what came of it."),
    )
    made, is_new = keep_once(session, made, "escalation_id", "account_id", "words")
    if is_new:
        record(session, "add_outcome", by=by, kind=_KIND, subject_id=escalation.id)
    return made


def _check(words: str, field: str, missing: str) -> str:
    words = words.strip()
    if not words:
        raise Invalid(field, missing)
    if len(words) > LONGEST_ESCALATION:
        raise Invalid(field, f"Use at most {LONGEST_ESCALATION:,} characters.")
    return words
