"""All that happened on a case, by time: what each part of casework tells of it.

A part that has something to tell adds a function with the mark `@tells(EventKind.X)`, and the page
its words in `lily/web/timeline.py`. Each asks the database a constant number of questions.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from lily.accounts.models import Account
from lily.accounts.queries import names_of
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.choices import ConsentHow, EventKind
from lily.casework.layers import Reader
from lily.casework.models import Case, Consent, FollowUp
from lily.casework.queries.conversations import list_versions
from lily.casework.queries.exports import list_exports
from lily.casework.queries.follow_ups import list_follow_ups
from lily.casework.queries.letters import list_letters
from lily.casework.queries.notes import Wording
from lily.casework.queries.onward import list_steps_of_case
from lily.casework.queries.readings import list_readings

MOVES = ("close_case", "reopen_case", "assign_case")
KEPT_BACK = ("keep_letter_back",)
OF_THE_PERSON = ("restrict", "lift_restriction", "merge_people", "undo_merge")


@dataclass(frozen=True)
class Withdrawal:
    """That what was written down does not count any more: since when, who said so, and why."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Event:
    """One thing that happened: `what` of its kind, `about` what of a closed list, by whom.

    `on` is the day that something was moved to. `is_apart` says that its words are not for whoever
    asks; `before` is what a note said first. `row_id` is of what can be withdrawn.
    """

    kind: EventKind
    what: str
    at: datetime
    by: str = ""
    about: str = ""
    words: str = ""
    is_apart: bool = False
    before: tuple[Wording, ...] = ()
    corrected: Wording | None = None
    on: date | None = None
    row_id: UUID | None = None
    withdrawn: Withdrawal | None = None


Tells = Callable[[Session, Case, Reader], Iterator[Event]]
SOURCES: list[tuple[EventKind, Tells]] = []


def tells(kind: EventKind) -> Callable[[Tells], Tells]:
    """Say that a function tells of things of a kind that happened on a case."""

    def keep(source: Tells) -> Tells:
        SOURCES.append((kind, source))
        return source

    return keep


def list_events(
    session: Session, case: Case, who: Reader, kind: EventKind | None = None
) -> list[Event]:
    """Return what happened on a case, the latest first; of one kind alone where one is given.

    What is kept apart is told to those alone who may read it.
    """
    told = [
        event
        for of, source in SOURCES
        if kind in (None, of)
        for event in source(session, case, who)
    ]
    return sorted(told, key=lambda event: event.at, reverse=True)


@tells(EventKind.REFERRAL)
def events_of_referrals(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """The referrals that it began with."""
    for each in queries.list_referrals_of(session, case):
        by, made = queries.referrer_of(each).name, each.made_at
        yield Event(EventKind.REFERRAL, "made", made, by, each.kind, each.reason)


@tells(EventKind.CASE)
def events_of_case(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """When it was opened, given to somebody, closed, opened again; who could see it."""
    yield Event(EventKind.CASE, "open_case", case.made_at)
    rows = [
        *_noted(session, col(AuditEvent.subject_id) == case.id, MOVES),
        *_noted(session, col(AuditEvent.subject_id) == case.client_id, OF_THE_PERSON),
    ]
    for event, name in rows:
        _, reason = json.loads(event.changes).get("reason", (None, ""))
        yield Event(EventKind.CASE, event.action, event.made_at, name, reason)


def _noted(
    session: Session, of: sa.ColumnElement[bool], actions: Collection[str]
) -> Iterator[tuple[AuditEvent, str]]:
    """Yield what the audit says of some actions, with the name of who did each."""
    rows = session.execute(
        sa.select(AuditEvent, col(Account.name))
        .outerjoin(Account, col(Account.id) == col(AuditEvent.account_id))
        .where(of, col(AuditEvent.action).in_(actions))
    )
    for event, name in rows:
        yield event, name or ""


@tells(EventKind.CONTACT)
def events_of_contacts(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """What came of reaching the person, and what of it was withdrawn."""
    for each, name, by in queries.list_contacts_ever(session, case):
        at, why = each.withdrawn_at, each.withdrawn_why
        yield Event(
            EventKind.CONTACT,
            each.outcome,
            each.made_at,
            name,
            each.way,
            each.note,
            row_id=each.id,
            withdrawn=Withdrawal(at, by, why) if at and why else None,
        )


@tells(EventKind.CONSENT)
def events_of_consents(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """What the person agreed to, and took back: of them, so of every case of theirs."""
    taker = aliased(Account)
    rows = session.execute(
        sa.select(Consent, col(Account.name), col(taker.name))
        .outerjoin(Account, col(Account.id) == col(Consent.recorded_by))
        .outerjoin(taker, col(taker.id) == col(Consent.withdrawn_by))
        .where(col(Consent.client_id) == case.client_id)
    )
    for each, given_to, taken_by in rows:
        is_told = each.how is ConsentHow.BY_REFERRER
        said = "refused" if each.is_refused else "told" if is_told else "given"
        yield Event(EventKind.CONSENT, said, each.made_at, given_to or "", each.purpose)
        if each.withdrawn_on:
            at, by = each.changed_at, taken_by or ""
            yield Event(EventKind.CONSENT, "withdrawn", at, by, each.purpose)


@tells(EventKind.NOTE)
def events_of_notes(session: Session, case: Case, who: Reader) -> Iterator[Event]:
    """The notes that whoever asks may read, each as it stands, where it was first written."""
    for each in queries.list_notes(session, case.id, who):
        first, now = each.first, each.now
        yield Event(
            EventKind.NOTE,
            first.layer,
            first.made_at,
            each.by,
            words=now.note.words,
            before=each.before,
            corrected=now if each.before else None,
        )


@tells(EventKind.FLAG)
def events_of_flags(session: Session, case: Case, who: Reader) -> Iterator[Event]:
    """Flags that were raised, and ended."""
    for each in queries.list_flags(session, case.id, who):
        flag, apart = each.flag, not each.is_readable
        words = ("", "") if apart else (flag.words, flag.ended_words)
        yield Event(EventKind.FLAG, "raised", flag.made_at, each.by, flag.kind, words[0], apart)
        if flag.ended_at:
            by = each.ended_by
            yield Event(EventKind.FLAG, "ended", flag.ended_at, by, flag.kind, words[1], apart)


@tells(EventKind.ESCALATION)
def events_of_escalations(session: Session, case: Case, who: Reader) -> Iterator[Event]:
    """Who was told of a concern, and what came of it."""
    for each in queries.list_escalations(session, case.id, who):
        made, apart = each.escalation, not each.is_readable
        said = "" if apart else "\n".join(filter(None, (made.whom, made.words)))
        to = made.told
        yield Event(EventKind.ESCALATION, "told", made.told_at, each.by, to, said, apart)
        for outcome, name in each.outcomes:
            came = "" if apart else outcome.words
            yield Event(EventKind.ESCALATION, "came", outcome.made_at, name, to, came, apart)


@tells(EventKind.CONVERSATION)
def events_of_conversations(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """The guided conversation, each time that it was kept."""
    for each, name in list_versions(session, case.id):
        what = "held" if each.version == 1 else "changed"
        yield Event(EventKind.CONVERSATION, what, each.made_at, name, each.way)


@tells(EventKind.ONWARD)
def events_of_onward(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """Where they were sent, and what became of it."""
    for step, service, name in list_steps_of_case(session, case.id):
        said = "\n".join(filter(None, (service, step.words)))
        what = step.state or "words"
        yield Event(EventKind.ONWARD, what, step.made_at, name, words=said)


@tells(EventKind.FOLLOW_UP)
def events_of_follow_ups(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """The checks after three and six weeks that were moved, done, or not, and why."""
    checks: dict[UUID | None, FollowUp] = {
        each.id: each for each in list_follow_ups(session, case.id)
    }
    names = names_of(session, {each.account_id for each in checks.values() if each.account_id})
    for each in checks.values():
        if each.done_on:
            about = each.got_there or each.what_next or each.not_done or ""
            at, by = each.changed_at, names.get(each.account_id, "") if each.account_id else ""
            yield Event(EventKind.FOLLOW_UP, each.kind, at, by, about, each.words)
    is_theirs = col(AuditEvent.subject_id).in_(checks)
    for event, name in _noted(session, is_theirs, ["move_follow_up"]):
        kind, (_, to) = checks[event.subject_id].kind, json.loads(event.changes)["due_on"]
        at, on = event.made_at, date.fromisoformat(to)
        yield Event(EventKind.FOLLOW_UP, event.action, at, name, kind, on=on)


@tells(EventKind.READING)
def events_of_readings(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """Measures that were read, or not, and why; what they answered is on their own page."""
    for each in list_readings(session, case.id):
        row = each.row
        what = "not_taken" if row.not_taken else "withdrawn" if row.withdrawn_at else "taken"
        yield Event(EventKind.READING, what, row.made_at, each.name, words=each.measure.name)


@tells(EventKind.EXPORT)
def events_of_exports(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """Files that were made for the person's surgery."""
    for each, name in list_exports(session, case.id):
        yield Event(EventKind.EXPORT, "made", each.made_at, name)


@tells(EventKind.LETTER)
def events_of_letters(session: Session, case: Case, _who: Reader) -> Iterator[Event]:
    """That a letter was written, and sent, how and to whom; or that it will not be."""
    for written in list_letters(session, case.id):
        letter = written.letter
        to = letter.addressed_to
        yield Event(EventKind.LETTER, "written", letter.made_at, written.by, to)
        for each, name in written.sent:
            yield Event(EventKind.LETTER, each.way, each.made_at, name, words=each.recipient)
    for event, name in _noted(session, col(AuditEvent.subject_id) == case.id, KEPT_BACK):
        yield Event(EventKind.LETTER, event.action, event.made_at, name)
