"""Flags on a case: raised with a day to look again, kept for longer, ended."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.once import keep_once
from lily.casework.choices import FlagKind
from lily.casework.models import Case, CaseFlag
from lily.casework.policies import why_not_work
from lily.errors import Invalid, Refused

LONGEST_FLAG = 1000
LONGEST_MONTHS = 6
ENDED = "Somebody ended this flag already."
_KIND = "case_flag"


@dataclass(frozen=True)
class Warned:
    """Of what a flag warns, in words, and when somebody looks at it again."""

    kind: FlagKind
    words: str
    review_on: date


def last_review() -> date:
    """Return the last day on which a flag that is raised today may be looked at again."""
    return clock.today() + relativedelta(months=LONGEST_MONTHS)


def raise_flag(
    session: Session, case: Case, warned: Warned, *, by: Actor, key: UUID | None = None
) -> CaseFlag:
    """Warn whoever opens a case. `key` names the flag beforehand: a second press raises no second.

    Raises Invalid with the field, Refused where the case is closed.
    """
    words = _check(warned.words, "words", "Say what to know, and what to do.")
    _check_review(warned.review_on)
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    flag = CaseFlag(
        id=key or uuid4(),
        case_id=case.id,
        kind=warned.kind,
        words=words,
        review_on=warned.review_on,
        raised_by=by.account_id,
    )
    flag, is_new = keep_once(session, flag, "case_id", "kind", "words", "review_on", "raised_by")
    if is_new:
        changes = {"kind": (None, warned.kind), "review_on": (None, warned.review_on)}
        record(session, "raise_flag", by=by, kind=_KIND, subject_id=flag.id, changes=changes)
    return flag


def review_flag(session: Session, flag: CaseFlag, review_on: date, *, by: Actor) -> None:
    """Say that a flag still holds, until another day.

    Raises Invalid for a day that has passed or is too far, Refused where it was ended.
    """
    _check_review(review_on)
    before = flag.review_on
    _change(session, flag, {"review_on": review_on})
    changes = {"review_on": (before, review_on)}
    record(session, "review_flag", by=by, kind=_KIND, subject_id=flag.id, changes=changes)


def end_flag(session: Session, flag: CaseFlag, words: str, *, by: Actor) -> None:
    """Say that a flag holds no more, and why. Raises Invalid without words, Refused if ended."""
    words = _check(words, "ended_words", "Say why it holds no more.")
    _change(
        session,
        flag,
        {"ended_at": clock.now(), "ended_by": by.account_id, "ended_words": words},
    )
    changes = {"kind": (flag.kind, None)}
    record(session, "end_flag", by=by, kind=_KIND, subject_id=flag.id, changes=changes)


def _change(session: Session, flag: CaseFlag, values: dict[str, object]) -> None:
    done = session.execute(
        sa.update(CaseFlag)
        .where(col(CaseFlag.id) == flag.id, col(CaseFlag.ended_at).is_(None))
        .values(changed_at=clock.now(), **values)
    )
    session.refresh(flag)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(ENDED)


def _check(words: str, field: str, missing: str) -> str:
    words = words.strip()
    if not words:
        raise Invalid(field, missing)
    if len(words) > LONGEST_FLAG:
        raise Invalid(field, f"Use at most {LONGEST_FLAG:,} characters.")
    return words


def _check_review(day: date) -> None:
    if day < clock.today():
        raise Invalid("review_on", "This day has passed. Choose today or later.")
    if day > last_review():
        raise Invalid("review_on", f"Choose a day in the next {LONGEST_MONTHS} months.")
