"""Sending a person on to help, and writing down what became of it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.actions.onward_letters import (
    KIND,
    tell_taken_back,
    was_reminded_on,
    write_to_providers,
)
from lily.casework.choices import CountedFrom, OnwardState, SaidBy
from lily.casework.models import Case, Consent, OnwardReferral, OnwardStep
from lily.casework.onward_policies import LONGEST_WORDS, SERVICE_SAYS, Answer, why_not_move
from lily.casework.policies import why_not_work
from lily.casework.practice import practice_of
from lily.casework.queries import list_consents
from lily.casework.queries.onward import ENDED
from lily.casework.sharing import why_not_share
from lily.casework.teaching import learn
from lily.casework.working_days import after_working_days
from lily.directory.models import Service
from lily.errors import Invalid, Refused

MOST_CHASERS = 5
Values = dict[str, Any]
DECIDED = "Somebody said something else meanwhile. Look at it again."


def send_onward(
    session: Session,
    onward: OnwardReferral,
    case: Case,
    service: Service | None,
    *,
    consents: Iterable[Consent],
    by: Actor,
) -> None:
    """Send a person on. `consents` are theirs: without one that allows it, nothing is told.

    Where something was told, no answer is noticed after some days, also on a statutory route. The
    letters to those who answer for the service hold a link and nothing of anybody. Raises
    Invalid("agreed") with what to ask, Refused where it was sent already.
    """
    why_not = why_not_share(onward, consents, clock.today())
    if why_not:
        raise Invalid("agreed", why_not)
    closed = why_not_work(case)
    if closed:
        raise Refused(closed)
    practice = practice_of(session, case.team_id)
    chase = after_working_days(clock.today(), practice.chase_after, practice.nation)
    values: Values = {"sent_at": clock.now(), "chase_on": chase if onward.shared else None}
    _move(session, onward, Answer(OnwardState.SENT), SaidBy.TEAM, values, by=by)
    if onward.shared and service:
        write_to_providers(session, onward, service)
    plan_follow_ups(session, case, CountedFrom.FIRST_HELP, clock.today(), by=by)


def why_not_tell_more(session: Session, onward: OnwardReferral) -> str | None:
    """Return why a service may be told no more of a person who was sent to it, or None."""
    case = session.get_one(Case, onward.case_id)
    held = [consent for consent, _, _ in list_consents(session, case.client_id)]
    return why_not_share(onward, held, clock.today())


def ask_again(session: Session, onward: OnwardReferral, service: Service, *, by: Actor) -> int:
    """Write to those who answer for a service once more; return to how many.

    Raises Refused where they have answered, were asked today or too often, or the person no longer
    agrees.
    """
    why_not = why_not_tell_more(session, onward)
    if why_not:
        raise Refused(why_not)
    if onward.state not in (OnwardState.SENT, OnwardState.SEEN, OnwardState.NO_REPLY):
        raise Refused("They have answered, or it has ended. Look at it again.")
    if onward.chasers >= MOST_CHASERS:
        raise Refused("They were asked often enough in writing. Ring them.")
    if was_reminded_on(session, onward, clock.today()):
        raise Refused("You asked them today already. Ring them, or wait a day.")
    onward.chasers += 1
    sent = write_to_providers(session, onward, service)
    record(session, "ask_again", by=by, kind=KIND, subject_id=onward.id)
    return sent


def answer_onward(
    session: Session,
    onward: OnwardReferral,
    service: Service | None,
    answer: Answer,
    said_by: SaidBy,
    *,
    by: Actor,
) -> None:
    """Write down what somebody says of an onward referral, and let the directory learn of it.

    Those who answer for a service are told of a referral to it that the team takes back.

    Raises Refused for what cannot follow, Invalid with the field.
    """
    answer.check()
    is_known = onward.state is not OnwardState.DRAFTED and bool(onward.shared)
    _move(session, onward, answer, said_by, _values(onward, answer, said_by), by=by)
    if service and said_by in SERVICE_SAYS:
        learn(session, service, answer, by=by)
    if service and is_known and answer.state is OnwardState.WITHDRAWN:
        tell_taken_back(session, onward, service, by=by)


def _values(onward: OnwardReferral, answer: Answer, said_by: SaidBy) -> Values:
    now = clock.now()
    values: Values = {"chase_on": None}
    if answer.state is OnwardState.SEEN:
        return {}
    if answer.state is OnwardState.WAITING and answer.weeks:
        look_on = clock.today() + timedelta(weeks=answer.weeks)
        values |= {"weeks": answer.weeks, "chase_on": look_on}
    if said_by in SERVICE_SAYS and onward.answered_at is None:
        values["answered_at"] = now
    if answer.state in ENDED:
        values["ended_at"] = now
    if answer.not_taken:
        values["not_taken"] = answer.not_taken
    return values


def say_words(
    session: Session, onward: OnwardReferral, words: str, said_by: SaidBy, *, by: Actor
) -> None:
    """Add words about an onward referral: a message from one side to the other.

    Raises Invalid for words that cannot be, Refused where the person no longer agrees that the
    service is told of them, or it was taken back.
    """
    if onward.state is OnwardState.WITHDRAWN:
        raise Refused("This was taken back. Nothing more can be said of it here.")
    why_not = why_not_tell_more(session, onward) if said_by is SaidBy.TEAM else None
    if why_not:
        raise Refused(why_not)
    if not words.strip():
        raise Invalid("words", "Type something to say.")
    if len(words) > LONGEST_WORDS:
        raise Invalid("words", f"Use at most {LONGEST_WORDS:,} characters.")
    session.add(
        OnwardStep(
            onward_id=onward.id,
            said_by=said_by,
            account_id=by.account_id,
            words=words.strip(),
            is_read=said_by is SaidBy.TEAM,
        )
    )
    session.flush()
    record(session, "say_words", by=by, kind=KIND, subject_id=onward.id)


def mark_read(session: Session, onward: OnwardReferral) -> None:
    """Take it that the team has read all that a service said."""
    session.execute(
        sa.update(OnwardStep)
        .where(col(OnwardStep.onward_id) == onward.id, col(OnwardStep.is_read).is_(False))
        .values(is_read=True)
    )


def fall_silent(session: Session, onward: OnwardReferral, words: str, *, by: Actor) -> None:
    """Take it that nobody answers: it becomes a task of whoever helps the person."""
    answer = Answer(OnwardState.NO_REPLY, words)
    _move(session, onward, answer, SaidBy.LILY, {"chase_on": None}, by=by)


def _move(
    session: Session,
    onward: OnwardReferral,
    answer: Answer,
    said_by: SaidBy,
    values: Values,
    *,
    by: Actor,
) -> None:
    """Bring it to a state, where it still stands as it was read, and write the step down."""
    before, state = onward.state, answer.state
    why_not = why_not_move(onward, state, said_by)
    if why_not:
        raise Refused(why_not)
    done = session.execute(
        sa.update(OnwardReferral)
        .where(col(OnwardReferral.id) == onward.id, col(OnwardReferral.state) == before)
        .values(state=state, changed_at=clock.now(), dealt_with=None, **values)
    )
    session.refresh(onward)
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(DECIDED)
    session.add(
        OnwardStep(
            onward_id=onward.id,
            state=state,
            said_by=said_by,
            account_id=by.account_id,
            words=answer.words.strip(),
            is_read=not _is_news(session, onward, state, said_by, by),
        )
    )
    session.flush()
    changes = {"state": (before, state), "said_by": (None, said_by)}
    record(session, "move_onward", by=by, kind=KIND, subject_id=onward.id, changes=changes)


def _is_news(
    session: Session, onward: OnwardReferral, state: OnwardState, said_by: SaidBy, by: Actor
) -> bool:
    """Say whether whoever helps must hear of it: they typed it themselves, or a colleague did."""
    if said_by not in SERVICE_SAYS or state is OnwardState.SEEN:
        return False
    case = session.get_one(Case, onward.case_id)
    return said_by is SaidBy.PROVIDER or by.account_id is None or by.account_id != case.worker_id
