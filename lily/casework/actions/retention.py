"""Deciding about a record whose time is up: keep it longer, hold it, ask that it is erased."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.choices import ErasureReason
from lily.casework.models import ErasureRequest, KeptLonger, LegalHold
from lily.casework.retention import Subject
from lily.errors import Invalid, Refused

LONGEST_WHY = 1000
HELD = "There is a legal hold on this record already."
ASKED = "Somebody has asked for this already. It waits for a second person."


def _check_words(field: str, words: str, missing: str) -> str:
    words = words.strip()
    if not words and missing:
        raise Invalid(field, missing)
    if len(words) > LONGEST_WHY:
        raise Invalid(field, f"Use at most {LONGEST_WHY:,} characters.")
    return words


def keep_longer(
    session: Session, subject: Subject, until: date, reason: str, *, by: Actor
) -> KeptLonger:
    """Keep a record until a day, though its time is up. Raises Invalid with the field."""
    reason = _check_words("reason", reason, "Say why we still need it.")
    if until <= clock.today():
        raise Invalid("until_on", "Choose a day that is still to come.")
    kept = KeptLonger(
        client_id=subject.client_id,
        referral_id=subject.referral_id,
        until_on=until,
        reason=reason,
        decided_by=by.account_id,
    )
    session.add(kept)
    session.flush()
    _record(session, "keep_longer", subject, by, until=until)
    return kept


def place_hold(session: Session, subject: Subject, reason: str, *, by: Actor) -> None:
    """Forbid that a record is erased until somebody lifts it.

    Raises Invalid with the field, Refused where there is a hold already.
    """
    reason = _check_words("why_held", reason, "Say why it must not be erased.")
    row = LegalHold(
        client_id=subject.client_id,
        referral_id=subject.referral_id,
        reason=reason,
        placed_by=by.account_id,
    )
    if not _add_once(session, row):
        raise Refused(HELD)
    _record(session, "place_hold", subject, by)


def lift_hold(session: Session, hold: LegalHold, subject: Subject, *, by: Actor) -> None:
    """End a legal hold. Raises Refused where somebody did."""
    now = clock.now()
    done = session.execute(
        sa.update(LegalHold)
        .where(col(LegalHold.id) == hold.id, col(LegalHold.ended_on).is_(None))
        .values(ended_on=clock.today(), ended_by=by.account_id, changed_at=now)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("Somebody has lifted this hold already.")
    _record(session, "lift_hold", subject, by)


def ask_erasure(
    session: Session, subject: Subject, reason: ErasureReason, words: str, *, by: Actor
) -> None:
    """Ask that a record is erased; a second person confirms it. Nothing is erased by this.

    Raises Invalid where the words are too long, Refused where somebody asked already.
    """
    words = _check_words("words", words, "")
    row = ErasureRequest(
        client_id=subject.client_id,
        referral_id=subject.referral_id,
        reason=reason,
        words=words,
        asked_by=by.account_id,
    )
    if not _add_once(session, row):
        raise Refused(ASKED)
    _record(session, "ask_erasure", subject, by, reason=reason)


def withdraw_erasure(
    session: Session, request: ErasureRequest | None, subject: Subject, *, by: Actor
) -> None:
    """Take back what was asked: the record stays. Raises Refused where nothing waits."""
    if request is None or not take(session, request):
        raise Refused("Nothing waits for a second person here.")
    _record(session, "withdraw_erasure", subject, by)


def take(session: Session, request: ErasureRequest) -> bool:
    """Take a request away, so that nobody else can; return whether we were first."""
    gone = session.execute(
        sa.delete(ErasureRequest)
        .where(col(ErasureRequest.id) == request.id)
        .execution_options(synchronize_session=False)
    )
    return bool(gone.rowcount == 1)  # type: ignore[attr-defined]


def _add_once(session: Session, row: LegalHold | ErasureRequest) -> bool:
    """Add a row where none like it stands; return whether it was added. Safe in two at once."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(type(row))
    adding = insert.values(row.model_dump()).on_conflict_do_nothing()
    return session.execute(adding.returning(col(type(row).id))).first() is not None


def _record(session: Session, action: str, subject: Subject, by: Actor, **changes: Any) -> None:
    kind, subject_id = subject.name
    told = {name: (None, value) for name, value in changes.items()}
    record(session, action, by=by, kind=kind, subject_id=subject_id, changes=told)
