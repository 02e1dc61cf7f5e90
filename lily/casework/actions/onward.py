"""Sending a person on to help, and writing down what became of it."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.casework.actions.cases import hold_case
from lily.casework.actions.follow_ups import plan_follow_ups
from lily.casework.actions.onward_letters import KIND, tell_taken_back, write_to_providers
from lily.casework.choices import CountedFrom, OnwardKind, OnwardState, Piece, Route, SaidBy
from lily.casework.models import Case, Client, Consent, OnwardReferral, OnwardStep
from lily.casework.onward_policies import LONGEST_WORDS, SERVICE_SAYS, Answer, why_not_move
from lily.casework.policies import why_not_work
from lily.casework.practice import practice_of
from lily.casework.queries import list_consents
from lily.casework.queries.conversations import find_conversation, talk_of
from lily.casework.queries.onward import ENDED
from lily.casework.sharing import LABELS, pieces_of, share, shared_of, why_not_share
from lily.casework.teaching import learn
from lily.casework.working_days import after_working_days
from lily.directory.models import Service
from lily.errors import Invalid, Refused

LONGEST_REASON = 1000
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without what sounds or looks like another on the telephone: I, L, O, 0 and 1."""
REFERENCE_LENGTH = 8
MOST_CHASERS = 5
Values = dict[str, Any]
SENT_MEANWHILE = (
    "Somebody sent them there while you had this page open: see above. Press again only if they "
    "are to be sent once more."
)
SENT_BEFORE = (
    "This was sent already, as it was before. Look at it, and tell them what is different."
)
DECIDED = "Somebody said something else meanwhile. Look at it again."


@dataclass(frozen=True)
class Prescribed:
    """What is chosen for a person: how they come there, why, and what is told of them."""

    kind: OnwardKind
    reason: str
    service_id: UUID | None = None
    route: Route | None = None
    goal_id: UUID | None = None
    pieces: Collection[Piece] = ()


def draft_onward(
    session: Session,
    case: Case,
    wanted: Prescribed,
    told: dict[Piece, str],
    *,
    by: Actor,
    key: UUID | None = None,
    known: int | None = None,
) -> OnwardReferral:
    """Choose help for a person, without sending anything yet. `told` is what could be told of them.

    `key` is that of the form: pressed twice, it makes one. `known` is how often they had been sent
    there when the page was opened. Raises Invalid with the field, also where somebody sent them
    there since; Refused where the case is closed.
    """
    hold_case(session, case)
    found = session.get(OnwardReferral, key) if key else None
    if found and found.case_id == case.id:
        return _draft_again(session, found, case, wanted, told, by=by)
    _check(case, wanted, told)
    if known is not None and known != _count_there(session, case, wanted):
        raise Invalid("reason", SENT_MEANWHILE)
    onward = OnwardReferral(
        case_id=case.id,
        **_chosen(wanted, told),
        reference="".join(secrets.choice(ALPHABET) for _ in range(REFERENCE_LENGTH)),
        made_by=by.account_id,
    )
    if key and not found:
        onward.id = key
    session.add(onward)
    session.flush()
    changes = {"kind": (None, wanted.kind), "service": (None, wanted.service_id)}
    record(session, "draft_onward", by=by, kind=KIND, subject_id=onward.id, changes=changes)
    return onward


def _chosen(wanted: Prescribed, told: dict[Piece, str]) -> dict[str, Any]:
    pieces = () if wanted.kind is OnwardKind.SIGNPOSTED else wanted.pieces
    return {
        "service_id": wanted.service_id,
        "route": wanted.route,
        "kind": wanted.kind,
        "goal_id": wanted.goal_id,
        "reason": wanted.reason.strip(),
        "shared": share(told, pieces),
    }


def _draft_again(
    session: Session,
    onward: OnwardReferral,
    case: Case,
    wanted: Prescribed,
    told: dict[Piece, str],
    *,
    by: Actor,
) -> OnwardReferral:
    """Take what a form says that was kept before: only what was not sent can be put right."""
    chosen = _chosen(wanted, told)
    before = {name: getattr(onward, name) for name in chosen}
    if chosen == before:
        return onward
    if onward.state is not OnwardState.DRAFTED:
        raise Refused(SENT_BEFORE)
    _check(case, wanted, told)
    for name, value in chosen.items():
        setattr(onward, name, value)
    onward.changed_at = clock.now()
    session.flush()
    changes = {name: (before[name], chosen[name]) for name in ("kind", "service_id")}
    record(session, "redraft_onward", by=by, kind=KIND, subject_id=onward.id, changes=changes)
    return onward


def _count_there(session: Session, case: Case, wanted: Prescribed) -> int:
    """Return how often a person was sent to where they are to be sent now."""
    there = sa.select(sa.func.count()).where(
        col(OnwardReferral.case_id) == case.id,
        col(OnwardReferral.service_id).is_not_distinct_from(wanted.service_id),
        col(OnwardReferral.route).is_not_distinct_from(wanted.route),
    )
    return session.scalar(there) or 0


def _check(case: Case, wanted: Prescribed, told: dict[Piece, str]) -> None:
    why_not = why_not_work(case)
    if why_not:
        raise Refused(why_not)
    if (wanted.service_id is None) == (wanted.route is None):
        raise Invalid("kind", "Choose a service, or one of the other ways.")
    if (wanted.kind is OnwardKind.STATUTORY) != (wanted.route is not None):
        raise Invalid("kind", "Choose another way: this one does not lead there.")
    if len(wanted.reason) > LONGEST_REASON:
        raise Invalid("reason", f"Use at most {LONGEST_REASON:,} characters.")
    if wanted.kind in (OnwardKind.REFERRED, OnwardKind.STATUTORY):
        _check_told(wanted, told)


def _check_told(wanted: Prescribed, told: dict[Piece, str]) -> None:
    if not wanted.reason.strip():
        raise Invalid("reason", "Say in a few words what would help.")
    if not {Piece.NAME, Piece.REASON}.issubset(wanted.pieces):
        raise Invalid("pieces", "They cannot help without a name and a reason.")
    if wanted.route is None and not _can_be_reached(wanted.pieces, told):
        raise Invalid("pieces", "Tell them a number or an address to write to.")


def _can_be_reached(pieces: Collection[Piece], told: dict[Piece, str]) -> bool:
    return any(each in pieces and each in told for each in (Piece.PHONE, Piece.EMAIL))


def renew_draft(session: Session, onward: OnwardReferral, case: Case) -> bool:
    """Bring what a draft tells up to what is known now; return whether that is something else.

    How it is safe to reach a person goes wherever their number goes.
    """
    if onward.state is not OnwardState.DRAFTED or not onward.shared:
        return False
    labels = {label for label, _ in shared_of(onward)}
    pieces = {piece for piece, label in LABELS.items() if label in labels}
    if Piece.PHONE in pieces:
        pieces.add(Piece.SAFETY)
    client = session.get_one(Client, case.client_id)
    known = pieces_of(client, talk_of(find_conversation(session, case.id)), onward.reason)
    now = share(known, pieces)
    if now == onward.shared:
        return False
    onward.shared, onward.changed_at = now, clock.now()
    session.flush()
    return True


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

    Raises Refused where they have answered, were asked too often, or the person no longer agrees.
    """
    why_not = why_not_tell_more(session, onward)
    if why_not:
        raise Refused(why_not)
    if onward.state not in (OnwardState.SENT, OnwardState.SEEN, OnwardState.NO_REPLY):
        raise Refused("They have answered, or it has ended. Look at it again.")
    if onward.chasers >= MOST_CHASERS:
        raise Refused("They were asked often enough by letter. Ring them.")
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
