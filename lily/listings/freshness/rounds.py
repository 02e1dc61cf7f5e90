"""Rounds of asking: one begins when a listing is due, and ends when somebody confirms it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import record
from lily.audit.actors import SYSTEM, Actor
from lily.directory.choices import EvidenceHow, FieldGroup
from lily.directory.evidence import confirm
from lily.directory.models import Service
from lily.errors import Invalid
from lily.listings import desk_items
from lily.listings.desk.choices import DeskState
from lily.listings.freshness.choices import CallReason, ReviewStage
from lily.listings.freshness.policies import Rules, due_day
from lily.listings.freshness.queries import asked_about, get_review, known_of
from lily.listings.freshness.rules import read_rules
from lily.listings.models import DeskItem, Review
from lily.post import outbox

FOR_WANT_OF_AN_ANSWER = frozenset(
    {
        CallReason.ASKED,
        CallReason.LETTER_RETURNED,
        CallReason.NO_REPLY,
        CallReason.NO_ADDRESS,
    }
)
"""Reasons that end when somebody confirms the listing in another way."""


def desk_key(review: Review) -> str:
    """Return the name of this round's item at the desk, and the beginning of its messages'."""
    return f"review/{review.service_id}/{review.round}"


def returned_key(review: Review) -> str:
    """Return the name of the item at the desk that says that a letter of this round came back."""
    return f"{desk_key(review)}/returned"


def bring_up(session: Session, services: Sequence[Service], rules: Rules, *, by: Actor) -> int:
    """Make each listing's review what its evidence says; return how many were not.

    A listing whose day has moved on was confirmed: its round ends. Flushes. It writes no audit of
    its own: what it does follows from what was written down already.
    """
    known, asked = known_of(session, services), asked_about(session, services)
    ids = [service.id for service in services]
    reviews = {
        review.service_id: review
        for review in session.exec(select(Review).where(col(Review.service_id).in_(ids)))
    }
    changed, new = 0, []
    for service in services:
        review, due = reviews.get(service.id), due_day(rules, known[service.id])
        before = review and (review.due_on, review.next_step_on)
        if review is None:
            review = Review(service_id=service.id, due_on=due)
            new.append(review)
        elif due > review.due_on:
            _end_round(session, review, service, by=by)
        _set_day(review, due, rules, is_asked=service.id in asked)
        changed += before != (review.due_on, review.next_step_on)
    session.flush()
    if new:
        session.execute(sa.insert(Review), [review.model_dump() for review in new])
    return changed


def _set_day(review: Review, due: date, rules: Rules, *, is_asked: bool) -> None:
    """Say when the listing is due and, unless its round is under way, when that begins."""
    is_under_way = review.stage is not ReviewStage.WAITING
    review.due_on = due
    if not is_asked:
        review.next_step_on = None
    elif not is_under_way or (
        review.next_step_on is None and review.stage is not ReviewStage.ARCHIVED
    ):
        review.next_step_on = due + timedelta(days=rules.steps[0].days)


def _end_round(session: Session, review: Review, service: Service, *, by: Actor) -> None:
    """End a round, with all that was under way in it, and wait for the next."""
    if review.stage is not ReviewStage.WAITING:
        outbox.cancel(session, key_prefix=f"{desk_key(review)}/", by=by)
        for key in (desk_key(review), returned_key(review)):
            _close_item(session, key, "The listing was confirmed.", by=by)
        review.round += 1
    review.stage, review.reminders = ReviewStage.WAITING, 0
    if review.call_reason in FOR_WANT_OF_AN_ANSWER:
        end_calls(review)
    service.doubted_on = service.sunk_on = None
    review.changed_at = clock.now()


def _close_item(session: Session, key: str, outcome: str, *, by: Actor) -> None:
    item: DeskItem | None = desk_items.find_desk_item(session, key)
    if item is not None and item.state is DeskState.OPEN:
        desk_items.close_desk_item(session, item, outcome, by=by)


def end_calls(review: Review) -> None:
    """Say that nobody needs to ring about a listing any more."""
    review.call_reason, review.calls, review.next_call_at = None, 0, None
    review.leased_to, review.leased_until = None, None


def want_call(session: Session, service: Service, reason: CallReason) -> Review:
    """Ask that somebody ring about a listing; a weightier reason stays. Flushes."""
    want_calls(session, [service], reason)
    review = get_review(session, service.id)
    assert review is not None  # noqa: S101 - it was made, where there was none
    return review


def want_calls(session: Session, services: Sequence[Service], reason: CallReason) -> list[UUID]:
    """Ask that somebody ring about listings; return those that nobody was asked to ring for it.

    One that somebody told us is wrong keeps that reason. Flushes; at most 500 at once.
    """
    session.flush()
    ids = [service.id for service in services]
    known = set(session.exec(select(Review.service_id).where(col(Review.service_id).in_(ids))))
    new = [service for service in services if service.id not in known]
    if new:
        bring_up(session, new, read_rules(session), by=SYSTEM)
    asked = session.scalars(
        sa.update(Review)
        .where(
            col(Review.service_id).in_(ids),
            sa.or_(
                col(Review.call_reason).is_(None),
                col(Review.call_reason).in_(FOR_WANT_OF_AN_ANSWER - {reason}),
            ),
        )
        .values(call_reason=reason, next_call_at=None)
        .returning(col(Review.service_id))
    )
    return sorted(asked)


def confirm_listing(
    session: Session,
    service: Service,
    groups: Iterable[FieldGroup],
    *,
    how: EvidenceHow,
    by: Actor,
    words: str,
    now: datetime | None = None,
) -> Review:
    """Write down that groups of fields are right, and end the round where that is enough.

    Returns the review, whose `due_on` says when LILY asks again.
    """
    confirm(session, service, groups, how=how, by=by, words=words, now=now)
    bring_up(session, [service], read_rules(session), by=by)
    review = get_review(session, service.id)
    assert review is not None  # noqa: S101 - brought up just now
    return review


def pause_review(
    session: Session, service_id: UUID, until: date | None, *, by: Actor, today: date | None = None
) -> None:
    """Do not chase a listing until a day; None lets the asking go on. Raises Invalid."""
    review = get_review(session, service_id)
    if review is None:
        raise Invalid("until", "We have not looked at this listing yet. Try again in an hour.")
    if until and until <= (today or clock.today()):
        raise Invalid("until", "Give a day that is still to come.")
    before, review.paused_until = review.paused_until, until
    session.flush()
    record(
        session,
        "pause_review",
        by=by,
        kind="service",
        subject_id=service_id,
        changes={"paused_until": (before, until)},
    )
