"""Letters that did not arrive: the address may be wrong, so somebody rings."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from lily.directory.models import Service
from lily.listings import desk_items
from lily.listings.desk.choices import DeskKind
from lily.listings.desk_items import NewItem
from lily.listings.freshness.choices import CallReason
from lily.listings.freshness.rounds import desk_key, returned_key, want_calls
from lily.listings.models import DeskItem, Review
from lily.post.choices import MessageState
from lily.post.models import Message

LOST = (MessageState.DEAD, MessageState.BOUNCED)
WORDS = "Our letter about this listing did not arrive. Ring them, and ask where to write."
AT_ONCE = 400


def take_up_returned(session: Session) -> int:
    """Bring each listing whose letter of this round was lost to the desk and to the telephone.

    Returns how many were new. A round is taken up once, however many of its letters are lost.
    """
    lost = _lost(session)
    for at in range(0, len(lost), AT_ONCE):
        some = lost[at : at + AT_ONCE]
        items = [
            NewItem(DeskKind.MAIL_FAILED, returned_key(review), WORDS, service.id)
            for review, service in some
        ]
        desk_items.open_desk_items(session, items)
        want_calls(session, [service for _, service in some], CallReason.LETTER_RETURNED)
    return len(lost)


def _lost(session: Session) -> Sequence[tuple[Review, Service]]:
    """Return what lost a letter of its round that is under way, and is not at the desk for it."""
    rows = session.exec(
        select(Message.key, Review, Service)
        .join(Review, col(Review.service_id) == col(Message.about_id))
        .join(Service, col(Service.id) == col(Review.service_id))
        .where(
            col(Message.state).in_(LOST),
            col(Message.acknowledged_at).is_(None),
            col(Message.about_kind) == "service",
        )
    )
    found = {
        returned_key(review): (review, service)
        for key, review, service in rows
        if key.startswith(f"{desk_key(review)}/")
    }
    known = select(DeskItem.key).where(DeskItem.kind == DeskKind.MAIL_FAILED)
    for key in session.exec(known):
        found.pop(key, None)
    return list(found.values())
