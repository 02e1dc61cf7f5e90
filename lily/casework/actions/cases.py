"""What is done on a case: reaching the person, handing it to a colleague, looking at it."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.accounts.permissions import Permission
from lily.accounts.teams import list_members_who_may
from lily.audit.actions import Changes, record
from lily.audit.actors import Actor
from lily.casework.actions.once import keep_once
from lily.casework.choices import CaseState, ContactOutcome, ContactWrong, Nation, RecordKind, Way
from lily.casework.models import Case, CaseContact, RecordView
from lily.casework.owning import find_without
from lily.casework.policies import why_not_work
from lily.casework.practice import check_visits
from lily.casework.queries.cases import STANDS, list_contacts
from lily.casework.working_days import after_working_days
from lily.errors import Invalid, Refused

LONGEST_NOTE = 5000
ANOTHERS = "A colleague helps with this one. Ask them, or your team leader, to give it to you."
LATEST_CALL = timedelta(days=731)
"""A day beyond it is a slip of the finger, and nobody would ring."""
PROPOSED: dict[ContactOutcome, int | None] = {
    ContactOutcome.SPOKE: None,
    ContactOutcome.NO_ANSWER: 2,
    ContactOutcome.LEFT_WORD: 3,
    ContactOutcome.WRONG_NUMBER: None,
}
"""After how many working days to ring again, by what came of it; None: nothing is proposed."""


def hold_case(session: Session, case: Case) -> None:
    """Hold a case for this transaction: who comes second waits, then reads what the first wrote."""
    itself = {"changed_at": Case.changed_at}
    session.execute(sa.update(Case).where(col(Case.id) == case.id).values(itself))
    session.refresh(case)


def next_call_after(outcome: ContactOutcome, nation: Nation = Nation.ENGLAND) -> date | None:
    """Return the day that is proposed for the next call, a working day of the nation."""
    days = PROPOSED[outcome]
    return None if days is None else after_working_days(clock.today(), days, nation)


def log_contact(
    session: Session,
    case: Case,
    outcome: ContactOutcome,
    *,
    by: Actor,
    note: str = "",
    way: Way = Way.PHONE,
    next_call_on: date | None = None,
    key: UUID | None = None,
) -> CaseContact:
    """Write down that somebody tried to reach a person, and plan the next call.

    `key` is that of the form: pressed twice, it is written down once. Raises Invalid for a note
    that is too long, or a call planned for a day that has passed; Refused where the case is closed.
    """
    if len(note) > LONGEST_NOTE:
        raise Invalid("note", f"Use at most {LONGEST_NOTE:,} characters.")
    hold_case(session, case)
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    _check_call(next_call_on)
    contact = CaseContact(
        id=key or uuid4(),
        case_id=case.id,
        account_id=by.account_id,
        outcome=outcome,
        way=way,
        note=note.strip(),
        next_call_on=next_call_on,
    )
    told = ("case_id", "account_id", "outcome", "way", "note", "next_call_on")
    contact, is_new = keep_once(session, contact, *told)
    if not is_new:
        return contact
    before, case.next_call_on = case.next_call_on, next_call_on
    case.changed_at = clock.now()
    session.flush()
    changes = {
        "outcome": (None, outcome),
        "way": (None, way),
        "next_call_on": (before, next_call_on),
    }
    record(session, "log_contact", by=by, kind="case", subject_id=case.id, changes=changes)
    return contact


def _check_call(day: date | None) -> None:
    if day and day < clock.today():
        raise Invalid("next_call_on", "This day has passed. Choose today or later.")
    if day and day > clock.today() + LATEST_CALL:
        raise Invalid("next_call_on", "Choose a day in the next two years.")


def withdraw_contact(
    session: Session, case: Case, contact: CaseContact, why: ContactWrong, *, by: Actor
) -> None:
    """Say that a contact is wrong. It stays to be read, and counts for nothing.

    Where it was the last of an open case, the next call is what was planned before it. A closed
    case takes it too. Raises Refused where it was withdrawn already.
    """
    hold_case(session, case)
    standing = [each for each, _ in list_contacts(session, case)]
    done = session.execute(
        sa.update(CaseContact)
        .where(col(CaseContact.id) == contact.id, STANDS)
        .values(
            changed_at=clock.now(),
            withdrawn_at=clock.now(),
            withdrawn_by=by.account_id,
            withdrawn_why=why,
        )
    )
    session.refresh(contact)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused("Somebody withdrew this already. Look at what happened on the case.")
    changes: Changes = {"reason": (None, why)}
    if _planned_by(case, contact, standing):
        before = standing[1].next_call_on if standing[1:] else None
        changes = {**changes, "next_call_on": (case.next_call_on, before)}
        case.next_call_on, case.changed_at = before, clock.now()
        session.flush()
    record(
        session,
        "withdraw_contact",
        by=by,
        kind="case_contact",
        subject_id=contact.id,
        changes=changes,
    )


def _planned_by(case: Case, contact: CaseContact, standing: Sequence[CaseContact]) -> bool:
    """Say whether the next call of a case is as a contact left it, the latest of those standing."""
    is_latest = bool(standing) and standing[0].id == contact.id
    is_as_left = case.next_call_on == contact.next_call_on
    return case.state is CaseState.OPEN and is_latest and is_as_left


def planned_call(case: Case) -> date | None:
    """Return the call that is planned, where its day has not passed."""
    planned = case.next_call_on
    return planned if planned and planned >= clock.today() else None


def assign_case(
    session: Session, case: Case, worker_id: UUID | None, *, by: Actor, may_give: bool = True
) -> None:
    """Give an open case to somebody of its team, or to nobody yet.

    Who may not give what is another's takes what nobody looks after, and gives what is theirs.
    Raises Refused for anything else, and for whoever is not of the team.
    """
    why_not = why_not_work(case)
    is_theirs = may_give or case.worker_id == by.account_id
    if not why_not and not is_theirs and not find_without(session, [case]):
        why_not = ANOTHERS
    if why_not:
        raise Refused(why_not)
    helpers = list_members_who_may(session, case.team_id, Permission.WORK_CASES)
    if worker_id and worker_id not in {each.id for each in helpers}:
        raise Refused("Choose somebody of this team.")
    before, case.worker_id = case.worker_id, worker_id
    case.changed_at = clock.now()
    session.flush()
    changes = {"worker": (before, worker_id)}
    record(session, "assign_case", by=by, kind="case", subject_id=case.id, changes=changes)


def agree_visits(session: Session, case: Case, visits: int | None, *, by: Actor) -> None:
    """Set how many visits are agreed with this person; None: as many as the team agrees.

    Raises Invalid for a number that nobody agrees, Refused where the case is closed.
    """
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    if visits is not None:
        check_visits(visits)
    before, case.visits_agreed = case.visits_agreed, visits
    case.changed_at = clock.now()
    session.flush()
    changes = {"visits_agreed": (before, visits)}
    record(session, "agree_visits", by=by, kind="case", subject_id=case.id, changes=changes)


def note_view(session: Session, kind: RecordKind, record_id: UUID, *, by: Actor) -> None:
    """Write down that somebody looked at a referral or a case."""
    session.add(RecordView(kind=kind, record_id=record_id, account_id=by.account_id))
    session.flush()
