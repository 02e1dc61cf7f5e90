"""The verification desk: who rings about which listing, and what came of it.

A listing is given to one person at a time, for half an hour, so that two volunteers do not ring
the same one. Where nobody answers it comes back on other days and at other times, five times.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import Actor
from lily.directory.choices import EvidenceHow, FieldGroup, WithdrawalReason
from lily.directory.models import Service
from lily.directory.withdrawals import withdraw
from lily.errors import NotFound, Refused
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind
from lily.listings.freshness import links
from lily.listings.freshness.choices import CallOutcome, CallReason
from lily.listings.freshness.queries import get_review
from lily.listings.freshness.rounds import bring_up, confirm_listing, end_calls
from lily.listings.freshness.rules import read_rules
from lily.listings.models import Review
from lily.post import outbox

LEASE = timedelta(minutes=30)
MOST_CALLS = 5
BY_TELEPHONE = "us, by telephone"
_HOURS = (time(10), time(14, 30), time(17, 30), time(11, 30), time(15, 30))
_URGENT = (CallReason.REPORTED, CallReason.WRONG_PERSON)
NOT_YOURS = "This listing is not yours to ring any more. Take the next one."
_WITHDRAWN = {
    CallOutcome.NOT_LISTED: (WithdrawalReason.ASKED, "They asked not to be listed. We hid it."),
    CallOutcome.STOPPED: (WithdrawalReason.STOPPED, "They told us that it has stopped. We hid it."),
}


def _waits(now: datetime) -> list[sa.ColumnElement[bool]]:
    return [
        col(Review.call_reason).is_not(None),
        sa.or_(col(Review.next_call_at).is_(None), col(Review.next_call_at) <= now),
    ]


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(col(Review.leased_until).is_(None), col(Review.leased_until) <= now)


def waiting_calls(now: datetime | None = None) -> sa.Select[int, Any]:
    """Select how many listings wait for somebody to ring, and since when the oldest is due.

    Those in somebody's hands count too.
    """
    return sa.select(sa.func.count(col(Review.id)), sa.func.min(col(Review.due_on))).where(
        *_waits(now or clock.now())
    )


def count_calls(session: Session, *, now: datetime | None = None) -> int:
    """Return how many listings wait for somebody to ring, those in somebody's hands too."""
    count: int = session.execute(waiting_calls(now)).one()[0]
    return count


def count_free(session: Session, *, now: datetime | None = None) -> int:
    """Return how many listings wait for somebody to ring and are in nobody's hands."""
    now = now or clock.now()
    is_free = sa.or_(col(Review.leased_until).is_(None), col(Review.leased_until) <= now)
    return session.scalar(waiting_calls(now).where(is_free)) or 0


def find_call(session: Session, by: Actor, *, now: datetime | None = None) -> Review | None:
    """Return the listing that somebody has in hand, or None."""
    return session.exec(
        select(Review).where(
            Review.leased_to == by.account_id, col(Review.leased_until) > (now or clock.now())
        )
    ).first()


def take_call(session: Session, *, by: Actor, now: datetime | None = None) -> Review | None:
    """Give somebody the next listing to ring, or the one that they have; None where none waits.

    First what somebody told us is wrong, then what is overdue longest. Nobody else gets it for
    half an hour.
    """
    now = now or clock.now()
    while True:
        held = find_call(session, by, now=now)
        if held is not None:
            return held
        next_id = session.scalar(
            sa.select(col(Review.id))
            .where(*_waits(now), _is_free(now))
            .order_by(
                sa.case((col(Review.call_reason).in_(_URGENT), 0), else_=1),
                col(Review.due_on),
                col(Review.service_id),
            )
            .limit(1)
        )
        if next_id is None:
            return None
        taken_id = session.scalar(
            sa.update(Review)
            .where(col(Review.id) == next_id, _is_free(now))
            .values(leased_to=by.account_id, leased_until=now + LEASE)
            .returning(col(Review.service_id))
        )
        if taken_id is not None:
            record(session, "take_call", by=by, kind="service", subject_id=taken_id)


def get_call(
    session: Session, service_id: UUID, *, by: Actor, now: datetime | None = None
) -> Review:
    """Return the review of a listing that somebody has in hand. Raises NotFound."""
    review = get_review(session, service_id)
    is_held = review and review.leased_to == by.account_id and review.leased_until
    if not review or not is_held or review.leased_until <= (now or clock.now()):  # type: ignore[operator]
        raise NotFound(NOT_YOURS)
    return review


def give_back(session: Session, review: Review, *, by: Actor) -> None:
    """Put a listing back for the next person: nobody rang."""
    review.leased_to, review.leased_until = None, None
    record(session, "give_back", by=by, kind="service", subject_id=review.service_id)
    session.flush()


def record_call(
    session: Session,
    service: Service,
    outcome: CallOutcome,
    *,
    right: Collection[FieldGroup] = (),
    by: Actor,
    now: datetime | None = None,
) -> None:
    """Write down what came of ringing about a listing; `right` are the groups they confirmed.

    Raises Refused where they spoke and nothing was asked, NotFound where it is in other hands.
    """
    now = now or clock.now()
    review = get_call(session, service.id, by=by, now=now)
    if outcome is CallOutcome.SPOKE and not right:
        raise Refused("Say what was right, or what came of ringing instead.")
    record(
        session,
        "record_call",
        by=by,
        kind="service",
        subject_id=service.id,
        changes={"outcome": ("", outcome), "right": ([], sorted(right))},
    )
    match outcome:
        case CallOutcome.SPOKE:
            end_calls(review)
            confirm_listing(
                session, service, right, how=EvidenceHow.PHONE, by=by, words=BY_TELEPHONE, now=now
            )
        case CallOutcome.NO_ANSWER:
            _put_off(session, review, now, by=by)
        case CallOutcome.WRONG_NUMBER:
            end_calls(review)
            _tell_moderator(session, review, "wrong-number", WRONG_NUMBER, by=by)
        case _:
            _take_away(session, service, review, outcome, by=by)
    session.flush()


WRONG_NUMBER = "The number of this listing does not reach them. Find the right one."
NOBODY_ANSWERS = f"Nobody answered {MOST_CALLS} calls. Decide whether it should stay."


def _put_off(session: Session, review: Review, now: datetime, *, by: Actor) -> None:
    """Let it come back on a later day, at another hour; after five tries a moderator decides."""
    review.calls += 1
    review.leased_to, review.leased_until = None, None
    if review.calls >= MOST_CALLS:
        end_calls(review)
        _tell_moderator(session, review, "no-answer", NOBODY_ANSWERS, by=by)
        return
    day = now.astimezone(clock.UK).date() + timedelta(days=review.calls)
    if day.isoweekday() > 5:
        day += timedelta(days=8 - day.isoweekday())
    review.next_call_at = datetime.combine(day, _HOURS[review.calls], clock.UK)


def _take_away(
    session: Session, service: Service, review: Review, outcome: CallOutcome, *, by: Actor
) -> None:
    reason, words = _WITHDRAWN[outcome]
    withdraw(session, service, reason, by=by)
    links.forget_links(session, service.id)
    outbox.cancel(session, key_prefix=f"review/{service.id}/", by=by)
    end_calls(review)
    bring_up(session, [service], read_rules(session), by=by)
    _tell_moderator(session, review, str(outcome).replace("_", "-"), words, by=by)


def _tell_moderator(session: Session, review: Review, what: str, words: str, *, by: Actor) -> None:
    desk_items.open_desk_item(
        session,
        kind=DeskKind.OTHER,
        key=f"{what}/{review.service_id}/{review.round}",
        words=words,
        service_id=review.service_id,
        by=by,
    )
