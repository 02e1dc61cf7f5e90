"""Closing a case, with a letter to whoever referred or the surgery, or a reason for none."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.follow_ups import bring_back, end_follow_ups
from lily.casework.actions.letters import (
    Sending,
    check_sending,
    note_letter_sent,
    write_letter,
)
from lily.casework.actions.onward import answer_onward
from lily.casework.actions.readings import note_not_taken
from lily.casework.actions.referrals import tell_news
from lily.casework.choices import (
    CaseState,
    CloseReason,
    FeedbackHow,
    LetterTo,
    NotRead,
    OnwardState,
    SaidBy,
)
from lily.casework.letters import PURPOSES
from lily.casework.models import Case, Consent
from lily.casework.onward_policies import Answer
from lily.casework.policies import TOLD, why_not_tell, why_not_work
from lily.casework.queries import list_referrals_of
from lily.casework.queries.measures import get_measure
from lily.casework.queries.onward import ListedOnward
from lily.casework.queries.readings import is_second_settled, keys_taken, list_readings
from lily.errors import Invalid, Refused

LONGEST_LETTER = 5000
USUAL_MEASURE = "lily-star"
NO_SECOND = "Take the second reading first, or choose why there is none."
DECIDED = "Somebody did this first. Look at the case again."


def close_case(
    session: Session,
    case: Case,
    reason: CloseReason,
    how: FeedbackHow,
    letter: str,
    *,
    consents: Iterable[Consent],
    by: Actor,
    no_second: NotRead | None = None,
    to: LetterTo | None = None,
    sending: Sending | None = None,
    take_back: Iterable[ListedOnward] = (),
) -> None:
    """End a case. `consents` are those of the person: without one that allows it nobody is told.

    `no_second` is why no measure was read a second time; it is kept as a reading not taken. `to`
    is for whom the letter is, and `sending` how it was sent, where it was already.
    `take_back` are the onward referrals that end with the case; any other stays as it is.

    Raises Invalid where the letter is empty or too long, or the person has not agreed that these
    are told; Refused where the case is closed already.
    """
    letter, consents = letter.strip(), list(consents)
    _check_letter(letter, how, to, sending, consents)
    closed = why_not_work(case)
    if closed:
        raise Refused(closed)
    _settle_second(session, case, no_second, by)
    for each in take_back:
        back = Answer(OnwardState.WITHDRAWN)
        answer_onward(session, each.onward, each.service, back, SaidBy.TEAM, by=by)
    values = {
        "closed_on": clock.today(),
        "close_reason": reason,
        "why_no_letter": None if how in TOLD else how,
        "next_call_on": None,
    }
    _move(session, case, CaseState.CLOSED, values)
    end_follow_ups(session, case)
    changes = {"reason": (None, reason), "feedback": (None, how)}
    record(session, "close_case", by=by, kind="case", subject_id=case.id, changes=changes)
    if to and how in TOLD:
        written = write_letter(session, case, to, how, letter, by=by)
        if sending:
            note_letter_sent(session, written, sending, consents=consents, by=by)
    for referral in list_referrals_of(session, case):
        tell_news(session, referral, f"closed:{case.closed_on}")


def _check_letter(
    letter: str,
    how: FeedbackHow,
    to: LetterTo | None,
    sending: Sending | None,
    consents: Iterable[Consent],
) -> None:
    if len(letter) > LONGEST_LETTER:
        raise Invalid("letter", f"Use at most {LONGEST_LETTER:,} characters.")
    if how not in TOLD:
        if sending:
            raise Invalid("sent_way", "Nobody is told, so nothing was sent.")
        return
    if to is None:
        raise Invalid("to", "Choose whom the letter is for.")
    why_not = why_not_tell(consents, how, PURPOSES[to], clock.today())
    if why_not:
        raise Invalid("how", why_not)
    if not letter:
        raise Invalid("letter", "Write what became of it, in a few sentences.")
    if sending:
        check_sending(sending)


def _settle_second(session: Session, case: Case, why: NotRead | None, by: Actor) -> None:
    readings = list_readings(session, case.id)
    if is_second_settled(readings):
        return
    if why is None:
        raise Invalid("no_second", NO_SECOND)
    taken = keys_taken(readings)
    key = taken[0] if taken else USUAL_MEASURE
    measure = next((each.measure for each in readings if each.row.measure_key == key), None)
    measure = measure or get_measure(session, key, team_id=case.team_id)
    note_not_taken(session, case, measure, why, by=by)


def reopen_case(session: Session, case: Case, *, by: Actor) -> None:
    """Help again, from today on. Each letter stays, and checks that ended with it are due again.

    Where none were, it is a new beginning: the next conversation or help makes new ones. Raises
    Refused where the case is open.
    """
    if case.state is CaseState.OPEN:
        raise Refused("This case is open already.")
    values: dict[str, object] = {
        "closed_on": None,
        "close_reason": None,
        "why_no_letter": None,
        "reopened_on": clock.today(),
    }
    _move(session, case, CaseState.OPEN, values)
    if not bring_back(session, case):
        case.openings += 1
        session.flush()
    record(session, "reopen_case", by=by, kind="case", subject_id=case.id)


def _move(session: Session, case: Case, state: CaseState, values: dict[str, object]) -> None:
    before = CaseState.OPEN if state is CaseState.CLOSED else CaseState.CLOSED
    done = session.execute(
        sa.update(Case)
        .where(col(Case.id) == case.id, col(Case.state) == before)
        .values(state=state, changed_at=clock.now(), **values)
    )
    session.refresh(case)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(DECIDED)
