"""The ladder: reminders, a person's desk, then the badge, lower in search, hidden, archived.

Each batch is one transaction: the step, the message in the outbox, the item at the desk and the
audit are stored together or not at all, and whoever does a batch has taken a turn at the plan
first. So a kill at any moment, or two processes at once, take no step twice and miss none.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from lily import clock
from lily.audit.actions import Deed, record_all
from lily.audit.actors import SYSTEM
from lily.directory.choices import ServiceStatus, WithdrawalReason
from lily.directory.models import Service, Withdrawal
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind
from lily.listings.desk_items import NewItem
from lily.listings.freshness.choices import CallReason, ReviewStage
from lily.listings.freshness.links import make_link
from lily.listings.freshness.policies import Rules, day_of_next, next_step
from lily.listings.freshness.queries import addresses_of, is_writable
from lily.listings.freshness.rounds import bring_up, desk_key
from lily.listings.freshness.rules import read_rules, take_turn
from lily.listings.models import Review
from lily.post import outbox
from lily.post.outbox import Draft

AT_ONCE = 250
_WORDS = {
    CallReason.NO_REPLY: "Nobody answered our letters. Ring them.",
    CallReason.NO_ADDRESS: "We have no e-mail address to ask at. Ring them.",
}
_LETTERS = {1: "still-right", 2: "still-right-again", 3: "still-right-last"}


@dataclass
class Batch:
    """Steps that are taken in one transaction, and what they come to."""

    session: Session
    rules: Rules
    today: date
    now: datetime
    drafts: list[Draft] = field(default_factory=list)
    items: list[NewItem] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def take(self, rows: Sequence[tuple[Review, Service]]) -> None:
        """Take the next step of each that nobody has confirmed, and store all that comes of it."""
        services = [service for _, service in rows]
        bring_up(self.session, services, self.rules, by=SYSTEM)
        addresses = addresses_of(self.session, services)
        for review, service in rows:
            if review.next_step_on is None or review.next_step_on > self.today:
                continue
            address = addresses[service.id]
            self._step(review, service, address if is_writable(address) else "")
        self.session.flush()
        outbox.send_all(self.session, self.drafts, by=SYSTEM, now=self.now)
        desk_items.open_desk_items(self.session, self.items, by=SYSTEM)
        record_all(self.session, self.deeds, by=SYSTEM)

    def _step(self, review: Review, service: Service, address: str) -> None:
        before = review.stage
        step = next_step(self.rules, before, review.reminders, has_address=bool(address))
        if step is None:
            review.next_step_on = None
            return
        match step.stage:
            case ReviewStage.REMINDED:
                review.reminders = step.reminder
                self._write(review, service, address, _LETTERS[step.reminder])
            case ReviewStage.DESK:
                self._want_call(review, has_address=bool(address))
            case ReviewStage.BADGED:
                service.doubted_on = self.today
            case ReviewStage.SUNK:
                service.sunk_on = self.today
            case ReviewStage.HIDDEN:
                self._hide(review, service, address)
            case ReviewStage.ARCHIVED:
                self._archive(service)
        review.stage, review.changed_at = step.stage, self.now
        review.next_step_on = day_of_next(self.rules, step, review.due_on, self.today)
        self.counts[step.stage] += 1
        changes = {"stage": (before, step.stage), "reminders": (None, review.reminders)}
        self.deeds.append(Deed("take_review_step", "service", service.id, changes))

    def _write(self, review: Review, service: Service, address: str, template: str) -> None:
        token = make_link(self.session, review, now=self.now)
        self.drafts.append(
            Draft(
                template=template,
                to=address,
                key=f"{desk_key(review)}/{template}",
                fields={"listing": service.name, "link": f"/still-right/{token}"},
                about=("service", service.id),
            )
        )

    def _want_call(self, review: Review, *, has_address: bool) -> None:
        reason = CallReason.NO_REPLY if has_address else CallReason.NO_ADDRESS
        review.call_reason = review.call_reason or reason
        self.items.append(
            NewItem(
                kind=DeskKind.NO_REPLY,
                key=desk_key(review),
                words=_WORDS[reason],
                service_id=review.service_id,
                due_on=review.due_on,
            )
        )

    def _hide(self, review: Review, service: Service, address: str) -> None:
        self.session.add(
            Withdrawal(
                service_id=service.id,
                reason=WithdrawalReason.NOT_CONFIRMED,
                status_before=service.status,
                withdrawn_at=self.now,
            )
        )
        service.status = ServiceStatus.INACTIVE
        if address:
            self._write(review, service, address, "listing-hidden")

    def _archive(self, service: Service) -> None:
        service.status = ServiceStatus.DEFUNCT
        self.session.execute(
            sa.update(Withdrawal)
            .where(col(Withdrawal.service_id) == service.id)
            .values(is_archived=True)
        )


def climb(engine: sa.Engine, *, today: date | None = None) -> Counter[str]:
    """Take every step that is due, in batches that commit; return how many of each were taken.

    Does nothing while the administrator has stopped reviews.
    """
    today = today or clock.today()
    taken = _climb(engine, today)
    plan_reviews(engine)
    return taken + _climb(engine, today)


def _climb(engine: sa.Engine, today: date) -> Counter[str]:
    taken: Counter[str] = Counter()
    while True:
        with Session(engine) as session:
            take_turn(session)
            rules = read_rules(session)
            if rules.is_stopped:
                return taken
            rows = _due(session, today)
            if not rows:
                return taken
            batch = Batch(session, rules, today, clock.now())
            batch.take(rows)
            session.commit()
            taken.update(batch.counts)


def plan_reviews(engine: sa.Engine) -> int:
    """Bring every listing's review up to its evidence; return how many were not."""
    changed, after = 0, UUID(int=0)
    while True:
        with Session(engine) as session:
            ids = _ids_after(session, after)
            if not ids:
                return changed
            after = ids[-1]
            take_turn(session)
            changed += bring_up(session, _services(session, ids), read_rules(session), by=SYSTEM)
            session.commit()


def _ids_after(session: Session, after: UUID) -> Sequence[UUID]:
    return session.scalars(
        sa.select(col(Service.id))
        .where(col(Service.id) > after)
        .order_by(col(Service.id))
        .limit(AT_ONCE)
    ).all()


def _services(session: Session, ids: Sequence[UUID]) -> Sequence[Service]:
    """Read listings as they are, with no more than a review asks of them."""
    asked = load_only(Service.id, Service.status, Service.made_at, Service.assured_on)  # type: ignore[arg-type]
    return session.exec(select(Service).where(col(Service.id).in_(ids)).options(asked)).all()


def _due(session: Session, today: date) -> Sequence[tuple[Review, Service]]:
    rows = session.exec(
        select(Review, Service)
        .join(Service, col(Service.id) == col(Review.service_id))
        .where(
            col(Review.next_step_on) <= today,
            sa.or_(col(Review.paused_until).is_(None), col(Review.paused_until) <= today),
        )
        .order_by(col(Review.next_step_on), col(Review.service_id))
        .limit(AT_ONCE)
    )
    return [(review, service) for review, service in rows]
