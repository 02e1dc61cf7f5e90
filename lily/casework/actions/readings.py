"""Taking a reading, saying why none was taken, and withdrawing one that is wrong."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import Changes, record
from lily.audit.actors import Actor
from lily.casework.choices import NotRead, ReadingHow, Withdrawn
from lily.casework.measures import Answers, Measure, check_answers, dump_answers
from lily.casework.models import Case, OutcomeReading
from lily.casework.policies import why_not_work
from lily.errors import Invalid, Refused

LONGEST_BEFORE = timedelta(days=366)
"""How long before a case was opened a reading can have been taken, such as on paper."""


class TakenAlready(Refused):
    """This very reading is kept: the button was pressed twice."""

    def __init__(self) -> None:
        super().__init__("This is kept already. Look at the list of readings.")


def take_reading(
    session: Session,
    case: Case,
    measure: Measure,
    values: Answers,
    *,
    read_on: date,
    how: ReadingHow,
    by: Actor,
    reading_id: UUID | None = None,
) -> OutcomeReading:
    """Write down what a person answered. `reading_id` is the page's, so that it is kept once.

    Raises Invalid with the field, Refused where the case is closed, TakenAlready for a page that
    was sent before.
    """
    answers = check_answers(measure, values)
    _check_day(case, read_on)
    reading = OutcomeReading(
        id=reading_id or uuid4(),
        case_id=case.id,
        account_id=by.account_id,
        measure_key=measure.key,
        definition=measure.model_dump_json(),
        read_on=read_on,
        how=how,
        answers=dump_answers(answers),
    )
    _keep(session, case, reading)
    changes = {"measure": (None, measure.key), "how": (None, how), "read_on": (None, read_on)}
    _record(session, "take_reading", reading, changes, by)
    return reading


def _check_day(case: Case, read_on: date) -> None:
    if read_on > clock.today():
        raise Invalid("read_on", "This day is still to come. Choose today or before.")
    if read_on < case.opened_on - LONGEST_BEFORE:
        raise Invalid("read_on", "That is long before you met. Check the year.")


def note_not_taken(
    session: Session,
    case: Case,
    measure: Measure,
    reason: NotRead,
    *,
    by: Actor,
    reading_id: UUID | None = None,
) -> OutcomeReading:
    """Write down why a measure was not taken today: that is something to know, too.

    Raises Refused where the case is closed, TakenAlready for a page that was sent before.
    """
    reading = OutcomeReading(
        id=reading_id or uuid4(),
        case_id=case.id,
        account_id=by.account_id,
        measure_key=measure.key,
        definition=measure.model_dump_json(),
        read_on=clock.today(),
        not_taken=reason,
    )
    _keep(session, case, reading)
    changes = {"measure": (None, measure.key), "reason": (None, reason)}
    _record(session, "note_not_taken", reading, changes, by)
    return reading


def _keep(session: Session, case: Case, reading: OutcomeReading) -> None:
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    if session.get(OutcomeReading, reading.id):
        raise TakenAlready
    session.add(reading)
    try:
        session.flush()
    except IntegrityError:
        raise TakenAlready from None


def withdraw_reading(
    session: Session, case: Case, reading: OutcomeReading, why: Withdrawn, *, by: Actor
) -> None:
    """Say that a reading is wrong. It stays to be read, and counts for nothing.

    Raises Refused where the case is closed, or it was withdrawn already.
    """
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    values = {"withdrawn_at": clock.now(), "withdrawn_by": by.account_id, "withdrawn_why": why}
    done = session.execute(
        sa.update(OutcomeReading)
        .where(col(OutcomeReading.id) == reading.id, col(OutcomeReading.withdrawn_at).is_(None))
        .values(changed_at=clock.now(), **values)
    )
    session.refresh(reading)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("Somebody withdrew this already. Look at the list of readings.")
    _record(session, "withdraw_reading", reading, {"reason": (None, why)}, by)


def _record(
    session: Session,
    action: str,
    reading: OutcomeReading,
    changes: Changes,
    by: Actor,
) -> None:
    record(session, action, by=by, kind="outcome_reading", subject_id=reading.id, changes=changes)
